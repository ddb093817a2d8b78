"""A backup: of one moment, beside a running service, with nothing of a reporter in the clear."""

import asyncio
import io
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from backend import backup, dump
from backend.backup_reading import File, open_backup, read, verify
from backend.db.models import Attachment, Base, Meta, Tally
from backend.house import House, check_keys_fit
from backend.key_folder import KeyFolder
from backend.sealed_file import BackupFault, SealedReader, SealedWriter
from backend.services import evidence
from backend.services.drafts import Upload
from backend.services.evidence_pieces import Taken
from backend.vault import Vault, new_key, public_half
from tests.integration.test_nothing_plain import spellings
from tests.support.backups import everything, file_with, names_in
from tests.support.filing import Filing
from tests.support.pictures import phone_photo, photo

STORY = "玉溪市红塔区大营街狮子坡翠羽鹮化工有限公司仓库堆满蓝桶,绿漆剥落,没有通风,电话13987654321"
TYPED = (STORY, "狮子坡", "翠羽鹮", "13987654321", "OwnerName", "SecretComment")


def contents(house: House, path: Path) -> tuple[dict[str, list[object]], dict[str, bytes]]:
    """All rows and files of a backup, as it gives them."""
    tables: dict[str, list[object]] = {}
    files = {}
    with path.open("rb") as source:
        for each in read(open_backup(source, house.vault)):
            if isinstance(each, dump.Rows):
                rows = [dict(zip(each.columns, row, strict=True)) for row in each.values]
                tables.setdefault(each.table, []).extend(rows)
            elif isinstance(each, File):
                files[each.name] = b"".join(each.pieces)
    return tables, files


async def test_it_holds_all_rows_and_files(house: House, tmp_path: Path) -> None:
    await check_keys_fit(house)
    await file_with(house, STORY, phone_photo(), b"%PDF-1.7 words")
    path = tmp_path / "a.bk"
    told = await backup.make(house, path)
    rows, files = await everything(house)
    tables, copied = contents(house, path)
    assert copied == files
    assert len(files) == 3, "a photo's clean copy and original, and a document"
    assert set(told.tables) == set(Base.metadata.tables)
    for name, wanted in rows.items():
        if name != "meta":
            assert sorted(tables.get(name, []), key=repr) == wanted
    assert verify(path, house.vault) == told
    assert (told.files, told.gone, told.missing) == (3, 0, [])


async def test_nothing_of_a_reporter_nor_a_key_is_in_it_in_the_clear(
    house: House, tmp_path: Path
) -> None:
    picture = phone_photo()
    filing = await file_with(house, STORY, picture)
    path = tmp_path / "a.bk"
    await backup.make(house, path)
    sealed = path.read_bytes()
    opened = b"".join(
        [repr(contents(house, path)).encode("utf-8"), *contents(house, path)[1].values()]
    )
    folder = house.vault.folder
    keys = [folder.read(name) for name in folder.names()]
    assert filing.number.encode() in opened, "what is public is found: the search works"
    for kept in (sealed, opened):
        for word in (*TYPED, filing.receipt):
            assert not any(spelled in kept for spelled in spellings(word)), word
        assert picture[30:130] not in kept
        for key in keys:
            assert key not in kept
            assert key.hex().encode() not in kept
    assert filing.number.encode() not in sealed


async def test_rows_are_of_one_moment_while_others_write(house: House, tmp_path: Path) -> None:
    rows = [
        {"month": "2026-11", "what": "x", "key": f"{n:05}", "shard": 0, "count": 0}
        for n in range(6000)
    ]
    async with house.work() as work:
        await (await work.session.connection()).execute(Tally.__table__.insert(), rows)
        work.session.add(Meta(name="a", value="0"))
        work.session.add(Tally(month="2026-11", what="z", key="z", shard=0, count=0))
    steps = 0
    stopped = asyncio.Event()

    async def write() -> None:
        nonlocal steps
        while not stopped.is_set():
            async with house.work() as work:
                # In two tables, which are read at two moments.
                (await work.session.get_one(Meta, "a")).value = str(steps + 1)
                row = await work.session.get_one(Tally, ("2026-11", "z", "z", 0))
                row.count = steps + 1
            steps += 1

    before: list[int] = []
    writer = asyncio.create_task(write())
    await backup.make(house, tmp_path / "a.bk", lambda _what, _count: before.append(steps))
    stopped.set()
    await writer
    assert before[-1] > before[0], "somebody wrote while the rows were read"
    tables, _ = contents(house, tmp_path / "a.bk")
    [value] = [row["value"] for row in tables["meta"] if row["name"] == "a"]
    [count] = [row["count"] for row in tables["tallies"] if row["what"] == "z"]
    assert value == str(count)
    assert len(tables["tallies"]) == 6001


async def test_a_photo_erased_meanwhile_is_told(house: House, tmp_path: Path) -> None:
    await file_with(house, STORY, photo(), photo(size=(320, 240)))
    async with house.view() as view:
        first, last = sorted(await view.session.scalars(select(Attachment.id)))
    loop = asyncio.get_running_loop()

    async def erase() -> None:
        async with house.work() as work:
            await work.session.execute(delete(Attachment).where(Attachment.id == last))
        house.media.delete(last)

    def meanwhile(what: str, count: int) -> None:
        if (what, count) == ("files", 1):
            asyncio.run_coroutine_threadsafe(erase(), loop).result()

    told = await backup.make(house, tmp_path / "a.bk", meanwhile)
    assert (told.files, told.gone, told.missing) == (2, 1, [])
    assert verify(tmp_path / "a.bk", house.vault) == told
    assert {name[3:].partition(".")[0] for name in contents(house, tmp_path / "a.bk")[1]} == {first}


