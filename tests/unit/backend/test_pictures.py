"""The shown copy of a photo: upright, small, and with nothing of the file but its pixels."""

import io
import random

import pytest
from PIL import Image

from backend.pictures import MAX_EDGE, Clean, PictureError, Written, clean_picture, read_written
from tests.support.pictures import (
    heic_photo,
    many_scans,
    phone_photo,
    photo,
    png_header,
    png_text_bomb,
)

SECRETS = (b"PhoneMaker", b"OwnerName", b"SecretComment", b"SecretProfile", b"Exif", b"GPS")


def _opened(clean: Clean) -> Image.Image:
    image = Image.open(io.BytesIO(clean.jpeg))
    assert image.format == "JPEG"
    return image


def _reason(content: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        clean_picture(content)
    return caught.value.reason


def test_all_metadata_is_gone() -> None:
    original = phone_photo()
    assert all(secret in original for secret in SECRETS[:5])
    clean = clean_picture(original)
    assert not any(secret in clean.jpeg for secret in SECRETS)
    image = _opened(clean)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_metadata_of_a_heic_is_gone_too() -> None:
    original = heic_photo()
    assert b"PhoneMaker" in original
    clean = clean_picture(original)
    assert b"PhoneMaker" not in clean.jpeg
    assert (clean.width, clean.height) == (640, 480)


def test_a_photo_taken_sideways_stands_upright() -> None:
    clean = clean_picture(phone_photo(orientation=6))
    assert (clean.width, clean.height) == (480, 640)
    # The light half of the file was left; a quarter turn to the right puts it on top.
    image = _opened(clean)
    top, bottom = image.getpixel((240, 50)), image.getpixel((240, 590))
    assert top[0] > 200 > 100 > bottom[0]  # type: ignore[index]


def test_a_large_photo_is_made_smaller_and_a_small_one_left() -> None:
    clean = clean_picture(photo(size=(6000, 3000)))
    assert (clean.width, clean.height) == (MAX_EDGE, MAX_EDGE // 2)
    clean = clean_picture(photo(size=(100, 50)))
    assert (clean.width, clean.height) == (100, 50)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_every_kind_that_is_taken_can_be_shown(kind: str) -> None:
    clean = clean_picture(photo(kind))
    assert (clean.width, clean.height) == (640, 480)
    assert _opened(clean).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert _opened(clean_picture(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_way_to_write_colours_can_be_shown(mode: str) -> None:
    out = io.BytesIO()
    image = Image.new(mode, (20, 20))
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert clean_picture(out.getvalue()).width == 20


@pytest.mark.parametrize("size", [(10_000, 10_000), (8_000, 8_000), (60_001, 1_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    content = png_header(*size)
    assert len(content) < 200
    assert _reason(content) == "too_large"


def test_a_hundred_megapixels_are_refused() -> None:
    assert _reason(photo("PNG", (10_000, 10_000))) == "too_large"


def test_a_text_that_unpacks_without_end_is_refused() -> None:
    bomb = png_text_bomb()
    assert len(bomb) < 1024**2
    assert _reason(bomb) == "broken"


def test_a_picture_of_passes_without_end_is_refused_before_it_is_decoded() -> None:
    assert clean_picture(many_scans(0)).width == 64
    assert clean_picture(many_scans(10)).width == 64
    assert _reason(many_scans(3_000)) == "broken"


def test_a_film_behind_the_photo_does_not_count() -> None:
    film = b"\x00\x00\x00\x18ftypmp42" + b"\xff\xda\x00\x08 film" * 500
    assert clean_picture(phone_photo() + film).width == 640


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0 no picture",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"BM" + b"\x00" * 60,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        photo()[:200],
    ],
)
def test_what_is_no_picture_is_told_so(content: bytes) -> None:
    assert _reason(content) == "broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF"])
def test_no_damage_gets_past_as_another_error(kind: str) -> None:
    chance = random.Random(kind)  # noqa: S311 - the same damage every time
    whole = heic_photo() if kind == "HEIF" else photo(kind, (64, 48))
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        cut = bytes(damaged[: chance.randint(1, len(damaged))])
        reason = "shown"
        try:
            clean_picture(cut)
        except PictureError as error:
            reason = error.reason
        assert reason in ("shown", "broken", "too_large")


def test_alike_pictures_have_alike_hashes() -> None:
    one = clean_picture(photo(size=(640, 480)))
    two = clean_picture(photo("PNG", size=(1280, 960)))
    other = clean_picture(_turned())
    assert bin(int(one.dhash, 16) ^ int(two.dhash, 16)).count("1") <= 4
    assert bin(int(one.dhash, 16) ^ int(other.dhash, 16)).count("1") > 4


def _turned() -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(photo())).transpose(Image.Transpose.ROTATE_90).save(out, "PNG")
    return out.getvalue()


def _with_exif(kind: str, **gps: object) -> bytes:
    exif = Image.Exif()
    shot = exif.get_ifd(0x8769)
    shot[0x9003], shot[0x9011] = "2026:11:28 12:00:00", "+08:00"
    place = exif.get_ifd(0x8825)
    place |= {1: "S", 2: (24.0, 21.0, 3.0), 3: "W", 4: (102.0, 33.0, 5.0)}
    place |= {int(tag[1:]): value for tag, value in gps.items()}
    return photo(kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_a_camera_wrote_is_read(kind: str) -> None:
    heic_photo()  # lets Pillow write HEIF
    written = read_written(_with_exif(kind))
    assert (written.taken, written.zone) == ("2026:11:28 12:00:00", "+08:00")
    assert written.latitude == pytest.approx(-24.350833, abs=1e-6)
    assert written.longitude == pytest.approx(-102.551389, abs=1e-6)


@pytest.mark.parametrize(
    "content",
    [
        photo(),
        b"",
        b"no picture",
        phone_photo()[:300],
        photo(exif=b"Exif\x00\x00MM\x00*" + b"\xff" * 40),
    ],
)
def test_a_photo_without_time_and_place_says_nothing(content: bytes) -> None:
    assert read_written(content) == Written()


@pytest.mark.parametrize("gps", [{"_2": (91.0, 0.0, 0.0)}, {"_2": (24.0, 1.0)}, {"_4": ()}])
def test_half_a_place_is_none(gps: dict[str, object]) -> None:
    written = read_written(_with_exif("JPEG", **gps))
    assert (written.latitude, written.longitude) == (None, None)
    assert written.taken in ("2026:11:28 12:00:00", "")
