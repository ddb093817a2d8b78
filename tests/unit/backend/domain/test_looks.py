"""Who may ask for a look, answer one, and take one, and until when."""

import datetime as dt

import pytest

from backend.domain import looks
from backend.domain.cases import Role
from backend.domain.errors import DomainError, Invalid
from backend.domain.looks import ASKING, LookReason, LookState, Request
from config.identities import identities

NOW = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _request(state: LookState = LookState.GRANTED, until: dt.datetime | None = NOW) -> Request:
    return Request("staff:asker", "desk", state, until)


def _code(act: object, *given: object) -> str:
    with pytest.raises(DomainError) as caught:
        act(*given)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize("role", list(Role))
def test_only_who_works_cases_may_ask(role: Role) -> None:
    if role in ASKING:
        looks.check_asker(frozenset({role}), "desk", "desk")
        assert _code(looks.check_asker, frozenset({role}), "desk", "other") == "look_not_holder"
    else:
        assert _code(looks.check_asker, frozenset({role}), "desk", "desk") == "not_allowed"


def test_the_custodian_and_the_administrator_may_not_ask_as_such() -> None:
    assert not ASKING & {Role.CUSTODIAN, Role.ADMINISTRATOR}


def test_nobody_answers_their_own_request_and_none_is_answered_twice() -> None:
    looks.check_decision(_request(LookState.ASKED, None), "staff:custodian")
    asked = _request(LookState.ASKED, None)
    assert _code(looks.check_decision, asked, "staff:asker") == "look_own_request"
    for state in (LookState.GRANTED, LookState.REFUSED):
        assert _code(looks.check_decision, _request(state), "staff:custodian") == "look_decided"


def test_a_look_is_for_the_asker_in_time_at_the_desk() -> None:
    looks.check_look(_request(), "staff:asker", "desk", NOW)
    assert _code(looks.check_look, _request(), "staff:other", "desk", NOW) == "not_allowed"
    late = NOW + dt.timedelta(seconds=1)
    assert _code(looks.check_look, _request(), "staff:asker", "desk", late) == "look_over"
    assert _code(looks.check_look, _request(), "staff:asker", "other", NOW) == "look_not_holder"
    for state in (LookState.ASKED, LookState.REFUSED):
        request = _request(state, NOW + HOUR)
        assert _code(looks.check_look, request, "staff:asker", "desk", NOW) == "not_allowed"


def test_hours_are_the_datas_unless_the_custodian_says_so() -> None:
    rule = identities().look
    assert looks.hours_of("") == looks.default_hours() == rule.hours
    assert looks.hours_of(f" {rule.maximum_hours} ") == rule.maximum_hours
    for given in ("0", "-1", "x", "1.5", str(rule.maximum_hours + 1)):
        assert _code(looks.hours_of, given) == "look_hours"


def test_a_reason_is_one_of_the_list() -> None:
    assert looks.reason_of("reward") is LookReason.REWARD
    with pytest.raises(Invalid):
        looks.reason_of("curiosity")
