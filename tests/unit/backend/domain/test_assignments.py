"""Whoever is away is stood in for, by somebody who is there."""

import datetime as dt

from backend.domain.assignments import Presence, who_works

TODAY = dt.date(2026, 11, 25)
AWAY = dt.date(2026, 11, 30)


def test_the_stand_in_works_and_theirs() -> None:
    people = {"a": Presence(AWAY, "b"), "b": Presence(AWAY, "c"), "c": Presence()}
    assert who_works("a", people, TODAY) == "c"
    assert who_works("c", people, TODAY) == "c"
    assert who_works("a", people, AWAY + dt.timedelta(days=1)) == "a"


def test_where_nobody_is_there_it_stays() -> None:
    ring = {"a": Presence(AWAY, "b"), "b": Presence(AWAY, "a")}
    assert who_works("a", ring, TODAY) == "a"
    assert who_works("a", {"a": Presence(AWAY, "gone")}, TODAY) == "a"
    assert who_works("a", {"a": Presence(AWAY)}, TODAY) == "a"
