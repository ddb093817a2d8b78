"""Looks at a named reporter's identity: why, who may grant one, and when one may still be taken."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotAllowed
from config.identities import identities

ASKING = frozenset({Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL, Role.PAYER})
"""Who works a case and may need to know who reported it."""


class LookReason(StrEnum):
    """Why an identity is looked at; the code is what the audit and the reporter see."""

    REWARD = "reward"
    INQUIRY = "inquiry"
    PROTECTION = "protection"
    LAWFUL_DEMAND = "lawful_demand"


class LookState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Request:
    """What of a request decides over it."""

    asker: str
    body_id: str
    """The asker's body, at whose desk the case lay."""
    state: LookState
    until: dt.datetime | None


def reason_of(code: str) -> LookReason:
    """The reason that a code names; raises Invalid."""
    try:
        return LookReason(code)
    except ValueError:
        raise Invalid("field_missing", field="reason_code") from None


def default_hours() -> int:
    """How many hours a granted look holds unless the custodian says otherwise."""
    return identities().look.hours


def hours_of(given: str) -> int:
    """The hours a custodian grants, the default for none; raises Invalid beyond the maximum."""
    most = identities().look.maximum_hours
    if not given.strip():
        return default_hours()
    hours = int(given) if given.strip().isdecimal() else 0
    if not 1 <= hours <= most:
        raise Invalid("look_hours", field="hours", limit=most)
    return hours


def check_asker(roles: frozenset[Role], body_id: str, holder_id: str) -> None:
    """Raise NotAllowed unless somebody with these roles works at the desk that holds the case."""
    if not roles & ASKING:
        raise NotAllowed
    if body_id != holder_id:
        raise NotAllowed("look_not_holder")


def check_decision(request: Request, actor: str) -> None:
    """Raise NotAllowed where ``actor`` may not answer this request, or it is answered already."""
    if request.asker == actor:
        raise NotAllowed("look_own_request")
    if request.state is not LookState.ASKED:
        raise NotAllowed("look_decided")


def check_look(request: Request, actor: str, holder_id: str, now: dt.datetime) -> None:
    """Raise NotAllowed unless it is the asker, in time, with the case still on their desk."""
    if request.asker != actor or request.state is not LookState.GRANTED:
        raise NotAllowed
    if request.until is None or request.until < now:
        raise NotAllowed("look_over")
    if request.body_id != holder_id:
        raise NotAllowed("look_not_holder")
