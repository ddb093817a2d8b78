"""No figure under five, and none that can be worked out, by whoever knows the rule."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.suppression import (
    FEW,
    MOST_COUNTED,
    Paid,
    Range,
    Table,
    enough,
    median_range,
    paid,
    table,
)

NAMES = st.text("abcdef", min_size=1, max_size=2)
COUNTS = st.dictionaries(NAMES, st.integers(0, 12), max_size=8)


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to share ``total`` among ``parts``."""
    for bars in itertools.combinations(range(total + parts - 1), parts - 1):
        ends = (-1, *bars, total + parts - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(ends))


@pytest.mark.parametrize("parts", [2, 3, 4, 5])
def test_whoever_tries_every_possible_week_pins_no_cell_under_five(parts: int) -> None:
    """The attacker knows the rule, the total and all names, and searches the whole space."""
    names = "abcde"[:parts]
    for total in range(FEW, 17):
        fitting = defaultdict(list)
        for counts in _compositions(total, parts):
            fitting[table(dict(zip(names, counts, strict=True)))].append(counts)
        for published, worlds in fitting.items():
            open_names = {name for name, _ in published.cells}
            for place, name in enumerate(names):
                possible = {world[place] for world in worlds}
                if name in open_names:
                    assert possible == {dict(published.cells)[name]}
                elif min(possible) < FEW:
                    assert max(possible) >= FEW, (published, name, possible)


def test_two_tables_of_the_same_cases_pin_none_either() -> None:
    """Places by outcomes: the attacker solves for the cross table with both margins published."""
    places, outcomes = "ab", "xyz"
    for total in range(FEW, 11):
        fitting = defaultdict(list)
        for cells in _compositions(total, len(places) * len(outcomes)):
            rows = cells[:3], cells[3:]
            by_place = {name: sum(row) for name, row in zip(places, rows, strict=True)}
            by_outcome = {name: rows[0][at] + rows[1][at] for at, name in enumerate(outcomes)}
            published = table(by_place), table(by_outcome)
            fitting[published].append((by_place, by_outcome))
        for published, worlds in fitting.items():
            for side, shown in enumerate(published):
                open_names = {name for name, _ in shown.cells}
                for name in set((places, outcomes)[side]) - open_names:
                    possible = {world[side][name] for world in worlds}
                    assert min(possible) >= FEW or max(possible) >= FEW
                    assert len(possible) > 1 or min(possible) >= FEW


def test_weeks_that_wait_pin_no_week_under_five() -> None:
    """The attacker knows which weeks waited and the sum that was told in the end."""

    def told(weeks: tuple[int, ...]) -> tuple[int | None, ...]:
        said, waiting = list[int | None](), 0
        for count in weeks:
            waiting += count
            said.append(waiting if enough(waiting) else None)
            waiting = 0 if enough(waiting) else waiting
        return tuple(said)

    fitting = defaultdict(list)
    most = 9
    for weeks in itertools.product(range(most + 1), repeat=4):
        fitting[told(weeks)].append(weeks)
    for said, worlds in fitting.items():
        if max(filter(None, said), default=0) > most:
            # Weeks of more than were tried would fit too.
            continue
        for week in range(4):
            possible = {world[week] for world in worlds}
            assert len(possible) > 1 or min(possible) >= FEW


@given(COUNTS, COUNTS)
def test_names_in_the_rest_could_be_exchanged_and_nobody_would_see_it(
    counts: dict[str, int], other_week: dict[str, int]
) -> None:
    """Why no system of equations helps: another truth gives the same pages, week by week."""
    if 0 < sum(counts.values()) < FEW or not any(counts.values()):
        return
    shown = table(counts)
    assert all(count >= FEW for _, count in shown.cells)
    assert shown.rest >= FEW
    assert sum(count for _, count in shown.cells) + shown.rest == sum(counts.values())
    hidden = set(counts) - {name for name, _ in shown.cells}
    large = [name for name in hidden if counts[name] >= FEW]
    for small in hidden - set(large):
        truth = dict(counts)
        if large:
            truth[small], truth[large[0]] = truth[large[0]], truth[small]
        else:
            truth = {name: sum(counts.values()) if name == small else 0 for name in counts}
        assert table(truth) == shown
        assert truth[small] >= FEW
    if not 0 < sum(other_week.values()) < FEW:
        # Cases of the other week are none of these: what was said of it stays as it is.
        assert table(Counter(other_week)) == table(other_week)


def test_the_least_of_five_or_more_always_goes_into_the_rest() -> None:
    assert table({"a": 9, "b": 5, "c": 2}) == Table((("a", 9),), 7)
    assert table({"a": 9, "b": 5, "c": 5}) == Table((("a", 9),), 10)
    assert table({"a": 30}) == Table((), 30)
    assert table({"a": 4, "b": 4}) == Table((), 8)
    assert table({}) == Table((), 0)
    with pytest.raises(ValueError, match="too few"):
        table({"a": 4})


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ([1, 2, 3, 4], None),
        ([0, 1, 2, 3, 90], Range(0, 3)),
        ([4, 4, 8, 9, 9], Range(8, 15)),
        ([61, 61, 61, 70, 80], Range(61, None)),
    ],
)
def test_the_time_to_answer_is_a_range(days: list[int], shown: Range | None) -> None:
    assert median_range(days) == shown


def test_rewards_are_told_rounded_and_a_large_one_like_any_other() -> None:
    assert paid([3_000] * 4) is None
    assert paid([3_000, 3_000, 3_400, 3_000, 3_000]) == Paid(5, 15_000)
    assert paid([30_000, 40_000, 30_000, 20_000, 4_400]) == Paid(5, 24_000)
    assert paid([5_000] * 21) == Paid(21, 110_000)
    assert paid([3_000] * 4 + [300_000]) == Paid(5, 17_000)
    assert paid([300_000] * 4) is None


WEEKS = st.lists(st.lists(st.integers(1, 300_000), max_size=9), min_size=1, max_size=6)
LARGE = st.integers(MOST_COUNTED, 300_000)


def _published(weeks: list[list[int]]) -> list[Paid | None]:
    """All weeks as they are told one after the other; what isn't told waits."""
    said, waiting = list[Paid | None](), list[int]()
    for sums in weeks:
        waiting = [*waiting, *sums]
        said.append(paid(waiting))
        waiting = waiting if said[-1] is None else []
    return said


@given(WEEKS, st.data(), LARGE, LARGE)
def test_no_week_tells_how_large_a_large_reward_was(
    weeks: list[list[int]], data: st.DataObject, one: int, other: int
) -> None:
    at = data.draw(st.integers(0, len(weeks) - 1))
    told = [[*sums, size] if place == at else sums for size in (one, other)
            for place, sums in enumerate(weeks)]  # fmt: skip
    assert _published(told[: len(weeks)]) == _published(told[len(weeks) :])


@given(WEEKS)
def test_which_weeks_wait_depends_on_how_many_were_paid_alone(weeks: list[list[int]]) -> None:
    waited = [one is None for one in _published(weeks)]
    assert waited == [one is None for one in _published([[1] * len(sums) for sums in weeks])]
