"""What can be wrong with an installation is one plain sentence and status 2, and spoils nothing."""

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.speech import translated
from tests.support.server import free_port

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]
PASSPHRASE = "correct horse battery"


def refused(outcome: Outcome, key: str, **params: object) -> bool:
    """Whether the command said this sentence and nothing else."""
    return outcome == (2, "", translated(key, **params) + "\n")


def test_first_run_makes_folder_and_keys_beside_it(run: Run, data: Path) -> None:
    assert run("migrate") == (0, translated("migrated") + "\n", "")
    keys = data.with_name("data.keys")
    assert (data / "chuishao.db").exists()
    assert (keys / "lookup.key").exists()
    assert (data.stat().st_mode | keys.stat().st_mode) & 0o077 == 0


def test_lost_keys_are_said_before_new_ones_are_made(run: Run, data: Path) -> None:
    keys = data.with_name("data.keys")
    run("migrate")
    aside = keys.rename(keys.with_name("aside"))
    assert refused(run("migrate"), "keys_lost", keys=keys)
    assert not keys.exists()
    aside.rename(keys)
    assert run("migrate")[0] == 0


def test_one_lost_key_is_enough(run: Run, data: Path) -> None:
    keys = data.with_name("data.keys")
    run("migrate")
    (keys / "server.key").unlink()
    assert refused(run("migrate"), "keys_lost", keys=keys)
    assert not (keys / "server.key").exists()


def test_keys_of_another_installation_do_not_fit(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_KEYS", str(tmp_path / "other"))
    run("migrate", folder=tmp_path / "elsewhere")
    monkeypatch.delenv("CHUISHAO_KEYS")
    run("migrate")
    monkeypatch.setenv("CHUISHAO_KEYS", str(tmp_path / "other"))
    assert refused(run("migrate"), "key_missing")


@pytest.mark.parametrize("inside", ["", "keys", "deep/er"])
def test_keys_never_lie_in_the_data_folder(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setenv("CHUISHAO_KEYS", str(data / inside))
    assert refused(run("migrate"), "keys_inside", keys=data / inside, data=data)
    assert not list(data.glob("**/*.key"))


def test_a_passphrase_closes_the_keys(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_KEYS_PASSPHRASE", PASSPHRASE)
    assert run("migrate")[0] == 0
    assert run("migrate")[0] == 0
    monkeypatch.setenv("CHUISHAO_KEYS_PASSPHRASE", "wrong")
    assert refused(run("migrate"), "passphrase_wrong")
    monkeypatch.delenv("CHUISHAO_KEYS_PASSPHRASE")
    assert refused(run("migrate"), "passphrase_missing", name="lookup")
    key = (data.with_name("data.keys") / "lookup.key").read_bytes()
    assert len(key) > 32


def test_a_damaged_key_is_named(run: Run, data: Path) -> None:
    run("migrate")
    (data.with_name("data.keys") / "server.key").write_bytes(b"short")
    assert refused(run("migrate"), "key_damaged", name="server")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("mysql://u:hidden@127.0.0.1/x", "database_url"),
        ("postgresql://u:hidden@[::1/x", "database_url"),
        ("postgresql://u:hidden@127.0.0.1:port/x", "database_url"),
        ("hidden", "database_url"),
        ("postgresql://u:hidden@127.0.0.1:1/x", "database_unreachable"),
    ],
)
def test_a_database_that_cannot_be_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, key: str
) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE__URL", url)
    outcome = run("migrate")
    assert refused(outcome, key)
    assert "hidden" not in outcome[2]


def test_a_file_that_is_no_database(run: Run, data: Path) -> None:
    data.mkdir()
    (data / "chuishao.db").write_bytes(b"\x17" * 9000)
    status, out, err = run("migrate")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "SQLITE_NOTADB" in err


def test_a_database_from_the_future(run: Run, data: Path) -> None:
    run("migrate")
    with sqlite3.connect(data / "chuishao.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert refused(run("migrate"), "database_newer")


def test_settings_with_wrong_values_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE__POOL", "hidden")
    monkeypatch.setenv("CHUISHAO_DRAFT_DAYS", "0")
    names = "CHUISHAO_DATABASE__POOL, CHUISHAO_DRAFT_DAYS"
    outcome = run("migrate")
    assert outcome[0] == 2
    assert "hidden" not in outcome[2]
    assert all(name in outcome[2] for name in names.split(", "))


def test_a_group_of_settings_given_as_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE", "postgresql://x")
    assert refused(run("migrate"), "bad_settings")


def test_an_intake_desk_that_is_no_body(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_INTAKE_BODY", "nobody")
    assert refused(run("migrate"), "intake_unknown", body="nobody")


def test_a_file_where_the_folder_should_be(run: Run, data: Path) -> None:
    data.write_text("")
    assert refused(run("migrate"), "file_fails", path=data, reason=os.strerror(17))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else(run: Run, data: Path) -> None:
    data.mkdir(mode=0o500)
    assert refused(run("migrate"), "not_writable", path=data)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for nearly nothing; only root can make one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", folder]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting a small tmpfs needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk(
    run: Run, tiny_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_KEYS", str(tmp_path / "keys"))
    status, out, err = run("migrate", folder=tiny_disk)
    assert (status, out) == (2, "")
    assert err == translated("disk_full") + "\n"


def test_a_disk_that_is_read_only(run: Run, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    assert refused(run("migrate", folder=tiny_disk), "not_writable", path=tiny_disk)


@pytest.mark.parametrize(
    ("words", "key", "params"),
    [
        (["--host", "0.0.0.0"], "needs_tls", {"host": "0.0.0.0"}),  # noqa: S104
        (["--host", "::"], "needs_tls", {"host": "::"}),
        (["--host", "chuishao.invalid"], "needs_tls", {"host": "chuishao.invalid"}),
        (["--tls-cert", "a.pem"], "tls_pair", {}),
        (["--tls-key", "a.pem"], "tls_pair", {}),
        (["--behind-proxy", "0.0.0.0/0"], "cidr_of_all", {}),
        (["--behind-proxy", "127.0.0.1", "--behind-proxy", "::/0"], "cidr_of_all", {}),
        (["--tls-cert", "/none.pem", "--tls-key", "/none.pem"], "file_fails",
         {"path": "/none.pem", "reason": os.strerror(2)}),
    ],
)  # fmt: skip
def test_addresses_that_are_not_served(
    run: Run, words: list[str], key: str, params: dict[str, object]
) -> None:
    assert refused(run("serve", *words), key, **params)


def test_what_is_no_network_is_refused(run: Run) -> None:
    status, _, err = run("serve", "--behind-proxy", "proxy")
    assert (status, err.count("\n")) == (2, 1)
    assert "'proxy'" in err


def test_a_port_in_use_is_said_at_once(run: Run, data: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        outcome = run("serve", "--port", str(port))
    assert refused(outcome, "port_taken", host="127.0.0.1", port=port)
    assert not (data / "chuishao.db").exists()


def test_a_certificate_that_is_none(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cert.pem"
    file.write_text("no certificate")
    status, out, err = run("serve", "--tls-cert", str(file), "--tls-key", str(file))
    assert (status, out, err.count("\n")) == (2, "", 1)
