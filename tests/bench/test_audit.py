"""How long a million audit entries take to check, against hashing their lines alone.

``make bench PYTEST_ARGS="-k audit"``: a real SQLite file with ten chains; the check reads every
entry, follows every hash and looks for the leaves of a head. Then in one chain an entry is
changed, in others one is left out, two swapped, one added and the end cut off; each is found.
"""

import asyncio
import datetime as dt
import hashlib
import sys
import time
from pathlib import Path

from sqlalchemy import insert, text

from backend.db.migrate import upgrade
from backend.db.models import AuditEntry
from backend.domain.audit import GENESIS, Entry
from backend.house import House, open_house
from backend.services import audit_heads
from config.settings import Settings

ENTRIES, CHAINS, BATCH = 1_000_000, 10, 20_000
MOMENT = dt.datetime(2026, 11, 26, 4, tzinfo=dt.UTC)


def rows() -> list[tuple[Entry, str]]:
    """All entries of all chains with their hashes."""
    made = []
    for chain in range(CHAINS):
        previous = GENESIS
        for seq in range(1, ENTRIES // CHAINS + 1):
            detail = f'{{"status": "accepted", "step": {seq % 9}}}'
            entry = Entry(
                f"5304{chain:02d}.emergency", seq, "2026-11-25T08:00:00+00:00",
                f"staff:{seq % 40:032x}", "accept", f"YX-{seq:08d}", detail, "", previous,
            )  # fmt: skip
            previous = entry.digest()
            made.append((entry, previous))
    return made


async def filled(folder: Path, made: list[tuple[Entry, str]]) -> House:
    """A house with these entries."""
    house = open_house(Settings(data=folder))
    house.clock = lambda: MOMENT
    await upgrade(house.database)
    async with house.work() as work:
        for start in range(0, len(made), BATCH):
            await work.session.execute(
                insert(AuditEntry),
                [
                    {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
                    | {"hash": digest}
                    for entry, digest in made[start : start + BATCH]
                ],
            )
    return house


HARMS: dict[str, tuple[str, ...]] = {
    "changed": ("UPDATE audit SET actor = 'x' WHERE chain = '530400.emergency' AND seq = 777",),
    "missing": ("DELETE FROM audit WHERE chain = '530401.emergency' AND seq = 777",),
    "swapped": (
        "UPDATE audit SET seq = -1 WHERE chain = '530402.emergency' AND seq = 777",
        "UPDATE audit SET seq = 777 WHERE chain = '530402.emergency' AND seq = 778",
        "UPDATE audit SET seq = 778 WHERE chain = '530402.emergency' AND seq = -1",
    ),
    "added": (
        "INSERT INTO audit SELECT chain, 100001, form, at, actor, action, subject, detail, words,"
        " hash, hash FROM audit WHERE chain = '530403.emergency' AND seq = 100000",
    ),
    "cut off": ("DELETE FROM audit WHERE chain = '530404.emergency' AND seq > 99990",),
}  # fmt: skip


async def test_a_million_entries(tmp_path: Path) -> None:
    made = rows()
    lines = [entry.line().encode() for entry, _ in made]
    begun = time.perf_counter()
    for line in lines:
        hashlib.sha256(line).hexdigest()
    ceiling = time.perf_counter() - begun
    house = await filled(tmp_path / "data", made)
    made.clear()
    lines.clear()
    head = await audit_heads.sign_day(house)
    assert head is not None
    begun = time.perf_counter()
    async with house.view() as view:
        check = await audit_heads.check(view, head)
    seconds = time.perf_counter() - begun
    assert check.whole
    assert check.count == ENTRIES
    print(  # noqa: T201 - a bench speaks
        f"\naudit verify: {ENTRIES:,} entries in {seconds:.1f} s; hashing alone {ceiling:.2f} s "
        f"({seconds / ceiling:.0f} times)"
    )
    await command(tmp_path / "data")
    async with house.database.engine.connect() as connection:
        for statements in HARMS.values():
            for statement in statements:
                await connection.execute(text(statement))
        await connection.commit()
    async with house.view() as view:
        found = await audit_heads.check(view, head)
    await house.close()
    assert found.breaks == {
        "530400.emergency": 777,
        "530401.emergency": 778,
        "530402.emergency": 777,
        "530403.emergency": 100_001,
    }
    # The chain whose end is gone looks whole, but the head is missing with those of the broken.
    assert len(found.leaves) == 4


async def command(folder: Path) -> None:
    """The command in a process of its own, as an administrator runs it."""
    begun = time.perf_counter()
    words = [sys.executable, "-m", "bot", "audit", "verify", "--data", str(folder)]
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    most = asyncio.create_task(memory_of(process))
    said, _ = await process.communicate()
    seconds = time.perf_counter() - begun
    assert process.returncode == 0
    used = await most
    print(f"chuishao audit verify: {seconds:.1f} s, at most {used:.0f} MB; {said.decode()}")  # noqa: T201


async def memory_of(process: asyncio.subprocess.Process) -> float:
    """The most megabytes that a process ever held, as the kernel counts them, until it ends.

    Not getrusage: what that says of a child begins with the memory of its parent, ours.
    """
    most = 0
    while process.returncode is None:
        most = peak_of(process.pid) or most
        await asyncio.sleep(0.1)
    return most / 1024


def peak_of(pid: int) -> int:
    """The peak of a process in kilobytes; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(one.split()[1]) for one in lines if one.startswith("VmHWM:")), 0)
