"""What staff state beside an event, and the check of their words before a reporter reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from backend.domain.cases import Event, Status, Transition
from backend.domain.errors import Invalid
from backend.domain.fields import EventFields
from config.texts import DEFAULT_LOCALE, text
from nlp.redact import redact

_LABEL = re.compile(r"\[[^\[\]]{1,12}\]")


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states when they let an event happen; never stored as a field of it."""

    confirmed: bool = False
    """The words name somebody on purpose, as the number of one's own office."""
    redacted: bool = False
    """The words go without what names somebody."""
    copy_checked: bool = False
    """A person has looked through what travels, outside of our pages."""


LEAVING = frozenset({Event.TRANSFER, Event.RAISE, Event.HAND_OVER})
"""Events with which the copy of a report goes to a body that didn't have it."""
STATEMENTS = ("confirmed", "redacted", "copy_checked")


def split(raw: Mapping[str, object]) -> tuple[dict[str, object], Stated]:
    """The event's own fields, and what was stated beside them; raises Invalid for no yes or no."""
    given = {name: raw[name] for name in STATEMENTS if name in raw}
    for name, value in given.items():
        if not isinstance(value, bool):
            raise Invalid("field_not_flag", field=name)
    fields = {name: value for name, value in raw.items() if name not in STATEMENTS}
    return fields, Stated(**{name: value is True for name, value in given.items()})


def told_fields(row: Transition) -> tuple[str, ...]:
    """The fields of an event whose words its reporter reads: those that its notice holds."""
    # Why more time is wanted is told once the body above has granted it.
    key = "case.notice_extended" if row.event is Event.ASK_EXTENSION else row.notice
    notice = text(DEFAULT_LOCALE, key) if key else ""
    taken = (*row.required, *row.optional)
    return tuple(name for name in ("text", "reason") if name in taken and f"{{{name}}}" in notice)


def checked(row: Transition, given: EventFields, stated: Stated) -> EventFields:
    """The fields as they may be told.

    Raises Invalid ``words_name_others`` with ``field``, what was ``found`` and the words
    ``without`` it, unless one of the two was stated. A witness named in an answer would be known
    to everybody who sees the reporter's screen.
    """
    for name in told_fields(row):
        words = getattr(given, name)
        if words is None or stated.confirmed:
            continue
        without = redact(words)
        if without == words:
            continue
        if not stated.redacted:
            labels = dict.fromkeys(_LABEL.findall(without))
            already = set(_LABEL.findall(words))
            found = [label for label in labels if label not in already] or list(labels)
            raise Invalid("words_name_others", field=name, found=" ".join(found), without=without)
        more: dict[str, Any] = {name: without}
        given = replace(given, **more)
    return given


def copy_leaves(event: Event, status: str, refusals: int, urgency: str) -> bool:
    """Whether the copy goes to another body, so that a person must have looked through it.

    The intake desk gives the answerable body the report itself, not a copy. Where lives are in
    danger now nothing waits for it: the words are redacted by the program, and the next desk reads
    that nobody looked.
    """
    if event not in LEAVING or urgency == "immediate":
        return False
    first_desk = status in (Status.RECEIVED, Status.TRIAGE) and not refusals
    return event is Event.HAND_OVER or not first_desk
