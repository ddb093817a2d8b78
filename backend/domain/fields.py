"""The fields that come with an event, checked before anything happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import get_args

from backend.domain.cases import DeclineReason, Event, Outcome, RefusalReason, Transition
from backend.domain.errors import Invalid
from config.links import links
from config.rules import ReportGrade

MAX_TEXT = 4_000
"""Characters of a reason or a message to the reporter."""
MAX_SHORT = 200
"""Characters of a code, a number or the id of a body."""
MAX_NAMES = 20
MAX_NAME = 50
MAX_PENALTY_YUAN = 1_000_000_000
MAX_DEATHS = 10_000
MAX_SIGNATORIES = 100
MAX_EXTENSION_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFields:
    """What may come with an event; which of them must or may is the table's business."""

    reason_code: str | None = None
    reason: str | None = None
    text: str | None = None
    to: str | None = None
    how: str | None = None
    other_number: str | None = None
    officers: tuple[str, ...] | None = None
    outcome: Outcome | None = None
    penalty_yuan: int | None = None
    criterion_confirmed: bool | None = None
    concealed_deaths: int | None = None
    report_grade: ReportGrade | None = None
    by_employee: bool | None = None
    """The body has made sure that the reporter works there."""
    signatories: int | None = None
    claim_code: str | None = None
    voucher: str | None = None
    """The number of the voucher that a reward was paid by."""
    days: int | None = None
    """Days of the calendar that an unclaimed reward waits longer."""


def _told(name: str, value: object) -> str:
    """Words that the reporter reads."""
    clean = _text(name, value)
    if links(clean):
        raise Invalid("field_has_link", field=name)
    return clean


def _text(name: str, value: object, limit: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise Invalid("field_not_text", field=name)
    clean = value.replace("\x00", "").strip()
    if not clean:
        raise Invalid("field_missing", field=name)
    if len(clean) > limit:
        raise Invalid("field_too_long", field=name, limit=limit)
    return clean


def _line(name: str, value: object) -> str:
    return _text(name, value, MAX_SHORT)


def _amount(limit: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        # bool is an int in Python; a penalty of True yuan is a mistake.
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
            raise Invalid("field_not_amount", field=name, limit=limit)
        return value

    return check


def _count(limit: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limit:
            raise Invalid("field_not_count", field=name, limit=limit)
        return value

    return check


def _report_grade(name: str, value: object) -> str:
    if value not in get_args(ReportGrade):
        raise Invalid("field_not_choice", field=name, choices=", ".join(get_args(ReportGrade)))
    return str(value)


def _names(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > MAX_NAMES:
        raise Invalid("field_not_names", field=name)
    return tuple(_text(name, item, MAX_NAME) for item in value)


def _outcome(name: str, value: object) -> Outcome:
    try:
        return Outcome(_line(name, value))
    except ValueError:
        raise Invalid("field_not_choice", field=name, choices=", ".join(Outcome)) from None


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise Invalid("field_not_flag", field=name)
    return value


_CHECKS: dict[str, Callable[[str, object], object]] = {
    "reason_code": _line,
    "reason": _told,
    "text": _told,
    "to": _line,
    "how": _text,
    "other_number": _line,
    "officers": _names,
    "outcome": _outcome,
    "penalty_yuan": _amount(MAX_PENALTY_YUAN),
    "criterion_confirmed": _flag,
    "concealed_deaths": _amount(MAX_DEATHS),
    "report_grade": _report_grade,
    "by_employee": _flag,
    "signatories": _count(MAX_SIGNATORIES),
    "claim_code": _line,
    "voucher": _line,
    "days": _count(MAX_EXTENSION_DAYS),
}
assert set(_CHECKS) == {f.name for f in fields(EventFields)}  # noqa: S101 - both are written here

_REASON_CODES: dict[Event, tuple[str, ...]] = {
    # "Accepted already" would tell a reporter that others reported: such a case is linked instead.
    Event.DECLINE: tuple(
        one.value for one in DeclineReason if one is not DeclineReason.ALREADY_ACCEPTED
    ),
    Event.REFUSE: tuple(one.value for one in RefusalReason),
}


def reason_codes(event: Event) -> tuple[str, ...]:
    """The words that ``reason_code`` may be for this event; empty where none is asked."""
    return _REASON_CODES.get(event, ())


def check_fields(row: Transition, raw: Mapping[str, object]) -> EventFields:
    """The fields of an event, typed; raises Invalid for one that is missing, unknown or wrong.

    An empty optional field counts as not given, as forms send it.
    """
    allowed = {*row.required, *row.optional}
    given = {name: value for name, value in raw.items() if value not in (None, "")}
    for name in given:
        if name not in allowed:
            raise Invalid("field_unknown", field=name[:40], event=row.event.value)
    for name in row.required:
        if name not in given:
            raise Invalid("field_missing", field=name)
    checked = {name: _CHECKS[name](name, value) for name, value in given.items()}
    codes = reason_codes(row.event)
    if codes and checked.get("reason_code") not in codes:
        raise Invalid("field_not_choice", field="reason_code", choices=", ".join(codes))
    return EventFields(**checked)  # type: ignore[arg-type]
