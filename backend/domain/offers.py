"""Which of the steps that a status allows have something to act on now."""

from dataclasses import dataclass

from backend.domain import crime, legal
from backend.domain.cases import Event, Role, Transition


@dataclass(frozen=True, slots=True)
class Marks:
    """What a case carries beside its status."""

    extended: bool
    extension_asked: bool
    officers_named: bool
    decided_finally: bool
    legal: str | None
    crime: str | None
    at_a_town: bool
    """Whether it lies on the desk of a town's office."""


def fits(row: Transition, marks: Marks, roles: frozenset[Role]) -> bool:
    """Whether the step makes sense: no second extension, no refusal after the arbiter's word."""
    event = row.event
    if event in (Event.EXTEND, Event.REFUSE_EXTENSION):
        return marks.extension_asked
    if event is Event.ASK_EXTENSION:
        return not marks.extended and not marks.extension_asked
    if event is Event.NAME_OFFICERS:
        return not marks.officers_named
    if event is Event.ASK_LEGAL:
        return marks.legal in (None, legal.RETURNED)
    if event in (Event.APPROVE_LEGAL, Event.RETURN_LEGAL):
        return marks.legal == legal.NEEDED
    if event is Event.RAISE:
        return marks.at_a_town or Role.HELPER in roles
    if event is Event.REFUSE:
        return not marks.decided_finally
    return crime.fits(event, marks.crime)