async def test_a_photo_that_was_lost_is_named(sqlite_house: House, tmp_path: Path) -> None:
    await file_with(sqlite_house, STORY, photo())
    async with sqlite_house.view() as view:
        [lost] = await view.session.scalars(select(Attachment.id))
    sqlite_house.media.delete(lost)
    told = await backup.make(sqlite_house, tmp_path / "a.bk")
    assert (told.files, told.gone, told.missing) == (0, 0, [lost])
    assert verify(tmp_path / "a.bk", sqlite_house.vault) == told


async def test_evidence_goes_along_and_a_lost_piece_is_named(
    sqlite_filing: Filing, tmp_path: Path
) -> None:
    house, officer = sqlite_filing.house, sqlite_filing.actors["officer"]
    kept = [
        await evidence.add(house, sqlite_filing.number, item * 32, upload, Taken(), officer)
        for item, upload in (("0", Upload("a", photo())), ("1", Upload("b", photo("PNG"))))
    ]
    house.media.delete(kept[1].id)
    told = await backup.make(house, tmp_path / "a.bk")
    assert (told.files, told.missing) == (2, [kept[1].id])
    tables, files = contents(house, tmp_path / "a.bk")
    assert len(tables["evidence"]) == 2
    assert {name[3:].partition(".")[0] for name in files} == {kept[0].id}


async def test_files_of_drafts_go_along_half_written_ones_dont(
    sqlite_house: House, tmp_path: Path
) -> None:
    await sqlite_house.media.take_in("ab12", b"k" * 32, "x.pdf", b"%PDF-1.7")
    half = sqlite_house.media.folder / "ab" / "ab34.original.part"
    half.write_bytes(b"half")
    told = await backup.make(sqlite_house, tmp_path / "a.bk")
    assert list(contents(sqlite_house, tmp_path / "a.bk")[1]) == ["ab/ab12.original"]
    assert told.files == 1


async def test_the_private_key_may_lie_elsewhere(sqlite_house: House, tmp_path: Path) -> None:
    await backup.make(sqlite_house, tmp_path / "a.bk")
    key = sqlite_house.settings.key_folder / "backup.key"
    away = key.rename(tmp_path / "backup.key")
    told = await backup.make(sqlite_house, tmp_path / "b.bk")
    assert not key.exists(), "no new one is made"
    with pytest.raises(BackupFault) as raised:
        verify(tmp_path / "b.bk", sqlite_house.vault)
    assert raised.value.reason == "no_key"
    away.rename(key)
    assert verify(tmp_path / "b.bk", sqlite_house.vault) == told


async def test_another_installation_opens_none(sqlite_house: House, tmp_path: Path) -> None:
    await backup.make(sqlite_house, tmp_path / "a.bk")
    other = KeyFolder(tmp_path / "other")
    vault = Vault(other)
    with pytest.raises(BackupFault) as raised:
        verify(tmp_path / "a.bk", vault)
    assert raised.value.reason == "no_key"
    other.create("backup", sqlite_house.vault.folder.read("backup"))
    with pytest.raises(BackupFault) as raised:
        verify(tmp_path / "a.bk", vault)
    assert raised.value.reason == "foreign"


async def test_every_hurt_file_is_told(sqlite_house: House, tmp_path: Path) -> None:
    await file_with(sqlite_house, STORY, photo())
    path = tmp_path / "a.bk"
    await backup.make(sqlite_house, path)
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 60)):
        changed = bytearray(content)
        changed[place] ^= 0x40
        path.write_bytes(bytes(changed))
        with pytest.raises(BackupFault):
            verify(path, sqlite_house.vault)
        path.write_bytes(content[:place])
        with pytest.raises(BackupFault):
            verify(path, sqlite_house.vault)


async def test_it_writes_over_nothing(sqlite_house: House, tmp_path: Path) -> None:
    (tmp_path / "a.bk").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        await backup.make(sqlite_house, tmp_path / "a.bk")
    assert (tmp_path / "a.bk").read_bytes() == b"old"
    assert not any(name.endswith(".part") for name in names_in(tmp_path))


def test_what_says_nonsense_inside_is_not_believed() -> None:
    """Sealed by the right keys and yet no backup: a fault of ours, or of who stole the keys."""
    private, own = new_key(), new_key()
    head = b'{"kind":"head","made":"","revision":"0004","keys":""}\n'
    end = b'{"kind":"end","made":"","revision":"0004","keys":"","tables":{},"files":0}\n'
    wrong = [
        b"no json\n", b"[1]\n", b'{"kind":"head","what":1}\n', b'{"kind":"odd"}\n', b"5\n",
        head + b'{"kind":"file","name":"../../x","size":1}\nx"hash"\n' + end,
        head + b'{"kind":"file","name":"ab/ab.original","size":1}\nx"hash"\n' + end,
        head + b'{"kind":"table","name":"meta","columns":["name"]}\n["a"]\n' + end,
        head + b'[1]\n' + end, head + end + b"more", head + head, head + head + end,
    ]  # fmt: skip
    assert len(_read(private, own, head + end)) == 2
    for content in wrong:
        with pytest.raises(BackupFault) as raised:
            _read(private, own, content)
        assert raised.value.reason in ("changed", "cut")


def _read(private: bytes, own: bytes, content: bytes) -> list[object]:
    out = io.BytesIO()
    writer = SealedWriter(out, public_half(private), own)
    writer.write(content)
    writer.finish()
    found: list[object] = []
    for each in read(SealedReader(io.BytesIO(out.getvalue()), lambda _: private, own)):
        if isinstance(each, File):
            b"".join(each.pieces)
        found.append(each)
    return found
