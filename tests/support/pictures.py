"""Pictures and documents as people, and people with bad intent, send them; made, not found."""

import io
import struct
import zipfile
import zlib
from typing import Any


def _save(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    """A picture with a light left and a dark right half."""
    from PIL import Image

    image = Image.new("RGB", size, (230, 220, 210))
    image.paste((30, 20, 10), (size[0] // 2, 0, *size))
    return _save(image, kind, **options)


def phone_photo(orientation: int = 1) -> bytes:
    """A JPEG with all that a phone writes into it: maker, place, owner, comment, small picture."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    exif[0x013B] = "OwnerName"
    exif[0x9286] = "SecretComment"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (24.0, 21.0, 3.0), "E", (102.0, 33.0, 5.0)
    return photo(exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)


def heic_photo() -> bytes:
    """A picture as newer phones send it, with a place in it."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    return photo("HEIF", exif=exif.tobytes())


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing: small to send, huge to decode."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def png_text_bomb(megabytes: int = 200) -> bytes:
    """A PNG whose text unpacks to hundreds of megabytes."""
    packed = zlib.compress(b"A" * megabytes * 1024**2, 9)
    data = b"Comment\x00\x00" + packed
    good = photo("PNG", (8, 8))
    chunk = b"zTXt" + data
    text = struct.pack(">I", len(data)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return good[:33] + text + good[33:]


def many_scans(times: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """A progressive JPEG whose last pass comes so many times more."""
    whole = photo("JPEG", size, progressive=True)
    again = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + again * times + whole[-2:]


def office(part: str, *, macro: bool = False, stored: bool = False) -> bytes:
    """An office file by its main part (``word/document.xml``), with a macro if wanted."""
    out = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", how) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("_rels/.rels", "<Relationships/>")
        packed.writestr(part, "<document/>")
        if macro:
            packed.writestr(f"{part.partition('/')[0]}/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()
