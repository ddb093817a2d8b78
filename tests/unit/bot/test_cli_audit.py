"""`chuishao audit`: what an administrator, a superior and an outsider can check."""

import asyncio
import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.house import House, open_house
from backend.services import audit, audit_heads
from config.settings import Settings

Run = Callable[..., tuple[int, str, str]]
ONE, OTHER = "530425.emergency", "530425.fire"


def _in_house(data: Path, act: Callable[[House], object]) -> None:
    async def run() -> None:
        house = open_house(Settings(data=data))
        await act(house)  # type: ignore[misc]
        await house.close()

    asyncio.run(run())


@pytest.fixture
def head_file(run: Run, data: Path, tmp_path: Path) -> Path:
    """A data folder with two chains and a signed head, which lies elsewhere."""
    assert run("migrate")[0] == 0

    async def fill(house: House) -> None:
        for number in range(4):
            async with house.work() as work:
                for chain in (ONE, OTHER):
                    await audit.record(work, "system", "overdue", f"YX-{number}", chain=chain)
        house.clock = lambda: dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
        await audit_heads.sign_day(house)

    _in_house(data, fill)
    status, line, _ = run("audit", "head")
    assert status == 0
    path = tmp_path / "2026-11-25.json"
    path.write_text(line, "utf-8")
    return path


def _change(data: Path, statement: str) -> None:
    async def change(house: House) -> None:
        async with house.work() as work:
            await work.session.execute(text(statement))

    _in_house(data, change)


def test_whole_chains(run: Run, head_file: Path) -> None:
    status, said, _ = run("audit", "verify", "--head", str(head_file))
    assert status == 0
    assert "2026-11-25 的链尾都在" in said
    assert "审计链完整：2 条链，共 8 条记录" in said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET subject = 'x' WHERE seq = 2", "第 2 条"),
        ("DELETE FROM audit WHERE seq = 2", "第 3 条"),
        ("DELETE FROM audit WHERE seq = 4", "的链尾有 1 个对不上"),
    ],
)
def test_a_hand_in_the_database(
    run: Run, data: Path, head_file: Path, statement: str, said: str
) -> None:
    _change(data, f"{statement} AND chain = '{ONE}'")
    status, words, _ = run("audit", "verify", "--head", str(head_file))
    assert status == 1
    assert said in words
    assert "完整" not in words


def test_a_head_that_is_none_and_a_day_without(run: Run, head_file: Path) -> None:
    assert run("audit", "head", "--day", "2026-11-24")[0] == 2
    head_file.write_text("{}", "utf-8")
    status, _, said = run("audit", "verify", "--head", str(head_file))
    assert (status, said) == (2, "这不是一个链尾文件。\n")
    assert run("audit", "verify", "--head", str(head_file.with_name("none")))[0] == 2
    assert run("audit", "verify", "--case", "YX-0000-0000")[0] == 2


def _check(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "check.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def exported(run: Run, head_file: Path, tmp_path: Path) -> Path:
    """One body's export, unpacked."""
    path = tmp_path / "chain.zip"
    assert run("audit", "export", str(path), "--body", ONE)[0] == 0
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as made:
        made.extractall(tmp_path / "out")
    return tmp_path / "out"


def test_an_outsider_checks_one_body_s_chain_with_its_own_tools(exported: Path) -> None:
    assert _check(exported) == (0, f"WHOLE {ONE} 4\nHEAD 2026-11-25\n")
    # By hand, as the instructions say.
    lines = (exported / "entries-1.txt").read_text("utf-8").splitlines()
    assert json.loads(lines[1])[0] == hashlib.sha256(lines[0].encode()).hexdigest()
    assert "check.py" in (exported / "README.txt").read_text("utf-8")
    for path in exported.rglob("*"):
        if path.is_file():
            assert OTHER.encode() not in path.read_bytes()


@pytest.mark.parametrize("line", range(4))
def test_the_outsider_finds_a_changed_line(exported: Path, line: int) -> None:
    path = exported / "entries-1.txt"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[line] = lines[line].replace("overdue", "accept")
    path.write_text("".join(lines), "utf-8")
    status, said = _check(exported)
    assert status == 1
    assert said.splitlines()[-1].startswith("BROKEN")


def test_the_outsider_finds_a_cut_off_end_and_a_false_signature(exported: Path) -> None:
    path = exported / "entries-1.txt"
    whole = path.read_text("utf-8")
    path.write_text("".join(whole.splitlines(keepends=True)[:3]), "utf-8")
    assert _check(exported)[0] == 1
    path.write_text(whole, "utf-8")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    signature = exported / "heads" / "2026-11-25.sig"
    signature.write_bytes(os.urandom(64))
    assert _check(exported)[0] == 1


def test_an_export_never_writes_over_a_file(run: Run, head_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    assert run("audit", "export", str(path))[0] == 0
    size = path.stat().st_size
    assert run("audit", "export", str(path))[0] == 2
    assert path.stat().st_size == size
    assert run("audit", "export", str(tmp_path / "x.zip"), "--body", "nowhere.fire")[0] == 2
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
