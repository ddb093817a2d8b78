"""The table of events: who may do what, when, and where it leads; all else is refused."""

import itertools

import pytest

from backend.domain.cases import (
    BY_EVENT,
    TRANSITIONS,
    Event,
    Role,
    Status,
    advance,
    parse_event,
    possible_events,
)
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed

# Written by hand from the issue, apart from the table that the code has: statuses by their first
# letters (R received, T triage, A assigned, H handed over, C accepted, D declined, W waiting for
# the reporter, V verifying, X closed), then who may, then where it leads (= stays).
LETTERS = dict(zip("RTAHCDWVX", Status, strict=True))
EXPECTED = {
    "accept": ("A", "officer", "C"),
    "decline": ("RTA", "intake officer", "D"),
    "transfer": ("RTACV", "intake officer", "A"),
    "refuse": ("A", "officer", "T"),
    "hand_over": ("R", "intake officer", "H"),
    "connect": ("R", "system", "A"),
    "request_info": ("RTACV", "intake officer helper", "W"),
    "answer": ("W", "reporter", "="),
    "resume": ("W", "intake officer", "="),
    "verify": ("C", "officer", "V"),
    "extend": ("CV", "officer", "="),
    "message": ("RTAHCDWVX", "intake officer helper", "="),
    "close": ("VH", "intake officer", "X"),
    "penalty": ("X", "officer legal", "="),
    "approve_reward": ("X", "reviewer", "="),
    "reject_reward": ("X", "reviewer", "="),
    "pay_reward": ("X", "payer", "="),
    "reopen": ("XD", "officer reviewer", "V"),
}


def test_the_expectation_covers_every_event() -> None:
    assert [event.value for event in Event] == list(EXPECTED) == [r.event for r in TRANSITIONS]
    assert len(LETTERS) == len(Status)


@pytest.mark.parametrize("event", Event)
def test_every_status_and_role_is_answered_rightly(event: Event) -> None:
    sources, roles, to = EXPECTED[event.value]
    for (letter, status), role in itertools.product(LETTERS.items(), Role):
        if role.value not in roles.split():
            with pytest.raises(NotAllowed):
                advance(status, event, frozenset({role}))
        elif letter not in sources:
            with pytest.raises(IllegalTransition):
                advance(status, event, frozenset({role}))
        else:
            row = advance(status, event, frozenset({role}))
            assert (row.to or "=") == (LETTERS[to] if to != "=" else "=")


@pytest.mark.parametrize("event", Event)
def test_one_fitting_role_among_others_is_enough(event: Event) -> None:
    row = BY_EVENT[event]
    status = sorted(row.sources)[0]
    assert advance(status, event, frozenset(Role)) is row
    with pytest.raises(NotAllowed):
        advance(status, event, frozenset(Role) - row.roles)
    with pytest.raises(NotAllowed):
        advance(status, event, frozenset())


def test_a_stranger_does_not_learn_the_status() -> None:
    for status in Status:
        with pytest.raises(NotAllowed) as caught:
            advance(status, Event.ACCEPT, frozenset({Role.ADMINISTRATOR}))
        assert "status" not in caught.value.params


def test_what_is_offered_is_what_is_taken() -> None:
    for status, role in itertools.product(Status, Role):
        offered = {row.event for row in possible_events(status, frozenset({role}))}
        for event in Event:
            try:
                advance(status, event, frozenset({role}))
                taken = True
            except (NotAllowed, IllegalTransition):
                taken = False
            assert taken == (event in offered)


def test_the_administrator_and_the_custodian_work_no_case() -> None:
    for status in Status:
        assert not possible_events(status, frozenset({Role.ADMINISTRATOR, Role.CUSTODIAN}))


def test_every_status_can_be_left_or_is_an_end() -> None:
    left = {status for row in TRANSITIONS if row.to for status in row.sources}
    assert set(Status) - left == {Status.WAITING}
    assert Status.WAITING in BY_EVENT[Event.ANSWER].sources


@pytest.mark.parametrize("name", ["", "ACCEPT", "accept ", "submit", "x" * 500, "受理"])
def test_a_word_that_is_no_event_is_told(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_event(name)
    assert caught.value.code == "unknown_event"
    assert len(str(caught.value.params["event"])) <= 40


@pytest.mark.parametrize("event", Event)
def test_every_event_can_be_named(event: Event) -> None:
    assert parse_event(event.value) is event
