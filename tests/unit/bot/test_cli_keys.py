"""`chuishao keys`: what is said of them, how they are changed, and how they come back."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.common import only_one
from bot.cli.speech import translated
from tests.support.server import CHUISHAO

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]
PASSPHRASE = "correct horse battery"
BODY = "530402.emergency"


@pytest.fixture
def keys(run: Run, data: Path) -> Path:
    """The key folder of an installation with a body."""
    run("token", "create", "--body", BODY)
    return data.with_name("data.keys")


def lines(outcome: Outcome) -> dict[str, str]:
    """Sentences and their levels."""
    return {words: level for level, words in (ln.split("\t") for ln in outcome[1].splitlines())}


def test_a_first_look_makes_nothing(run: Run, data: Path) -> None:
    status, out, err = run("keys", "check")
    assert (status, err) == (0, "")
    assert translated("key_no_database") in out
    assert not data.exists()
    assert not data.with_name("data.keys").exists()


def test_each_key_is_told_with_what_its_loss_means(run: Run, keys: Path) -> None:
    outcome = run("keys", "check")
    assert outcome[0] == 0
    assert lines(outcome)[translated("key_is_here", name=f"body.{BODY}")] == "ok"
    (keys / f"body.{BODY}.key").unlink()
    outcome = run("keys", "check")
    words = translated("key_is_missing", name=f"body.{BODY}")
    words += translated("key_loss_body", count=0, only=0)
    assert (outcome[0], lines(outcome)[words]) == (1, "fail")
    (keys / "lookup.key").unlink()
    outcome = run("keys", "check")
    words = translated("key_is_missing", name="lookup") + translated("key_loss_lookup")
    assert lines(outcome)[words] == "fail"
    assert not (keys / "lookup.key").exists()


def test_a_key_is_changed_and_what_cannot_be_says_why(run: Run, keys: Path) -> None:
    before = (keys / f"body.{BODY}.key").read_bytes()
    status, out, err = run("keys", "rotate", BODY)
    assert (status, err) == (0, "")
    assert translated("key_rotated", name=BODY, count=0) in out
    assert (keys / f"body.{BODY}.key").read_bytes() != before
    assert run("keys", "check")[0] == 0
    for name in ("lookup", "custodian", "unknown"):
        wanted = translated(f"cannot_rotate_{name}", name=name)
        assert run("keys", "rotate", name) == (2, "", wanted + "\n")


def test_the_own_key_is_changed_while_no_server_runs(run: Run, keys: Path, data: Path) -> None:
    before = (keys / "server.key").read_bytes()
    with only_one(data):
        refused = translated("already_running", data=data)
        assert run("keys", "rotate", "server") == (2, "", refused + "\n")
    assert run("keys", "rotate", "server")[0] == 0
    assert (keys / "server.key").read_bytes() != before
    (former,) = keys.glob("retired.server.*.key")
    assert former.read_bytes() == before
    assert run("keys", "check")[0] == 0
    assert run("migrate")[0] == 0


def test_keys_come_back_from_an_escrow(
    run: Run, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "safe.txt"
    monkeypatch.setenv("CHUISHAO_ESCROW_PASSPHRASE", PASSPHRASE)
    status, _, err = run("keys", "escrow", str(path))
    assert (status, err) == (0, "")
    assert path.stat().st_mode & 0o077 == 0
    taken = translated("backup_exists", path=path)
    assert run("keys", "escrow", str(path)) == (2, "", taken + "\n")
    aside = keys.rename(tmp_path / "aside")
    assert run("migrate")[0] == 2, "a lost folder stops everything"
    assert run("keys", "restore-escrow", str(path))[0] == 0
    assert run("migrate")[0] == 0
    assert run("keys", "check")[0] == 0
    names = sorted(one.name for one in aside.iterdir())
    assert sorted(one.name for one in keys.iterdir()) == names
    (keys / "server.key").write_bytes(b"x" * 32)
    differs = translated("escrow_fault_differs", names="server")
    assert run("keys", "restore-escrow", str(path)) == (2, "", differs + "\n")
    monkeypatch.setenv("CHUISHAO_ESCROW_PASSPHRASE", "something quite else")
    wrong = translated("escrow_fault_closed")
    assert run("keys", "restore-escrow", str(path)) == (2, "", wrong + "\n")


def test_the_passphrase_comes_from_standard_input_too(keys: Path, data: Path) -> None:
    path = data.with_name("safe.txt")
    command = [CHUISHAO, "keys", "escrow", path, "--data", data]
    short = subprocess.run(command, input=b"short\n", capture_output=True, check=False)
    assert (short.returncode, path.exists()) == (2, False)
    done = subprocess.run(command, input=PASSPHRASE.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    shutil.rmtree(keys)
    command = [CHUISHAO, "keys", "restore-escrow", path, "--data", data]
    done = subprocess.run(command, input=PASSPHRASE.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (keys / "lookup.key").exists()


def test_an_escrow_does_not_lie_with_the_data(run: Run, keys: Path, data: Path) -> None:
    wanted = translated("backup_inside", folder=data)
    assert run("keys", "escrow", str(data / "safe.txt")) == (2, "", wanted + "\n")


def test_init_makes_folder_and_keys(data: Path) -> None:
    command = [CHUISHAO, "keys", "init", "--data", data]
    done = subprocess.run(command, input=PASSPHRASE.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    made = {path.name for path in data.with_name("data.keys").iterdir()}
    assert made >= {"backup.key", "custodian.key", "lookup.key", "server.key"}


def test_a_wrong_server_key_stops_a_start(run: Run, keys: Path, data: Path) -> None:
    (keys / "server.key").write_bytes(b"x" * 32)
    assert run("migrate") == (2, "", translated("key_missing") + "\n")
    database = sqlite3.connect(data / "chuishao.db")
    names = {name for (name,) in database.execute("SELECT name FROM meta")}
    database.close()
    assert {"keys", "server_key"} <= names
