"""What a reporter may say of how a report was worked: satisfied or not, and why."""

from enum import StrEnum

from backend.domain.cases import Event
from backend.domain.errors import Invalid

ENDING = (Event.CLOSE, Event.FINISH, Event.DECLINE, Event.UPHOLD)
"""Steps that give the reporter an answer to rate."""


class RatingReason(StrEnum):
    """Why somebody isn't satisfied."""

    NOT_MENDED = "not_mended"
    NOT_ON_SITE = "not_on_site"
    TOO_SLOW = "too_slow"
    NOT_EXPLAINED = "not_explained"
    OTHER = "other"


def parse_reason(name: str) -> RatingReason:
    """The reason called ``name``; raises Invalid for a word that is none."""
    try:
        return RatingReason(name)
    except ValueError:
        raise Invalid("unknown_rating_reason", reason=name[:40]) from None
