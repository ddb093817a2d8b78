"""Typical cases 典型案例: what staff may tell the public of a case, so that it points to nobody.

Place to the county, time to the month or quarter, sums by range; no name, number, day or hour, no
run of eight of the reporter's own signs.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from backend.domain.bulletins import district_of
from backend.domain.errors import IllegalTransition, Invalid, NotAllowed
from config.lexicon import industries
from nlp.pointers import pointer
from nlp.regions import UnknownUnit, level_of

MAX_TEXT = 600
LEAST_TEXT = 10
PENALTIES = ("none", "to_10k", "to_50k", "to_200k", "to_1m", "above_1m")
REWARDS = ("none", "to_3k", "to_10k", "to_50k", "to_300k", "above_300k")
"""Ranges of sums in yuan, by the names of their texts."""
_PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII)


class State(StrEnum):
    """Where a typical case stands."""

    WAITING = "waiting"
    """For another person's decision."""
    RETURNED = "returned"
    APPROVED = "approved"
    """For the next bulletin."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class _Said:
    """An error whose sentence stands in the bulletin's catalogue."""

    code: str

    @property
    def text_key(self) -> str:
        """The sentence to show."""
        return f"bulletin.error_{self.code}"


class Betrays(_Said, Invalid):
    """Words, a place or a time that could point to somebody, or a field that isn't filled."""


class SamePerson(_Said, NotAllowed):
    """Who wrote it can't approve it."""

    code = "same_person"


class Decided(_Said, IllegalTransition):
    """It isn't where this could be done with it."""

    code = "decided"


@dataclass(frozen=True, slots=True)
class Told:
    """What a typical case says in words."""

    found: str
    done: str

    def dump(self) -> dict[str, str]:
        """As JSON, for keeping."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Draft:
    """A typical case as staff wrote it, by the template."""

    industry: str
    unit: str
    period: str
    """A month or a quarter that is over: ``2026-09``, ``2026-Q3``."""
    penalty: str
    reward: str
    told: Told


def read_draft(raw: Mapping[str, str], today: dt.date) -> Draft:
    """The template's fields, checked one by one; raises Betrays."""
    industry, unit, period = raw.get("industry", ""), raw.get("unit", ""), raw.get("period", "")
    if industry not in industries():
        raise Betrays("industry")
    if not _is_county(unit):
        raise Betrays("unit")
    end = _end_of(period)
    if end is None or end >= today:
        raise Betrays("period")
    penalty, reward = raw.get("penalty", ""), raw.get("reward", "")
    if penalty not in PENALTIES or reward not in REWARDS:
        raise Betrays("range")
    found, done = (raw.get(name, "").replace("\x00", "").strip() for name in ("found", "done"))
    for words in (found, done):
        if not LEAST_TEXT <= len(words) <= MAX_TEXT:
            raise Betrays("length", least=LEAST_TEXT, most=MAX_TEXT)
    return Draft(industry, unit, period, penalty, reward, Told(found, done))


def _is_county(unit: str) -> bool:
    try:
        return level_of(unit) == "county" and district_of(unit) == unit
    except UnknownUnit:
        return False


def _end_of(period: str) -> dt.date | None:
    """The last day of a month or quarter; None for what is neither."""
    match = _PERIOD.fullmatch(period)
    if match is None or match[1] == "0000":
        return None
    year, month = int(match[1]), int(match[2] or int(match[3]) * 3)
    following = dt.date(year + month // 12, month % 12 + 1, 1) if year < dt.MAXYEAR else None
    return following - dt.timedelta(days=1) if following else None


def check_told(told: Told, own_words: Iterable[str] = (), firm: str = "") -> None:
    """Raise Betrays for words that could point to somebody.

    ``own_words`` and ``firm`` are what the report of the case itself says, where it is known.
    """
    known = list(own_words)
    for words in (told.found, told.done):
        found = pointer(words, known, firm)
        if found is not None:
            raise Betrays(found[0].value, words=found[1])
