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
from nlp.analyse import analyse
from nlp.enterprise_key import bare_name, normalised
from nlp.enterprise_words import tells_apart
from nlp.folding import plain
from nlp.regions import UnknownUnit, level_of

RUN = 8
"""So many signs of the reporter's in a row are a quotation: who knows them knows who writes so."""
MAX_TEXT = 600
LEAST_TEXT = 10
PENALTIES = ("none", "to_10k", "to_50k", "to_200k", "to_1m", "above_1m")
REWARDS = ("none", "to_3k", "to_10k", "to_50k", "to_300k", "above_300k")
"""Ranges of sums in yuan, by the names of their texts."""
_NUMBERS = "0-9〇零一二三四五六七八九十两"
_DAY = re.compile(
    rf"[{_NUMBERS}]\s*[日号](?![内称线楼])|[{_NUMBERS}]\s*月|\d[::]\d\d"
    rf"|[{_NUMBERS}]\s*[时点](?:[{_NUMBERS}许整半钟]|左右|前后)"
    "|星期|礼拜|周[一二三四五六日末]|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜|夜班"
    "|昨天|今天|前天"
)
_LONG_NUMBER = re.compile(r"\d(?:[\s.,/-]?\d){2,}")
_PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII)
_SIGNS = re.compile(r"\w")


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
    quoted = {run for words in own_words for run in _runs(words)}
    names = _names_of(firm)
    for words in (told.found, told.done):
        said = analyse(words)
        if said.redacted != words:
            raise Betrays("person")
        if _LONG_NUMBER.search(words):
            raise Betrays("number")
        if _DAY.search(words):
            raise Betrays("day")
        if said.enterprise and "某" not in said.enterprise:
            raise Betrays("firm", name=said.enterprise)
        if any(name in "".join(_SIGNS.findall(plain(words))) for name in names):
            raise Betrays("firm", name=firm)
        if said.place.region is not None or said.place.choices:
            raise Betrays("place")
        repeated = next((run for run in _runs(words) if run in quoted), "")
        if repeated:
            raise Betrays("quotes", words=repeated)


def _names_of(firm: str) -> set[str]:
    """By what a firm could be known in a text; none for what is no name (化工厂)."""
    whole = normalised(firm)
    own = bare_name(whole)
    if "某" in whole or len(own) < 2 or not tells_apart(own):
        return set()
    return {whole, own}


def _runs(words: str) -> list[str]:
    signs = "".join(_SIGNS.findall(words)).lower()
    return [signs[at : at + RUN] for at in range(len(signs) - RUN + 1)]
