"""The figures of bodies and of a body's people over a period (西安市执法工作要点第7条).

Each figure is a name, defined in words by ``figures.what_NAME`` and here by one expression.
"""

from collections.abc import Iterable, Sequence

from backend.domain.cases import Event
from backend.domain.figures import Figure, Kind, Period, Stretch
from backend.house import Work
from backend.services import figures_ratings, figures_steps
from backend.services.figures_steps import Counted, of_bodies, of_people
from backend.services.figures_times import ACCEPTING, VERIFYING, times

Measures = dict[str, Figure]
NAMES = (
    "received", "moved_in", "accepted", "declined", "refused", "given_back", "transferred",
    "raised", "accept_on_time", "accept_days", "verifications", "concluded", "verified",
    "verify_on_time", "verify_days", "overdue", "overdue_thrice", "extended", "major_hazards",
    "rectified", "penalties", "crime_handed", "ratings", "satisfied", "review_asked", "reopened",
    "rewards_approved", "rewards_paid",
)  # fmt: skip
"""All figures of a body, in the order they are shown."""
RATED = (
    "received", "accepted", "accept_days", "accept_on_time", "concluded", "verified",
    "verify_on_time", "refused", "given_back", "satisfied", "reopened", "overdue",
)  # fmt: skip
"""What bodies are compared by (量化评价)."""
PERSONAL = (
    "accepted", "accept_days", "accept_on_time", "verifications", "concluded", "verified",
    "verify_on_time", "refused", "satisfied", "reopened",
)  # fmt: skip
"""What a body's own people are compared by."""
_KINDS = {
    "accept_on_time": Kind.SHARE,
    "satisfied": Kind.SHARE,
    "verified": Kind.SHARE,
    "verify_on_time": Kind.SHARE,
    "accept_days": Kind.DAYS,
    "verify_days": Kind.DAYS,
    "penalties": Kind.YUAN,
    "rewards_paid": Kind.YUAN,
}
"""What a figure is; the others are counts."""
_BY_PERSON = {
    "accepted": Event.ACCEPT,
    "refused": Event.REFUSE,
    "verifications": Event.VERIFY,
}
_STEPS = {
    **_BY_PERSON,
    "declined": Event.DECLINE,
    "transferred": Event.TRANSFER,
    "raised": Event.RAISE,
    "extended": Event.EXTEND,
    "rectified": Event.FINISH,
    "crime_handed": Event.CRIME_HAND_OVER,
    "review_asked": Event.ASK_REVIEW,
    "reopened": Event.REOPEN,
    "rewards_approved": Event.APPROVE_REWARD,
}
"""Figures that are the number of one kind of step."""


class Book:
    """The figures of some bodies or people by the month, which add up to longer periods."""

    def __init__(self, counted: Iterable[Counted]) -> None:
        self._months: dict[str, dict[str, Measures]] = {}
        for one in counted:
            month = self._months.setdefault(one.by, {}).setdefault(one.month, {})
            known = month.get(one.name)
            month[one.name] = known + one.figure if known else one.figure

    def of(self, by: str, period: Period) -> Measures:
        """All figures of one over a period: none is none; shares and means weigh by cases."""
        sums = {name: Figure(_KINDS.get(name, Kind.COUNT)) for name in NAMES}
        months = self._months.get(by, {})
        for month in period.months:
            for name, figure in months.get(month.name, {}).items():
                sums[name] += figure
        return sums

    def total(self, period: Period) -> Measures:
        """The figures of all of them together."""
        sums = {name: Figure(_KINDS.get(name, Kind.COUNT)) for name in NAMES}
        for by in self._months:
            for name, figure in self.of(by, period).items():
                sums[name] += figure
        return sums

    def those_with(self, period: Period) -> list[str]:
        """Who did or got anything in a period."""
        names = {month.name for month in period.months}
        return sorted(by for by, months in self._months.items() if names & set(months))


async def by_body(work: Work, ids: Sequence[str], when: Stretch | Period) -> Book:
    """All figures of each body over a stretch of whole months."""
    whose = of_bodies(ids)
    return Book(
        [
            *await figures_steps.steps(work, whose, when, _STEPS),
            *await figures_steps.overdue(work, whose, when),
            *await figures_steps.came(work, ids, when),
            *await figures_steps.given_back(work, ids, when),
            *figures_steps.concluded(await figures_steps.outcomes(work, whose, when)),
            *await figures_steps.confirmed(work, whose, when),
            *await figures_steps.penalties(work, whose, when),
            *await figures_steps.paid(work, ids, when),
            *await figures_ratings.by_body(work, ids, when),
            *await times(work, whose, when, ACCEPTING),
            *await times(work, whose, when, VERIFYING),
        ]
    )


async def by_person(work: Work, body_id: str, when: Stretch | Period) -> Book:
    """The figures ``PERSONAL`` of everybody who did something for a body, by the actor's id."""
    whose = of_people(body_id)
    return Book(
        [
            *await figures_steps.steps(work, whose, when, _BY_PERSON),
            *figures_steps.concluded(await figures_steps.outcomes(work, whose, when)),
            *await figures_steps.reopened(work, body_id, when),
            *await figures_ratings.by_person(work, body_id, when),
            *await times(work, whose, when, ACCEPTING),
            *await times(work, whose, when, VERIFYING),
        ]
    )
