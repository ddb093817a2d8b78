"""Plain facts of a case in words: time left, why this body, suspected items, what decided."""

import datetime as dt
from dataclasses import dataclass, replace

from markupsafe import Markup

from backend.db.models import Case
from backend.domain.deadlines import day_of
from backend.domain.routing import explain_stored
from backend.services.reports import Content
from config.base import Status
from config.criteria import items
from config.deadlines import limit as limit_of
from config.texts import text
from nlp import explain

STRONGEST = 6
"""How many deciding words are marked in a text: more would mark everything."""
SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A deadline in words; ``tone`` is late, today, soon, calm, paused or none."""

    words: str
    tone: str
    due: dt.datetime | None = None
    kind: str = ""
    source: str = ""
    sure: str = ""


def time_left(case: Case, now: dt.datetime, locale: str) -> TimeLeft:
    """How long the running step of a case may still take, and on what that rests."""
    if case.due_at is None or case.deadline_kind is None:
        return TimeLeft("", "none")
    left = limit_left(case.deadline_kind, case.due_at, case, now, locale)
    if case.paused_at is not None:
        return replace(left, words=text(locale, "console.due_paused"), tone="paused")
    return left


def limit_left(name: str, due: dt.datetime, case: Case, now: dt.datetime, locale: str) -> TimeLeft:
    """The same of any limit of the case that runs."""
    limit = limit_of(name, case.jurisdiction)
    kind = text(locale, f"console.deadline_{name}")
    source = "" if limit.status is Status.INTERNAL else limit.source
    rest = (due, kind, source, sureness(limit.status, locale))
    days = (day_of(due) - day_of(now)).days
    if due < now:
        return TimeLeft(text(locale, "console.due_late", days=max(-days, 1)), "late", *rest)
    if days == 0:
        return TimeLeft(text(locale, "console.due_today"), "today", *rest)
    words = text(locale, "console.due_left", days=days)
    return TimeLeft(words, "soon" if days <= SOON_DAYS else "calm", *rest)


def sureness(status: Status | str, locale: str) -> str:
    """How sure a rule is, in words; one of our own is never shown as law."""
    return text(locale, f"console.sure_{status}")


def finer(place: str, area: str) -> str:
    """What the reporter's words for a place add to the area: 大营街街道 isn't said twice."""
    if place in area:
        return ""
    starts = (area[at:] for at in range(len(area)) if place.startswith(area[at:]))
    return place.removeprefix(next(starts, ""))


def why_body(case: Case, locale: str) -> str:
    """Why the case went to its first body; empty when no rule chose it."""
    facts = case.routing
    if not facts:
        return ""
    return explain_stored(
        facts["reason_key"], facts["params"], facts["source"], facts["status"], locale
    )


@dataclass(frozen=True, slots=True)
class Suspected:
    """A suspected 重大事故隐患 item with where it stands and how sure that text is."""

    standard: str
    item: str
    title: str
    document: str
    sure: str


def suspected(case: Case, locale: str) -> list[Suspected]:
    """The suspected items of a case: hints for the officer, never findings."""
    known = {f"{item.standard} {item.item}": item for item in items()}
    found = [known[name] for name in case.criteria if name in known]
    return [
        Suspected(i.standard, i.item, i.title, i.document, sureness(i.status, locale))
        for i in found
    ]


def deciding_words(content: Content) -> list[str]:
    """The words that made the class, the strongest first, as they were written."""
    found = ((str(one["written"]), float(one["weight"])) for one in content.matched)
    return explain.deciding_words(found, STRONGEST)


def marked(words: str, terms: list[str]) -> Markup:
    """``words`` as safe HTML with each of ``terms`` in a mark; overlapping terms make one mark."""
    hits = [False] * len(words)
    for term in terms:
        at = words.find(term) if term else -1
        while at >= 0:
            hits[at : at + len(term)] = [True] * len(term)
            at = words.find(term, at + 1)
    parts: list[Markup | str] = []
    start = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or hits[index] != hits[start]:
            piece = Markup.escape(words[start:index])
            parts.append(Markup("<mark>{}</mark>").format(piece) if hits[start] else piece)
            start = index
    return Markup("").join(parts)
