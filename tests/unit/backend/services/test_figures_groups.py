"""Groups of cases: by plain facts, the largest first, and each in three periods."""

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.figures import FEW, compared, parse_period
from backend.house import House
from backend.services import figures, figures_groups
from tests.support.case_history import COUNTY, many, write
from tests.unit.backend.services.test_figures import BEGIN, Told, rows, told


async def test_groups_add_up_to_the_figures(house: House) -> None:
    await write(house, many(200, BEGIN, 120))
    known = await told(house)
    period = parse_period("2026-05")
    periods = (period, period.before(), period.year_before())
    async with house.view() as view:
        found = await figures_groups.groups(view, [COUNTY], compared(period))
        book = await figures.by_body(view, [COUNTY], compared(period))
    for at, one in enumerate(periods):
        measures = book.of(COUNTY, one)
        came = measures["received"].amount + measures["moved_in"].amount
        for name, whole in (
            ("industry", came),
            ("urgency", came),
            ("outcome", measures["concluded"].amount),
            ("decline_reason", measures["declined"].amount),
            ("refusal_reason", measures["refused"].amount),
        ):
            numbers = [each[at] for each in found.of(name, *periods).values()]
            assert sum(numbers) == whole
            if at == 0:
                assert numbers == sorted(numbers, reverse=True)
    assert found.of("outcome", period) == {
        key: [number] for key, number in _outcomes(known, period.begin, period.end).items()
    }
    shown = found.figures("outcome", period, own=True)
    assert {key: [one.value for one in each] for key, each in shown.items()} == (
        found.of("outcome", period)
    )
    cases = {row["number"]: row["industry"] for row in await rows(house, "SELECT * FROM cases")}
    came_of = Counter(
        cases[step["case_number"]]
        for step in known.steps
        if period.begin <= step["at"] < period.end
        and (
            known.filed_with(step) == COUNTY
            or (step["event"] == "transfer" and step["facts"]["to_body"] == COUNTY)
        )
    )
    assert found.of("industry", period) == {key: [n] for key, n in came_of.items()}


def _told(now: dict[str, int], before: dict[str, int]) -> list[tuple[str, list[float | None]]]:
    """What another body sees of the groups of two months, in its order."""
    period = parse_period("2026-05")
    found = figures_groups.Groups()
    for month, numbers in ((period, now), (period.before(), before)):
        for key, number in numbers.items():
            found.add("industry", key, month.name, number)
    shown = found.figures("industry", period, period.before(), own=False)
    return [(key, [one.value for one in each]) for key, each in shown.items()]


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12)),
    st.data(),
)
def test_whether_a_group_is_listed_never_tells_none_from_four(
    now: dict[str, int], before: dict[str, int], data: st.DataObject
) -> None:
    def others(numbers: dict[str, int]) -> dict[str, int]:
        few = st.integers(0, FEW - 1)
        known = {key: n for key, n in numbers.items() if n >= FEW}
        drawn = {key: data.draw(few) for key in "abcd" if key not in known}
        return {**drawn, **known}

    told = _told(now, before)
    assert told == _told(others(now), others(before))
    assert all(any(each) for _, each in told)


def _outcomes(known: Told, begin: dt.datetime, end: dt.datetime) -> Counter[str]:
    return Counter(
        known.outcome(step)
        for step in known.steps
        if step["event"] in ("close", "finish")
        and step["body_id"] == COUNTY
        and begin <= step["at"] < end
    )
