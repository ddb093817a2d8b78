"""行刑衔接: the referral to the police goes in one order, with the limits that the law sets."""

import itertools

import pytest

from backend.domain.cases import Event
from backend.domain.crime import LIMITS, MOVES, Crime, fits, move_of
from backend.domain.errors import IllegalTransition
from config.base import Status
from config.deadlines import deadlines

# Written by hand from the regulation: from which state, where to.
EXPECTED = {
    (None, "crime_report"): "reported",
    ("rejected", "crime_report"): "reported",
    ("reported", "crime_approve"): "approved",
    ("reported", "crime_reject"): "rejected",
    ("approved", "crime_hand_over"): "handed_over",
    ("handed_over", "police_filed"): "filed",
    ("objected", "police_filed"): "filed",
    ("handed_over", "police_declined"): "police_declined",
    ("police_declined", "crime_object"): "objected",
}


@pytest.mark.parametrize("event", MOVES)
def test_every_state_is_answered_rightly(event: Event) -> None:
    for state in (None, *map(str, Crime)):
        to = EXPECTED.get((state, event.value))
        assert fits(event, state) == (to is not None)
        if to is None:
            with pytest.raises(IllegalTransition) as caught:
                move_of(event, state)
            assert caught.value.code == "crime_step"
        else:
            assert move_of(event, state).to == to


def test_every_limit_is_one_of_law() -> None:
    assert {"crime_decision", "crime_hand_over", "police_answer", "crime_objection"} == LIMITS
    assert all(deadlines()[name].status is Status.LAW for name in LIMITS)


def test_what_is_no_step_of_a_referral_always_fits() -> None:
    others = set(Event) - set(MOVES)
    assert all(fits(event, state) for event, state in itertools.product(others, (None, "filed")))
