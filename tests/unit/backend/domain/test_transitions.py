"""The table of events: who may do what, when, and where it leads; all else is refused."""

import itertools

import pytest

from backend.domain.cases import Event, Role, Status
from backend.domain.errors import IllegalTransition, NotAllowed
from backend.domain.transitions import BY_EVENT, TRANSITIONS, advance, possible_events

# Written by hand from the issue, apart from the table that the code has: statuses by their first
# letters (R received, T triage, A assigned, H handed over, C accepted, D declined, W waiting for
# the reporter, V verifying, F rectifying, X closed, Z review, Y withdrawn), then who may, then
# where it leads (= stays).
LETTERS = dict(zip("RTIAHCDWVFXZY", Status, strict=True))
EXPECTED = {
    "accept": ("A", "officer", "C"),
    "decline": ("RTA", "intake officer", "D"),
    "transfer": ("RTACV", "intake officer", "A"),
    "refuse": ("A", "officer", "T"),
    "raise": ("ACV", "officer helper", "="),
    "hand_over": ("R", "intake officer", "H"),
    "connect": ("R", "system", "A"),
    "request_info": ("RTACV", "intake officer helper", "W"),
    "answer": ("W", "reporter", "="),
    "resume": ("W", "intake officer", "="),
    "verify": ("C", "officer", "V"),
    "name_officers": ("VFX", "officer", "="),
    "report_finding": ("CV", "helper", "="),
    "ask_extension": ("CV", "officer", "="),
    "extend": ("CV", "superior reviewer", "="),
    "refuse_extension": ("CV", "superior reviewer", "="),
    "message": ("RTIAHCDWVFXZY", "intake officer helper", "="),
    "note": ("RTIAHCDWVFXZY", "intake officer helper", "="),
    "ask_legal": ("V", "officer", "="),
    "approve_legal": ("V", "legal", "="),
    "return_legal": ("V", "legal", "="),
    "find": ("V", "officer", "F"),
    "finish": ("F", "officer", "X"),
    "close": ("VH", "intake officer", "X"),
    "penalty": ("X", "officer legal", "="),
    "approve_reward": ("X", "reviewer", "="),
    "reject_reward": ("X", "reviewer", "="),
    "pay_reward": ("X", "payer", "="),
    "extend_claim": ("X", "reviewer", "="),
    "forfeit_reward": ("X", "system", "="),
    "reverse_payment": ("X", "reviewer", "="),
    "ask_review": ("XD", "reporter", "Z"),
    "uphold": ("Z", "officer reviewer", "="),
    "reopen": ("XDZ", "officer reviewer", "V"),
    "withdraw": ("RTA", "reporter", "Y"),
    "outward": ("IX", "system", "A"),
    "settle": ("I", "system", "X"),
    "urge": ("RTACWVFZ", "superior", "="),
    "overdue": ("RTACWVFZ", "system", "="),
    "crime_report": ("VFX", "officer", "="),
    "crime_approve": ("VFX", "reviewer", "="),
    "crime_reject": ("VFX", "reviewer", "="),
    "crime_hand_over": ("VFX", "officer", "="),
    "police_filed": ("VFX", "officer", "="),
    "police_declined": ("VFX", "officer", "="),
    "crime_object": ("VFX", "officer", "="),
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
    assert set(Status) - left == {Status.WAITING, Status.WITHDRAWN}
    assert Status.WAITING in BY_EVENT[Event.ANSWER].sources
