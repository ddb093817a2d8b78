"""Each kind of own change: what may be, what may not, and what it amounts to."""

import json

import pytest

from backend.domain.bodies import find_body
from backend.domain.changes import (
    Change,
    Kind,
    Unfit,
    checked,
    laid,
    needs_second_look,
    sorted_out,
    term_key,
    with_weight,
)
from config import overlay, place_files
from config.lexicon import Kind as TermKind

FIRE, BASIS = "530402.fire", "玉政办发〔2026〕7号"


def change(kind: Kind, key: str, value: str | None, basis: str = BASIS) -> Change:
    return Change(kind, key, value, basis)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (change(Kind.TEXT, "zh_CN:chat.status_due", "无"), "text_fields"),
        (change(Kind.TEXT, "zh_CN:routing.deaths", "无"), "text_locked"),
        (change(Kind.DEADLINE, "nothing", "3"), "deadline_unknown"),
        (change(Kind.DEADLINE, "accept", "0"), "deadline_bounds"),
        (change(Kind.DEADLINE, "accept", "61"), "deadline_bounds"),
        (change(Kind.DEADLINE, "accept", "三"), "deadline_bounds"),
        (change(Kind.DEADLINE, "crime_decision", "4"), "deadline_bounds"),
        (change(Kind.DEADLINE, "verify", "61"), "deadline_bounds"),
        (change(Kind.DEADLINE, "urgent_verify", "61"), "deadline_bounds"),
        (change(Kind.DEADLINE, "urgent_accept", "6"), "deadline_bounds"),
        (change(Kind.DEADLINE, "review_request", "29"), "deadline_bounds"),
        (change(Kind.DEADLINE, "accept", "3", "无"), "basis_missing"),
        (change(Kind.DEADLINE, "accept", "3", "号" * 301), "basis_long"),
        (change(Kind.BODY_PHONE, "530402.nothing", "12345"), "body_unknown"),
        (change(Kind.BODY_PHONE, FIRE, "张三 138"), "phone"),
        (change(Kind.BODY_NAME, FIRE, "x" * 61), "words"),
        (change(Kind.BODY_NOTE, FIRE, "a\nb"), "words"),
        (change(Kind.BODY_NOTE, FIRE, "材料传到ch.ga"), "words_link"),
        (change(Kind.BODY_NAME, FIRE, "红塔消防 https://例"), "words_link"),
        (change(Kind.BODY_NOTE, FIRE, "=1+1"), "words_formula"),
        (change(Kind.BODY_NAME, FIRE, "＠消防"), "words_formula"),
        (change(Kind.BODY_NAME, FIRE, "红塔区应急管理局"), "name_taken"),
        (change(Kind.BODY_NAME, FIRE, "红塔区（应急）管理 局"), "name_taken"),
        (change(Kind.TERM, "一", None), "term"),
        (change(Kind.ROUTE, "000000:fire", FIRE), "place_unknown"),
        (change(Kind.ROUTE, "530000:fire", FIRE), "place_wide"),
        (change(Kind.ROUTE, "530402:not_safety", FIRE), "industry_without_body"),
        (change(Kind.ROUTE, "530402:fire", "530402.nothing"), "body_unknown"),
        (change(Kind.ROUTE, "530402:fire", FIRE, ""), "basis_missing"),
        (change(Kind.PLACE_FILE, "../yuxi.yaml", "a: 1"), "file_unknown"),
        (change(Kind.PLACE_FILE, "yuxi.yaml", "a: 1"), "file_faults"),
    ],
)
def test_what_cant_hold_is_refused(given: Change, code: str) -> None:
    with pytest.raises(Unfit) as raised:
        checked(given)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("name", "amount"),
    [("crime_decision", "1"), ("verify", "30"), ("review_request", "60"), ("accept", "60")],
)
def test_limits_may_move_to_the_reporters_good(name: str, amount: str) -> None:
    assert checked(change(Kind.DEADLINE, name, amount)).value == amount


