"""法制审核: which outcome waits for the legal reviewer."""

import pytest

from backend.domain.legal import NEEDED, PASSED, RETURNED, blocks
from config.jurisdictions import jurisdictions


@pytest.mark.parametrize(
    ("state", "waits"), [(None, False), (NEEDED, True), (RETURNED, True), (PASSED, False)]
)
def test_a_marked_case_waits(state: str | None, waits: bool) -> None:
    assert blocks(state, 1_000_000, "yuxi") == waits
    assert blocks(state, None, "no such place") == waits


def test_no_place_switches_it_on_by_a_sum() -> None:
    assert [place.id for place in jurisdictions().values() if place.legal_review] == []
