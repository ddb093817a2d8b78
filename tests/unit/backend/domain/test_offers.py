"""What is offered has something to act on."""

from dataclasses import replace

import pytest

from backend.domain.cases import Event, Role
from backend.domain.offers import Marks, fits
from backend.domain.transitions import BY_EVENT

FRESH = Marks(
    extended=False,
    extension_asked=False,
    officers_named=False,
    decided_finally=False,
    legal=None,
    crime=None,
    at_a_town=False,
)
NOBODY: frozenset[Role] = frozenset()


def _fits(event: Event, marks: Marks = FRESH, roles: frozenset[Role] = NOBODY) -> bool:
    return fits(BY_EVENT[event], marks, roles)


def test_of_a_fresh_case() -> None:
    refused = {event for event in Event if not _fits(event)}
    assert refused == {
        Event.EXTEND, Event.REFUSE_EXTENSION, Event.APPROVE_LEGAL, Event.RETURN_LEGAL, Event.RAISE,
        Event.CRIME_APPROVE, Event.CRIME_REJECT, Event.CRIME_HAND_OVER, Event.POLICE_FILED,
        Event.POLICE_DECLINED, Event.CRIME_OBJECT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (Event.EXTEND, {"extension_asked": True}),
        (Event.REFUSE_EXTENSION, {"extension_asked": True}),
        (Event.APPROVE_LEGAL, {"legal": "needed"}),
        (Event.RETURN_LEGAL, {"legal": "needed"}),
        (Event.ASK_LEGAL, {"legal": "returned"}),
        (Event.RAISE, {"at_a_town": True}),
        (Event.CRIME_APPROVE, {"crime": "reported"}),
    ],
)
def test_what_opens_a_step(event: Event, change: dict[str, object]) -> None:
    assert _fits(event, replace(FRESH, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (Event.ASK_EXTENSION, {"extension_asked": True}),
        (Event.ASK_EXTENSION, {"extended": True}),
        (Event.NAME_OFFICERS, {"officers_named": True}),
        (Event.ASK_LEGAL, {"legal": "needed"}),
        (Event.ASK_LEGAL, {"legal": "passed"}),
        (Event.REFUSE, {"decided_finally": True}),
        (Event.CRIME_REPORT, {"crime": "reported"}),
    ],
)
def test_what_closes_a_step(event: Event, change: dict[str, object]) -> None:
    assert _fits(event)
    assert not _fits(event, replace(FRESH, **change))  # type: ignore[arg-type]


def test_a_helper_may_call_the_body_above() -> None:
    assert _fits(Event.RAISE, FRESH, frozenset({Role.HELPER}))
