"""Looking into a photo: decoded in a process of its own, with limits, never on disk."""

import ctypes
import io
import math
import resource
import signal
import warnings
from dataclasses import dataclass
from typing import Any

MAX_PIXELS = 60_000_000
MAX_EDGE = 2_560
MAX_SCANS = 30
"""Passes of a progressive JPEG; cameras and programs make about ten."""
MEMORY_BYTES = 3 * 1024**3
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of <sys/prctl.h>."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "BMP")


class PictureError(Exception):
    """Not a picture we can show: ``reason`` is ``broken`` or ``too_large``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Clean:
    """The copy that is shown: a JPEG without EXIF, and what is needed to compare pictures."""

    jpeg: bytes
    width: int
    height: int
    dhash: str


def limit_process() -> None:
    """Limits of the decoding process: memory in bytes, and no core file with a picture in it."""
    # A terminal sends Ctrl-C to all processes; this one ends when the server lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # And a server that is killed takes it along, or it would wait for ever.
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean_picture(content: bytes) -> Clean:
    """The picture in ``content`` upright, at most 2,560 pixels an edge, all metadata dropped.

    Raises PictureError; runs in the decoding process.
    """
    # Imported late: only the decoding process pays for the codecs.
    import pillow_heif
    from PIL import Image, ImageOps

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    if content.startswith(b"\xff\xd8") and _scans(content) > MAX_SCANS:
        # Each pass goes over all the pixels: a small file would keep everybody waiting.
        raise PictureError("broken")
    try:
        # Refuses by the header, before any pixel is decoded: above twice the limit by itself,
        # between once and twice as a warning that the filter makes an error.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
        image.draft("RGB", (MAX_EDGE, MAX_EDGE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MAX_EDGE, MAX_EDGE))
        # A fresh canvas: nothing of the file but its pixels comes along.
        canvas = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        canvas.paste(rgba, mask=rgba.getchannel("A"))
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=85, optimize=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("too_large") from error
    except Exception as error:  # codecs fail in every way there is
        raise PictureError("broken") from error
    return Clean(out.getvalue(), *canvas.size, _dhash(canvas.convert("L").resize((9, 8))))


@dataclass(frozen=True, slots=True)
class Written:
    """What a camera wrote into a photo of its own time and place; empty where it wrote none."""

    taken: str = ""
    """By the camera's clock, ``2026:11:28 10:03:59``."""
    zone: str = ""
    """That clock's distance from UTC, ``+08:00``."""
    latitude: float | None = None
    longitude: float | None = None


def read_written(content: bytes) -> Written:
    """Time and place (degrees) out of a photo's EXIF; what can't be read counts as not written.

    Runs in the decoding process.
    """
    import pillow_heif
    from PIL import ExifTags, Image

    pillow_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            exif = image.getexif()
        shot, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        taken = str(
            shot.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime, "")
        )
        zone = str(shot.get(ExifTags.Base.OffsetTimeOriginal, ""))
        at = _degrees(place, 1, "S", 90), _degrees(place, 3, "W", 180)
    except Exception:  # noqa: BLE001 - hostile or broken in every way there is: it says nothing
        return Written()
    both = at if None not in at else (None, None)
    return Written(taken[:40], zone[:12], *both)


def _degrees(place: Any, tag: int, negative: str, limit: int) -> float | None:
    """One coordinate of EXIF: its reference stands at ``tag``, degrees to seconds after it."""
    parts = place.get(tag + 1)
    if not parts or len(parts) != 3:
        return None
    value = math.fsum(float(part) / 60**power for power, part in enumerate(parts))
    if not 0 <= value <= limit:  # a number that is none fails here too
        return None
    return -value if place.get(tag) == negative else value


Box = tuple[int, int, int, int]
"""Left, top, width, height, each in thousandths of the picture."""


def black_out(jpeg: bytes, boxes: tuple[Box, ...]) -> bytes:
    """A copy of one of our clean copies with black boxes in the place of its pixels.

    Raises PictureError; runs in the decoding process.
    """
    from PIL import Image, ImageDraw

    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            canvas = image.convert("RGB")
        pen = ImageDraw.Draw(canvas)
        for left, top, width, height in boxes:
            # A pixel more on every side: what shines through at an edge may be a name.
            x, y = left * canvas.width // 1000 - 1, top * canvas.height // 1000 - 1
            right = -(-(left + width) * canvas.width // 1000) + 1
            bottom = -(-(top + height) * canvas.height // 1000) + 1
            pen.rectangle((x, y, right, bottom), fill="black")
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=85, optimize=True)
    except Exception as error:  # codecs fail in every way there is
        raise PictureError("broken") from error
    return out.getvalue()


def _scans(jpeg: bytes) -> int:
    """How many passes a JPEG is made of; a film that phones put behind its end doesn't count."""
    count, at = 0, 2
    while (at := jpeg.find(b"\xff", at)) >= 0 and at + 4 <= len(jpeg):
        marker = jpeg[at + 1]
        if marker == 0xD9:  # its end
            break
        if marker == 0xFF:
            at += 1
        elif marker <= 0x01 or 0xD0 <= marker <= 0xD8:  # no segment: a byte of the picture
            at += 2
        else:
            count += marker == 0xDA  # the beginning of a pass
            at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return count


def _dhash(small: object) -> str:
    pixels = list(small.tobytes())  # type: ignore[attr-defined]
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = pixels[row * 9 + column], pixels[row * 9 + column + 1]
            bits = bits << 1 | (left > right)
    return f"{bits:016x}"
