"""The words of a rating."""

import pytest

from backend.domain.errors import Invalid
from backend.domain.ratings import RatingReason, parse_reason


def test_a_reason_is_one_of_the_list() -> None:
    assert parse_reason("too_slow") is RatingReason.TOO_SLOW
    with pytest.raises(Invalid):
        parse_reason("<b>")
