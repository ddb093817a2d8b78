"""Which figures of a bulletin may be shown: none under five, and none that subtraction brings out.

Everybody may know this rule, so it must hold against who does. The usual way (hide what is under
five, then one more so that no total gives it away) fails there: a rest of 8 over two hidden names
can only be 4 and 4. Ours is plainer and never pins one. The rest takes in everything under five
**and always the least cell of five or more**. Say that ``j`` is that cell and ``i`` is any other
name in the rest: if every case of ``i`` had been one of ``j`` and the other way round, the same
would have been published, of this table, of every other table of these cases, and of every other
week, for each case is counted in one week alone. So nobody can tell which of the names in the rest
has five or more, and which has four, or none. No totals over weeks or places are published that
would say more than the sum of what was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FEW = 5
"""The least count that is shown."""
MOST_COUNTED = 5_000
"""Yuan of one payment that are counted at most; a number of the project's own.

Small enough that most rewards reach it and a large one looks like any other; whoever fined a firm
knows what its reporter earns, and would else see in which week it was collected.
"""
DAYS = (3, 7, 15, 30, 60)
"""Ends of the ranges, in days of the calendar, that the time to answer is told in."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of counts: names with five or more, and the rest in one."""

    cells: tuple[tuple[str, int], ...]
    """The largest first."""
    rest: int
    """Five or more, or 0 where nothing at all was counted."""


@dataclass(frozen=True, slots=True)
class Range:
    """From so many days to so many; ``most`` None is without an end."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Paid:
    """What is shown of rewards paid: how many, and their sum in yuan, capped and rounded."""

    count: int
    yuan: int


def enough(count: int) -> bool:
    """Whether so many may be told; a week with fewer waits and is told together with the next."""
    return count >= FEW


def table(counts: Mapping[str, int]) -> Table:
    """What may be shown of ``counts``, whose sum is five or more (or nothing); their sum stays.

    Raises ValueError for a sum of one to four: no table can hide that.
    """
    total = sum(counts.values())
    if total and not enough(total):
        raise ValueError("too few to be told at all")
    least = min((count for count in counts.values() if enough(count)), default=total)
    # All that equal the least: which of them went would tell something of their names.
    shown = {name: count for name, count in counts.items() if count > least}
    return Table(
        tuple(sorted(shown.items(), key=lambda cell: (-cell[1], cell[0]))),
        total - sum(shown.values()),
    )


def median_range(days: Iterable[int]) -> Range | None:
    """The range that the middle of ``days`` lies in; None for fewer than five."""
    known = sorted(days)
    if not enough(len(known)):
        return None
    middle = known[len(known) // 2]
    least = 0
    for end in DAYS:
        if middle <= end:
            return Range(least, end)
        least = end + 1
    return Range(least, None)


def paid(yuan: Iterable[int]) -> Paid | None:
    """How many rewards, and their rounded sum with at most ``MOST_COUNTED`` of each.

    None for fewer than five: whether it is told depends on their number alone, never on a sum.
    """
    known = [min(each, MOST_COUNTED) for each in yuan]
    if not enough(len(known)):
        return None
    total = sum(known)
    step = 1_000 if total < 100_000 else 10_000
    return Paid(len(known), (total + step // 2) // step * step)
