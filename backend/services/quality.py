"""How well the analysis did in a month, out of counts and corrections."""

from collections import Counter
from dataclasses import dataclass
from math import sqrt

from backend.house import Work
from backend.services import lessons as kept

FEW = 5
"""Smaller counts are shown as "fewer than 5": nobody must be found by them."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of reports with the half width of its 95 % interval; None where there are none."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1."""
        return self.part / self.of if self.of else None

    @property
    def error(self) -> float:
        """Half the width of the interval (normal approximation)."""
        share = self.value or 0.0
        return 1.96 * sqrt(share * (1 - share) / self.of) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Quality:
    """One month: questions asked, industries corrected, what was taken for what, refusals."""

    month: str
    filed: int
    asked_industry: Share
    asked_place: Share
    corrected: Share
    """Reports whose industry a reporter or an officer put right, of all."""
    confusion: Counter[tuple[str, str]]
    transfers: Counter[tuple[str, str]]
    moved: int
    refusals: Counter[str]


async def of_month(work: Work, month: str) -> Quality:
    """The figures of a month; all zero where nothing is known of it."""
    counts, found = await kept.tallies(work, month), await kept.lessons(work, month)
    filed = sum(counts.get(kept.FILED, {}).values())

    def share(what: str) -> Share:
        return Share(sum(counts.get(what, {}).values()), filed)

    industries = _pairs(found, "industry")
    return Quality(
        month=month,
        filed=filed,
        asked_industry=share(kept.ASKED_INDUSTRY),
        asked_place=share(kept.ASKED_PLACE),
        corrected=Share(min(industries.total(), filed), filed),
        confusion=industries,
        transfers=_pairs(found, "body"),
        moved=_pairs(found, "place").total(),
        refusals=Counter(one.corrected for one in found if one.what == "refusal"),
    )


def drift(now: Share, before: Share) -> tuple[float, float] | None:
    """By how much a share changed, and the half width of the difference's 95 % interval."""
    if now.value is None or before.value is None:
        return None
    return now.value - before.value, sqrt(now.error**2 + before.error**2)


def _pairs(found: list[kept.Example], what: str) -> Counter[tuple[str, str]]:
    return Counter((one.guessed, one.corrected) for one in found if one.what == what)
