"""The steps of a case and the talk with its reporter, as one line of time in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.media import Stored
from backend.services import bodies
from backend.services.dialogue import Line
from backend.services.views import CaseView, Step
from config.texts import text

_FACTS = (
    "limit",
    "reason_code",
    "to_body",
    "outcome",
    "penalty_yuan",
    "concealed_deaths",
    "report_grade",
    "signatories",
    "days",
)
_WORDS = ("reason", "how", "other_number", "officers", "voucher")


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: when, what, by whom, and its details as pairs of label and words."""

    at: dt.datetime
    event: str
    label: str
    who: str
    details: tuple[tuple[str, str], ...]


def entries(view: CaseView, names: Mapping[str, str], locale: str) -> list[Entry]:
    """The steps of a case, the newest first; ``names`` are those of one's own body's people."""
    return [_entry(step, names, locale) for step in reversed(view.steps)]


def _entry(step: Step, names: Mapping[str, str], locale: str) -> Entry:
    details = [
        (text(locale, f"console.field_{name}"), _fact(name, step.facts[name], locale))
        for name in _FACTS
        if step.facts.get(name) not in (None, 0)
    ]
    details += [
        (text(locale, f"console.field_{name}"), _words(step.texts[name], locale))
        for name in _WORDS
        if step.texts.get(name)
    ]
    return Entry(
        step.at,
        step.event,
        text(locale, f"case.event_{step.event}"),
        _who(step, names, locale),
        tuple(details),
    )


def _fact(name: str, value: Any, locale: str) -> str:
    if name == "reason_code":
        return text(locale, f"case.reason_{value}")
    if name == "limit":
        return text(locale, f"console.deadline_{value}")
    if name == "outcome":
        return text(locale, f"case.outcome_{value}")
    if name == "report_grade":
        return text(locale, f"console.report_grade_{value}")
    if name == "to_body":
        return bodies.name_of(value, locale)
    return f"{value:,}"


def _words(value: object, locale: str) -> str:
    mark = text(locale, "console.list_mark")
    return mark.join(map(str, value)) if isinstance(value, list) else str(value)


def _who(step: Step, names: Mapping[str, str], locale: str) -> str:
    if step.actor == "reporter":
        return text(locale, "console.reporter")
    if step.actor == "system":
        return text(locale, "console.system")
    body = bodies.name_of(step.body_id, locale)
    name = names.get(step.actor)
    return f"{body} · {name}" if name else body


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the dialogue as the page shows it."""

    at: dt.datetime
    from_reporter: bool
    who: str
    text: str
    read_on: dt.date | None
    files: tuple[Stored, ...]


def dialogue(lines: tuple[Line, ...], locale: str) -> list[Said]:
    """The talk with the reporter, the oldest first, as in a chat."""
    return [
        Said(
            line.at,
            line.from_reporter,
            text(locale, "console.reporter")
            if line.from_reporter
            else bodies.name_of(line.body_id, locale),
            line.text,
            line.read_on,
            line.files,
        )
        for line in lines
    ]
