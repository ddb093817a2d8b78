"""`chuishao doctor`: each finding with its level, and a status that a script can read."""

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.speech import translated
from config.jurisdictions import jurisdictions

Findings = dict[str, str]
Run = Callable[..., tuple[int, str, str]]
Examine = Callable[[], tuple[int, Findings]]


@pytest.fixture
def examine(run: Callable[..., tuple[int, str, str]]) -> Callable[[], tuple[int, Findings]]:
    """Runs the doctor: its status, and its findings as sentence: level."""

    def doctor() -> tuple[int, Findings]:
        status, out, _ = run("doctor")
        pairs = [line.split("\t") for line in out.splitlines()]
        return status, {words: level for level, words in pairs}

    return doctor


def test_looking_makes_nothing(examine: Examine, data: Path) -> None:
    status, found = examine()
    assert status == 0
    assert found[translated("doctor_nothing", data=data)] == "warn"
    assert not data.exists()
    assert not data.with_name("data.keys").exists()


def test_what_an_agency_must_confirm_is_listed(examine: Examine) -> None:
    _, found = examine()
    wanted = [
        f"{place.name}: {question}"
        for place in jurisdictions().values()
        for question in place.open_questions
    ]
    assert wanted
    for rule in ("rewards.payable_to.default", *wanted):
        assert found[translated("doctor_confirm", rule=rule)] == "warn"


def test_an_installation_is_looked_over(run: Run, examine: Examine, data: Path) -> None:
    run("migrate")
    status, found = examine()
    assert status == 0
    assert found[translated("doctor_database", kind="SQLite")] == "ok"
    assert found[translated("doctor_audit")] == "ok"
    assert found[translated("doctor_same_disk", keys=data.with_name("data.keys"))] == "warn"
    for lacking in ("doctor_no_custodian", "doctor_no_reviewer", "doctor_plain"):
        assert found[translated(lacking)] == "warn"
    assert found[translated("doctor_desk_empty", body="intake")] == "warn"


def test_own_changes_that_hold_no_more_are_listed(run: Run, examine: Examine, data: Path) -> None:
    run("lexicon", "add", "电马儿", "agri_machinery")
    with sqlite3.connect(data / "chuishao.db") as database:
        # As a release leaves it that has no such industry any more.
        database.execute("UPDATE own_changes SET value = replace(value, 'agri_machinery', 'gone')")
    _, found = examine()
    assert found[translated("doctor_changes_unfit", count=1, changes="term:电马儿")] == "warn"


def test_one_person_with_two_hats_is_named(run: Run, examine: Examine) -> None:
    roles = ("--role", "administrator", "--role", "officer")
    run("staff", "add", "张三", "--body", "intake", *roles)
    run("staff", "add", "李四", "--body", "intake", "--role", "reviewer")
    _, found = examine()
    assert found[translated("doctor_two_hats", name="张三")] == "warn"
    assert translated("doctor_two_hats", name="李四") not in found
    assert translated("doctor_no_reviewer") not in found
    assert found[translated("doctor_desk", body="intake")] == "ok"


def test_a_lost_key_of_a_body_fails(run: Run, examine: Examine, data: Path) -> None:
    run("token", "create", "--body", "530402.emergency")
    (data.with_name("data.keys") / "body.530402.emergency.key").unlink()
    status, found = examine()
    assert status == 1
    assert found[translated("doctor_keys_lack", bodies="530402.emergency")] == "fail"


def test_identities_must_stay_open_to_somebody(
    run: Run, examine: Examine, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long passphrase\n"))
    run("keys", "init")
    _, found = examine()
    assert found[translated("doctor_custodian_alone")] == "warn"
    (data.with_name("data.keys") / "custodian.key").unlink()
    status, found = examine()
    assert status == 1
    assert found[translated("doctor_custodian_gone", keys="custodian")] == "fail"


def test_keys_that_others_can_read_fail(run: Run, examine: Examine, data: Path) -> None:
    run("migrate")
    keys = data.with_name("data.keys")
    keys.chmod(0o755)
    status, found = examine()
    assert status == 1
    assert found[translated("doctor_mode", folder=keys)] == "fail"


def test_a_passphrase_over_plain_keys_is_noticed(
    run: Run, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("migrate")
    monkeypatch.setenv("CHUISHAO_KEYS_PASSPHRASE", "correct horse battery")
    _, found = examine()
    keys = "body.intake, lookup, server"
    assert found[translated("doctor_plain_left", keys=keys)] == "warn"


def test_what_cannot_be_opened_is_a_finding_and_the_rest_goes_on(
    examine: Examine, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.mkdir()
    monkeypatch.setenv("CHUISHAO_DATABASE__URL", "postgresql://127.0.0.1:1/none")
    monkeypatch.setenv("CHUISHAO_REDIS__URL", "redis://127.0.0.1:1")
    monkeypatch.setenv("CHUISHAO_TELEGRAM__TOKEN", "42:none")
    monkeypatch.setenv("CHUISHAO_TELEGRAM__API_BASE", "http://127.0.0.1:1")
    status, found = examine()
    assert status == 1
    for gone in ("database_unreachable", "doctor_redis_gone", "doctor_telegram_gone"):
        assert found[translated(gone)] == "fail"


def test_a_mistyped_setting_is_named_with_the_nearest(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_TELEGRAM_TOKEN", "42:none")
    _, found = examine()
    wanted = translated(
        "doctor_unknown_setting", name="CHUISHAO_TELEGRAM_TOKEN", near="CHUISHAO_TELEGRAM__TOKEN"
    )
    assert found[wanted] == "warn"
    assert "42:none" not in "".join(found)
