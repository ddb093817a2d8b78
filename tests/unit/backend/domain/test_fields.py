"""What comes with an event is checked before anything happens."""

import pytest

from backend.domain.cases import DeclineReason, Event, Outcome, RefusalReason
from backend.domain.errors import Invalid
from backend.domain.fields import (
    MAX_DEATHS,
    MAX_NAME,
    MAX_NAMES,
    MAX_PENALTY_YUAN,
    MAX_SHORT,
    MAX_TEXT,
    EventFields,
    check_fields,
    reason_codes,
)
from backend.domain.transitions import BY_EVENT

CLOSE = {"outcome": "verified", "reason": "查实"}


def _check(event: Event, **raw: object) -> EventFields:
    return check_fields(BY_EVENT[event], raw)


def _refused(event: Event, **raw: object) -> tuple[str, object]:
    with pytest.raises(Invalid) as caught:
        _check(event, **raw)
    return caught.value.code, caught.value.params.get("field")


def test_a_text_is_cleaned_and_kept() -> None:
    assert _check(Event.MESSAGE, text="  隐\x00患\n在此 ").text == "隐患\n在此"
    assert _check(Event.MESSAGE, text="x" * MAX_TEXT).text == "x" * MAX_TEXT


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "field_missing"),
        (None, "field_missing"),
        ("  \n", "field_missing"),
        ("\x00", "field_missing"),
        (5, "field_not_text"),
        (["x"], "field_not_text"),
        ("x" * (MAX_TEXT + 1), "field_too_long"),
    ],
)
def test_a_text_that_is_none_is_refused(value: object, code: str) -> None:
    assert _refused(Event.MESSAGE, text=value) == (code, "text")


def test_a_field_that_does_not_belong_is_refused() -> None:
    assert _refused(Event.ACCEPT, text="x") == ("field_unknown", "text")
    assert _refused(Event.MESSAGE, text="x", penalty_yuan=1) == ("field_unknown", "penalty_yuan")
    name = "y" * 500
    assert _refused(Event.ACCEPT, **{name: "x"}) == ("field_unknown", "y" * 40)


def test_an_empty_optional_field_counts_as_not_given() -> None:
    fields = _check(Event.CLOSE, **CLOSE, penalty_yuan="", concealed_deaths=None)
    assert (fields.penalty_yuan, fields.concealed_deaths) == (None, None)
    assert _check(Event.ACCEPT, anything="") == EventFields()


@pytest.mark.parametrize("value", [0, 1, MAX_PENALTY_YUAN])
def test_an_amount_may_be(value: int) -> None:
    assert _check(Event.CLOSE, **CLOSE, penalty_yuan=value).penalty_yuan == value


@pytest.mark.parametrize("value", [-1, MAX_PENALTY_YUAN + 1, 1.0, "100", True, [1]])
def test_an_amount_that_is_none_is_refused(value: object) -> None:
    assert _refused(Event.CLOSE, **CLOSE, penalty_yuan=value) == (
        "field_not_amount",
        "penalty_yuan",
    )


def test_deaths_have_a_bound_of_their_own() -> None:
    assert _check(Event.CLOSE, **CLOSE, concealed_deaths=MAX_DEATHS).concealed_deaths == MAX_DEATHS
    assert _refused(Event.CLOSE, **CLOSE, concealed_deaths=MAX_DEATHS + 1)[0] == "field_not_amount"


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_may_be(outcome: Outcome) -> None:
    assert _check(Event.CLOSE, outcome=outcome.value, reason="x").outcome is outcome


@pytest.mark.parametrize("value", ["true", "VERIFIED", "属实"])
def test_another_outcome_is_refused(value: str) -> None:
    assert _refused(Event.CLOSE, outcome=value, reason="x") == ("field_not_choice", "outcome")


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        # "Accepted already" would tell that others reported: such a case is linked.
        (Event.DECLINE, [code for code in DeclineReason if code != "already_accepted"]),
        (Event.REFUSE, list(RefusalReason)),
    ],
)
def test_reasons_are_the_listed_ones(event: Event, codes: list[DeclineReason]) -> None:
    assert reason_codes(event) == tuple(codes)
    for code in codes:
        assert _check(event, reason_code=code.value).reason_code == code.value
    assert _refused(event, reason_code="no_mood") == ("field_not_choice", "reason_code")
    assert _refused(event) == ("field_missing", "reason_code")


def test_a_reason_of_the_other_event_is_none() -> None:
    assert _refused(Event.DECLINE, reason_code="wrong_area")[0] == "field_not_choice"
    assert _refused(Event.REFUSE, reason_code="out_of_scope")[0] == "field_not_choice"
    assert _refused(Event.DECLINE, reason_code="already_accepted")[0] == "field_not_choice"


def test_names_of_officers() -> None:
    assert _check(Event.VERIFY, officers=["甲", " 乙 "]).officers == ("甲", "乙")
    assert _check(Event.VERIFY).officers is None
    for wrong in ("甲", {"甲": 1}, ["甲"] * (MAX_NAMES + 1)):
        assert _refused(Event.VERIFY, officers=wrong) == ("field_not_names", "officers")
    assert _refused(Event.VERIFY, officers=["x" * (MAX_NAME + 1)])[0] == "field_too_long"
    assert _refused(Event.VERIFY, officers=[1])[0] == "field_not_text"


def test_a_flag_is_a_flag() -> None:
    assert _check(Event.CLOSE, **CLOSE, criterion_confirmed=False).criterion_confirmed is False
    for wrong in (1, "yes"):
        assert _refused(Event.CLOSE, **CLOSE, criterion_confirmed=wrong)[0] == "field_not_flag"


def test_a_short_field_is_short() -> None:
    assert _check(Event.TRANSFER, to="x" * MAX_SHORT).to == "x" * MAX_SHORT
    assert _refused(Event.TRANSFER, to="x" * (MAX_SHORT + 1)) == ("field_too_long", "to")


@pytest.mark.parametrize(
    "text",
    [
        "请打开 https://example.org/a 查看",
        "见 WWW.example",
        "到 track-me.cn 上传",
        "HTTP://1.2.3.4",
    ],
)
def test_words_to_the_reporter_carry_no_link(text: str) -> None:
    assert _refused(Event.MESSAGE, text=text) == ("field_has_link", "text")
    assert _refused(Event.ASK_EXTENSION, reason=text) == ("field_has_link", "reason")


@pytest.mark.parametrize(
    "text", ["请说明 3.5 米还是 4 米", "电话 12350", "GB 50016-2014 第 5.5.2 条"]
)
def test_words_that_only_look_like_a_link_pass(text: str) -> None:
    assert _check(Event.MESSAGE, text=text).text == text
