"""行刑衔接: the referral of a suspected crime to the police, step by step and never by itself.

Source: 行政执法机关移送涉嫌犯罪案件的规定 (国务院, 2020 revision) 5, 6, 8 and 9; 应急〔2019〕54号.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.domain.cases import Event
from backend.domain.errors import IllegalTransition


class Crime(StrEnum):
    """Where a referral stands."""

    REPORTED = "reported"
    """Two officers wrote the report; the head has three days to decide (5)."""
    APPROVED = "approved"
    """To be handed to the police within 24 hours (5)."""
    REJECTED = "rejected"
    HANDED_OVER = "handed_over"
    """The police have three days to say whether they open a case (8)."""
    FILED = "filed"
    POLICE_DECLINED = "police_declined"
    """Three days to ask for reconsideration or the procurator's supervision (9)."""
    OBJECTED = "objected"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a referral; ``limit`` is the time limit it starts, if any."""

    sources: tuple[Crime | None, ...]
    to: Crime
    limit: str | None = None


MOVES: dict[Event, Move] = {
    Event.CRIME_REPORT: Move((None, Crime.REJECTED), Crime.REPORTED, "crime_decision"),
    Event.CRIME_APPROVE: Move((Crime.REPORTED,), Crime.APPROVED, "crime_hand_over"),
    Event.CRIME_REJECT: Move((Crime.REPORTED,), Crime.REJECTED),
    Event.CRIME_HAND_OVER: Move((Crime.APPROVED,), Crime.HANDED_OVER, "police_answer"),
    Event.POLICE_FILED: Move((Crime.HANDED_OVER, Crime.OBJECTED), Crime.FILED),
    Event.POLICE_DECLINED: Move((Crime.HANDED_OVER,), Crime.POLICE_DECLINED, "crime_objection"),
    Event.CRIME_OBJECT: Move((Crime.POLICE_DECLINED,), Crime.OBJECTED, "police_answer"),
}
LIMITS = frozenset(move.limit for move in MOVES.values() if move.limit)


def move_of(event: Event, state: str | None) -> Move:
    """The step ``event`` makes from ``state``; raises IllegalTransition ``crime_step`` if none."""
    move = MOVES[event]
    if (Crime(state) if state else None) not in move.sources:
        raise IllegalTransition("crime_step", event=event.value, state=state or "")
    return move


def fits(event: Event, state: str | None) -> bool:
    """Whether ``event`` may come next."""
    return event not in MOVES or (Crime(state) if state else None) in MOVES[event].sources
