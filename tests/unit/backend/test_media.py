"""Files: told apart by content, cleaned, sealed, and dangerous ones refused with a word."""

import asyncio
from pathlib import Path

import pytest

from backend.domain.errors import Invalid
from backend.media import MAX_FILE_BYTES, MAX_PHOTO_BYTES, MIN_STEP_BYTES, MediaStore, Stored, sniff
from backend.vault import VaultError, new_key, shared_key
from tests.support.pictures import heic_photo, office, phone_photo, photo, png_header

KEY = new_key()
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
TAKEN = [
    (photo("JPEG"), "photo", "image/jpeg"),
    (photo("PNG"), "photo", "image/png"),
    (photo("GIF"), "photo", "image/gif"),
    (photo("WEBP"), "photo", "image/webp"),
    (photo("BMP"), "photo", "image/bmp"),
    (heic_photo(), "photo", "image/heic"),
    (b"%PDF-1.7\n%%EOF", "document", "application/pdf"),
    (office(WORD), "document",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (office(EXCEL), "document",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"OggS" + b"\x00" * 20, "voice", "audio/ogg"),
    (b"#!AMR\n" + b"\x00" * 20, "voice", "audio/amr"),
    (b"\x00\x00\x00\x20ftypM4A \x00", "voice", "audio/mp4"),
    (b"\x00\x00\x00\x20ftypisom\x00", "video", "video/mp4"),
    (b"\x1a\x45\xdf\xa3" + b"\x00" * 20, "video", "video/webm"),
]  # fmt: skip
REFUSED = {
    "nothing": b"",
    "a program": b"MZ\x90\x00" + b"\x00" * 100,
    "a program for Linux": b"\x7fELF" + b"\x00" * 100,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a drawing with a script": b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>",
    "an archive": b"PK\x03\x04" + b"\x00" * 100,
    "a 7z archive": b"7z\xbc\xaf\x27\x1c" + b"\x00" * 100,
    "a rar archive": b"Rar!\x1a\x07\x01\x00",
    "a gzip archive": b"\x1f\x8b\x08\x00" + b"\x00" * 20,
    "an old office file, which may hold macros": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a Word file with a macro": office(WORD, macro=True),
    "an Excel file with a macro": office(EXCEL, macro=True, stored=True),
    "an office file without a document": office("other/thing.xml"),
    "an app": office("classes.dex"),
    "plain text": "一段文字".encode(),
}


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    """An empty store."""
    return MediaStore(tmp_path / "media")


def _stored_files(store: MediaStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "kind", "mime"), TAKEN, ids=[mime for _, _, mime in TAKEN])
def test_what_may_come_is_known_by_its_content(content: bytes, kind: str, mime: str) -> None:
    assert sniff(content)[:2] == (kind, mime)


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_not_come_is_refused(what: str) -> None:
    with pytest.raises(Invalid) as caught:
        sniff(REFUSED[what])
    assert caught.value.code == "file_refused"


async def test_a_renamed_program_is_still_a_program(store: MediaStore) -> None:
    with pytest.raises(Invalid) as caught:
        await store.take_in("a1", KEY, "隐患.jpg", REFUSED["a program"])
    assert caught.value.code == "file_refused"
    assert _stored_files(store) == []


async def test_a_photo_is_kept_clean_and_whole(store: MediaStore) -> None:
    original = phone_photo()
    stored = await store.take_in("a1", KEY, "IMG_0001.jpg", original)
    assert len(stored.dhash) == 16
    clean = await store.read("a1", "clean", shared_key(KEY))
    # The size of the original would tell whose phone it lies on.
    assert (stored.kind, stored.size) == ("photo", len(clean))
    assert b"PhoneMaker" not in clean
    assert await store.read("a1", "original", KEY) == original
    store.close()


async def test_an_officers_photo_is_kept_whole_under_one_key(store: MediaStore) -> None:
    given = phone_photo()
    stored, written = await store.take_in_whole("a1", KEY, "IMG_1.jpg", given)
    assert (stored.kind, stored.name, stored.size) == ("photo", "IMG_1.jpg", len(given))
    assert written.latitude == pytest.approx(24.350833, abs=1e-5)
    assert await store.read("a1", "original", KEY) == given
    assert b"PhoneMaker" not in await store.read("a1", "clean", KEY)
    with pytest.raises(Invalid, match="file_refused"):
        await store.take_in_whole("a2", KEY, "x.pdf", b"%PDF-1.7")
    assert len(_stored_files(store)) == 2


async def test_the_size_of_a_file_tells_no_photo_from_another(store: MediaStore) -> None:
    pdf = b"%PDF-1.7\n"
    sizes = set()
    for number in range(0, 60_000, 5_000):
        content = pdf + bytes(3_000_000 + number)
        stored = await store.take_in(f"a{number}", KEY, "x", content)
        assert stored.size == len(content)
        assert await store.read(f"a{number}", "original", shared_key(KEY)) == content
        sizes.add(store._path(f"a{number}", "original").stat().st_size)
    assert len(sizes) <= 2
    await store.take_in("small", KEY, "x", pdf)
    assert await store.read("small", "original", shared_key(KEY)) == pdf
    assert store._path("small", "original").stat().st_size >= MIN_STEP_BYTES


