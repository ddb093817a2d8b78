"""`chuishao backup`, `restore`, `verify`: what they say, and what they refuse."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.backup import Progress
from bot.cli.speech import translated

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]


def refused(outcome: Outcome, key: str, **params: object) -> bool:
    """Whether the command said this sentence and nothing else."""
    return outcome == (2, "", translated(key, **params) + "\n")


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Path:
    """The backup of an installation with staff."""
    run("staff", "add", "张三", "--body", "530402.emergency")
    path = tmp_path / "a.bk"
    status, out, err = run("backup", str(path))
    assert (status, err) == (0, "")
    assert str(path) in out
    return path


def test_there_and_back(run: Run, made: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = run("verify", str(made))
    assert (status, err) == (0, "")
    assert str(made) in out
    monkeypatch.setenv("CHUISHAO_KEYS", str(data.with_name("data.keys")))
    new = data.with_name("new")
    status, out, err = run("restore", str(made), folder=new)
    assert (status, err) == (0, "")
    before = run("bodies")[1]
    assert before
    assert run("bodies", folder=new)[1] == before
    status, out, _ = run("doctor", folder=new)
    assert status == 0
    assert translated("doctor_keys_fit") in out


def test_nothing_to_back_up_makes_nothing(run: Run, data: Path, tmp_path: Path) -> None:
    assert refused(run("backup", str(tmp_path / "a.bk")), "no_data", data=data)
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_written_over_or_put_where_it_is_lost_too(
    run: Run, made: Path, data: Path
) -> None:
    content = made.read_bytes()
    assert refused(run("backup", str(made)), "backup_exists", path=made)
    assert made.read_bytes() == content
    for folder in (data, data.with_name("data.keys")):
        assert refused(run("backup", str(folder / "a.bk")), "backup_inside", folder=folder)
    status, out, err = run("backup", str(data.with_name("no") / "a.bk"))
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_without_keys_nothing_is_done_and_none_are_made(
    run: Run, made: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = data.with_name("data.keys")
    monkeypatch.setenv("CHUISHAO_KEYS", str(tmp_path / "none"))
    assert refused(run("verify", str(made)), "keys_needed", keys=tmp_path / "none")
    new = data.with_name("new")
    outcome = run("restore", str(made), folder=new)
    assert refused(outcome, "keys_needed", keys=tmp_path / "none")
    outcome = run("backup", str(tmp_path / "b.bk"))
    assert refused(outcome, "keys_lost", keys=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert not new.exists()
    assert keys.exists()


def test_another_installations_keys_are_refused(
    run: Run, made: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    run("migrate", folder=other)
    monkeypatch.setenv("CHUISHAO_KEYS", str(tmp_path / "other.keys"))
    assert refused(run("verify", str(made)), "backup_fault_no_key")
    new = data.with_name("new")
    assert refused(run("restore", str(made), folder=new), "backup_fault_no_key")
    assert not list(new.glob("*.db"))
    assert refused(run("backup", str(tmp_path / "b.bk")), "key_missing")


def test_a_hurt_or_other_file_is_told_in_words(run: Run, made: Path, tmp_path: Path) -> None:
    content = made.read_bytes()
    hurt = tmp_path / "hurt.bk"
    for changed, fault in (
        (content[:-1], "cut"), (content[:-1] + b"\xff", "changed"), (b"PK", "none"),
        (content.replace(b"backup-1", b"backup-7"), "newer"),
    ):  # fmt: skip
        hurt.write_bytes(changed)
        assert refused(run("verify", str(hurt)), f"backup_fault_{fault}")
    assert run("verify", str(tmp_path / "none.bk"))[0] == 2


def test_data_is_never_written_over(run: Run, made: Path, data: Path) -> None:
    outcome = run("restore", str(made))
    assert refused(outcome, "restore_not_empty", where=data / "chuishao.db")


def test_an_unfinished_restore_stops_every_other_command(
    run: Run, made: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_KEYS", str(data.with_name("data.keys")))
    new = data.with_name("new")
    (new / ".restore").mkdir(parents=True)
    (new / ".restore" / "unfinished").write_text("some name")
    for words in (("migrate",), ("backup", str(data.with_name("b.bk")))):
        assert refused(run(*words, folder=new), "restore_unfinished", data=new)
    assert run("restore", str(made), folder=new)[0] == 0
    assert run("migrate", folder=new)[0] == 0


def test_a_backup_that_is_killed_has_no_name_and_the_next_one_tidies_up(
    run: Run, made: Path, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "b.bk"
    program = (
        "import os, signal, sys\n"
        "from bot.__main__ import main\n"
        "def watch(event, args):\n"
        "    if event == 'os.link' and str(args[1]).endswith('b.bk'):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(watch)\n"
        "main(['backup', sys.argv[1], '--data', sys.argv[2]])\n"
    )
    command = [sys.executable, "-c", program, str(path), str(data)]
    killed = subprocess.run(command, capture_output=True, check=False, env=os.environ)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert not path.exists()
    [left] = tmp_path.glob(".b.bk.*.part")
    assert left.stat().st_mode & 0o077 == 0
    assert run("backup", str(path))[0] == 0
    assert not list(tmp_path.glob(".*.part"))
    assert run("verify", str(path))[0] == 0


def test_long_work_says_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress()
    progress("rows", 1)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("bot.cli.backup.QUIET_SECONDS", -1.0)
    progress = Progress()
    progress("rows", 7)
    progress("files", 8)
    told = [translated("progress_rows", count=7), translated("progress_files", count=8)]
    assert capsys.readouterr().err.splitlines() == told