def test_a_term_gathers_its_industries_and_a_blocker_has_none() -> None:
    first = with_weight(None, "fire", TermKind.SUBJECT, 4.0)
    both = json.loads(with_weight(first, "gas", TermKind.HARM, -2.0))
    assert both == {"kind": "harm", "weights": {"fire": 4.0, "gas": -2.0}}
    assert json.loads(with_weight(first, "gas", TermKind.BLOCKER, 1.0))["weights"] == {}
    for weight in (0.0, float("nan"), 11.0):
        with pytest.raises(Unfit):
            with_weight(None, "fire", TermKind.SUBJECT, weight)
    with pytest.raises(Unfit):
        with_weight(None, "nowhere", TermKind.SUBJECT, 1.0)
    assert term_key(" 電馬兒 ") == "电马儿"


@pytest.mark.parametrize(
    ("kind", "key", "needed"),
    [
        (Kind.TEXT, "zh_CN:chat.begin", True),
        (Kind.TEXT, "zh_CN:case.notice_closed", True),
        (Kind.TEXT, "zh_CN:console.search", False),
        (Kind.TERM, "电马儿", True),
        (Kind.BODY_NAME, FIRE, True),
        (Kind.BODY_PHONE, FIRE, False),
        (Kind.DEADLINE, "accept", True),
    ],
)
def test_what_reporters_read_and_what_routes_needs_a_second_look(
    kind: Kind, key: str, needed: bool
) -> None:
    assert needs_second_look(kind, key) is needed


def test_the_last_of_each_key_counts_and_none_brings_back_the_shipped() -> None:
    found = laid(
        [
            change(Kind.BODY_PHONE, FIRE, "0877-1"),
            change(Kind.BODY_PHONE, FIRE, "0877-22"),
            change(Kind.BODY_NAME, FIRE, "红塔消防"),
            change(Kind.DEADLINE, "accept", "3"),
            change(Kind.DEADLINE, "accept", None),
            change(Kind.TEXT, "en:chat.begin", "Go on."),
            change(Kind.ROUTE, "530402:gas", FIRE),
            change(Kind.TERM, "电马儿", with_weight(None, "fire", TermKind.SUBJECT, 4.0)),
        ],
        9,
    )
    assert found.version == 9
    assert found.bodies == {FIRE: overlay.OwnBody("红塔消防", "0877-22")}
    assert found.deadlines == {}
    assert found.texts == {("en", "chat.begin"): "Go on."}
    assert found.routes == {("530402", "gas"): overlay.OwnRoute(FIRE, BASIS)}
    assert found.terms["电马儿"].weights == (("fire", 4.0),)
    with overlay.trying(found):
        assert find_body(FIRE).name == "红塔消防"
    assert find_body(FIRE).name != "红塔消防"


def test_an_old_change_that_no_longer_fits_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = laid(
        [
            change(Kind.TEXT, "en:chat.gone", "x"),
            change(Kind.PLACE_FILE, "yuxi.yaml", "a: 1"),
            change(Kind.TERM, "电马儿", "{}"),
            change(Kind.BODY_PHONE, FIRE, "0877-22"),
        ],
        4,
    )
    assert (found.texts, found.places, found.terms) == ({}, {}, {})
    assert found.bodies[FIRE].phone == "0877-22"
    assert caplog.text.count("left out") == 3


def test_what_is_left_out_can_be_listed() -> None:
    gone = change(Kind.TEXT, "en:chat.gone", "x")
    found, unfit = sorted_out([gone, change(Kind.BODY_PHONE, FIRE, "0877-22")], 4)
    assert unfit == [gone]
    assert FIRE in found.bodies


def test_what_a_changed_place_brings_other_changes_may_name() -> None:
    content = place_files.shipped("yuxi.yaml") + (
        "\nunits:\n  - {id: yuxi_gaoxin, name: 玉溪高新区, full: 玉溪高新技术产业开发区, "
        'parent: "530402", source: 测试, status: internal}\n'
    )
    route = change(Kind.ROUTE, "yuxi_gaoxin:fire", "yuxi_gaoxin.fire")
    found = laid([route, change(Kind.PLACE_FILE, "yuxi.yaml", content)], 2)
    assert ("yuxi_gaoxin", "fire") in found.routes
    with pytest.raises(Unfit):
        checked(route)
