"""Commands about bodies, staff, tokens and keys: what they print, and what they refuse."""

import sqlite3
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from bot.__main__ import parser
from bot.cli.speech import translated
from tests.support.server import CHUISHAO

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]
PASSPHRASE = "correct horse battery"


def test_an_unknown_body_is_refused_with_the_nearest(run: Run) -> None:
    status, out, err = run("staff", "add", "张三", "--body", "530402.emergensy")
    assert (status, out) == (2, "")
    assert "530402.emergency (红塔区应急管理局)" in err
    assert "530402.emergency (" in run("token", "create", "--body", "红塔区应急管理局")[2]


def test_a_name_is_taken_once(run: Run) -> None:
    assert run("staff", "add", "张三", "--body", "530402.emergency")[0] == 0
    status, out, err = run("staff", "add", "张三", "--body", "530402.emergency")
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_several_roles_are_kept(run: Run, data: Path) -> None:
    words = ("--role", "officer", "--role", "reviewer", "--role", "officer")
    status, password, _ = run("staff", "add", "李四", "--body", "530402.emergency", *words)
    assert status == 0
    assert len(password.strip().split("-")) == 4
    database = sqlite3.connect(data / "chuishao.db")
    assert database.execute("SELECT roles FROM staff").fetchall() == [('["officer", "reviewer"]',)]
    database.close()


def test_a_lost_phone_can_be_forgotten_without_an_administrator(run: Run) -> None:
    assert run("staff", "forget-second-factor", "张三")[0] == 2
    run("staff", "add", "张三", "--body", "530402.emergency", "--role", "administrator")
    status, out, _ = run("staff", "forget-second-factor", "张三")
    assert (status, "张三" in out) == (0, True)


def test_a_token_is_all_that_is_printed(run: Run) -> None:
    status, token, err = run("token", "create", "--body", "530402.emergency")
    assert (status, err) == (0, "")
    assert len(token.split()) == 1


def test_bodies_are_six_columns_and_know_who_is_connected(run: Run) -> None:
    run("token", "create", "--body", "530402.emergency")
    rows = [line.split("\t") for line in run("bodies")[1].splitlines()]
    assert {len(row) for row in rows} == {6}
    assert [row[0] for row in rows if row[5] == "yes"] == ["530402.emergency"]
    assert not any(" " in row[0] for row in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_bodies_of_any_county_can_be_listed(run: Run) -> None:
    rows = [line.split("\t") for line in run("bodies", "--region", "110101")[1].splitlines()]
    assert "110101.emergency" in [row[0] for row in rows]
    assert {row[4] for row in rows} == {"北京市东城区"}
    wrong = translated("unknown_region", region="atlantis")
    assert run("bodies", "--region", "atlantis") == (2, "", wrong + "\n")


def test_the_folder_comes_from_the_environment_too(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_DATA", str(data))
    args = parser().parse_args(["migrate"])
    assert import_module("bot.cli.people").migrate(args) == 0
    assert (data / "chuishao.db").exists()


def test_the_custodians_passphrase_comes_from_standard_input(data: Path) -> None:
    command = [CHUISHAO, "keys", "init", "--data", data]
    short = subprocess.run(command, input=b"short\n", capture_output=True, check=False)
    assert (short.returncode, short.stdout) == (2, b"")
    once = subprocess.run(command, input=PASSPHRASE.encode(), capture_output=True, check=False)
    assert (once.returncode, once.stderr) == (0, b"")
    again = subprocess.run(command, input=PASSPHRASE.encode(), capture_output=True, check=False)
    assert again.returncode == 2
    assert (data.with_name("data.keys") / "custodian.key").exists()


def test_a_second_custodian_a_new_key_and_one_taken_away(data: Path, run: Run) -> None:
    def custodian(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [CHUISHAO, "custodian", *words, "--data", str(data)]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False)

    def known() -> list[list[str]]:
        return [line.split("\t") for line in custodian("list").stdout.splitlines()]

    keys = data.with_name("data.keys")
    subprocess.run(
        [CHUISHAO, "keys", "init", "--data", data], input=PASSPHRASE.encode(), check=True,
        capture_output=True,
    )  # fmt: skip
    wrong = custodian("add", "备用", given="not the passphrase\nanother long passphrase\n")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    added = custodian("add", "备用", given=f"{PASSPHRASE}\nanother long passphrase\n")
    assert added.returncode == 0, added.stderr
    assert [row[1] for row in known()] == ["", "备用"]
    turned = custodian("rotate", given=f"{PASSPHRASE}\na third long passphrase\n")
    assert turned.returncode == 0, turned.stderr
    assert not (keys / "custodian.key").exists()
    removed = custodian("remove", "备用", "--by", known()[0][0], given="a third long passphrase\n")
    assert removed.returncode == 0, removed.stderr
    ((last, name, _, opens, here),) = known()
    assert (name, opens, here) == ("", "0", "yes")
    assert [path.name for path in keys.glob("custodian*")] == [f"{last}.key"]