async def test_every_kind_of_photo_passes_the_decoding_process(store: MediaStore) -> None:
    for number, (content, kind, _) in enumerate(TAKEN):
        if kind == "photo":
            await store.take_in(f"a{number}", KEY, "x", content)
            assert await store.read(f"a{number}", "clean", shared_key(KEY))
    store.close()


async def test_who_gets_the_case_on_opens_the_copy_and_not_the_original(store: MediaStore) -> None:
    await store.take_in("a1", KEY, "x.jpg", photo())
    for variant, key in (("original", shared_key(KEY)), ("clean", KEY), ("clean", new_key())):
        with pytest.raises(VaultError):
            await store.read("a1", variant, key)
    store.close()


async def test_nothing_lies_on_disk_in_the_clear(store: MediaStore) -> None:
    original = phone_photo()
    document = b"%PDF-1.7 SecretDocument"
    await store.take_in("a1", KEY, "IMG_SecretName.jpg", original)
    await store.take_in("a2", KEY, "SecretName.pdf", document)
    files = _stored_files(store)
    assert len(files) == 3
    for path in files:
        content = path.read_bytes()
        assert b"Secret" not in content + path.name.encode()
        assert b"PhoneMaker" not in content
        assert original[:100] not in content
    store.close()


async def test_a_sealed_file_in_anothers_place_does_not_open(store: MediaStore) -> None:
    for name in ("a1", "a2"):
        await store.take_in(name, KEY, "x.pdf", b"%PDF-1.7 " + name.encode())
    one, two = store._path("a1", "original"), store._path("a2", "original")
    two.write_bytes(one.read_bytes())
    with pytest.raises(VaultError):
        await store.read("a2", "original", shared_key(KEY))


async def test_a_changed_file_does_not_open(store: MediaStore) -> None:
    await store.take_in("a1", KEY, "x.pdf", b"%PDF-1.7")
    path = store._path("a1", "original")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(VaultError):
        await store.read("a1", "original", shared_key(KEY))


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "a.b", "a\x00"])
async def test_a_name_leads_nowhere_else(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        await store.read(name, "clean", KEY)


async def test_deleted_is_gone(store: MediaStore) -> None:
    await store.take_in("a1", KEY, "x.jpg", photo())
    store.delete("a1")
    store.delete("a1")
    assert _stored_files(store) == []
    with pytest.raises(FileNotFoundError):
        await store.read("a1", "clean", shared_key(KEY))
    store.close()


async def test_too_large_is_told_with_its_size(store: MediaStore) -> None:
    for content, limit in ((b"\xff\xd8\xff", MAX_PHOTO_BYTES), (b"%PDF-", MAX_FILE_BYTES)):
        with pytest.raises(Invalid) as caught:
            await store.take_in("a1", KEY, "x", content.ljust(limit + 1, b"\x00"))
        assert caught.value.code == "file_too_large"
        assert caught.value.params == {"megabytes": limit // 1024**2}


async def test_bad_pictures_are_told_apart(store: MediaStore) -> None:
    bad = {"photo_broken": b"\xff\xd8\xff\xe0 no", "photo_too_large": png_header(10_000, 10_000)}
    for code, content in bad.items():
        with pytest.raises(Invalid) as caught:
            await store.take_in("a1", KEY, "x.jpg", content)
        assert caught.value.code == code
    assert _stored_files(store) == []
    store.close()


async def _kill_decoders(store: MediaStore, times: int) -> None:
    """Do to the decoding process what a picture does that no limit stops."""
    for _ in range(times):
        # Nothing tells when a process was begun; each look lets the store go on.
        while store._pool is None or not store._pool._processes:  # noqa: ASYNC110
            await asyncio.sleep(0)
        pool = store._pool
        for process in list(pool._processes.values()):
            process.kill()
        while store._pool is pool:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_picture_that_kills_its_process_is_refused_and_the_next_is_taken(
    store: MediaStore,
) -> None:
    killing = asyncio.create_task(_kill_decoders(store, 2))
    with pytest.raises(Invalid) as caught:
        await store.take_in("a1", KEY, "x.jpg", photo())
    assert caught.value.code == "photo_broken"
    await killing
    assert (await store.take_in("a2", KEY, "x.jpg", photo())).kind == "photo"
    store.close()


async def test_one_death_of_the_process_costs_nobody_a_picture(store: MediaStore) -> None:
    killing = asyncio.create_task(_kill_decoders(store, 1))
    taken = await asyncio.gather(*(store.take_in(f"a{n}", KEY, "x.jpg", photo()) for n in range(4)))
    await killing
    assert [stored.id for stored in taken] == ["a0", "a1", "a2", "a3"]
    store.close()


async def test_a_picture_that_takes_for_ever_is_refused(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.media.DECODE_SECONDS", 0.001)
    with pytest.raises(Invalid) as caught:
        await store.take_in("a1", KEY, "x.jpg", photo(size=(4000, 4000)))
    assert caught.value.code == "photo_broken"
    store.close()


async def test_old_files_can_be_found(store: MediaStore) -> None:
    await store.take_in("a1", KEY, "x.pdf", b"%PDF-1.7")
    written = store._path("a1", "original").stat().st_mtime
    assert store.ids_older_than(written) == []
    assert store.ids_older_than(written + 1) == ["a1"]


def test_what_is_sealed_beside_it_reads_back() -> None:
    stored = Stored("a1", "photo", "image/jpeg", "jpg", "隐患.jpg", 5, "00ff")
    assert Stored.load(stored.dump()) == stored
