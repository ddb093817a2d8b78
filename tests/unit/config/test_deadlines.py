"""Limits and holidays as data: faults are told, and a year nobody knows is said to be one."""

import datetime as dt

import pytest

from backend.domain import deadlines as domain
from config import deadlines as data
from config.base import DataError, Status


def _year(off: str = "", work: str = "") -> data.Year:
    return data.Year(
        source="国务院办公厅通知",
        status=Status.FOUND,
        off=tuple(map(dt.date.fromisoformat, off.split())),
        work=tuple(map(dt.date.fromisoformat, work.split())),
    )


def _worked(year: data.Year) -> dict[dt.date, bool]:
    return data.worked_days(data.Holidays(years={"2031": year}))


def test_a_noticed_year_overrides_the_fallback() -> None:
    assert not domain.knows_year(2031)
    own = _worked(_year("2031-01-01", "2031-01-04"))
    assert not domain.is_working_day(dt.date(2031, 1, 1), own)
    assert domain.is_working_day(dt.date(2031, 1, 4), own), "a Saturday that is worked"
    assert domain.is_working_day(dt.date(2031, 1, 6), own)
    assert not domain.is_working_day(dt.date(2031, 1, 4), {})


@pytest.mark.parametrize(
    ("year", "fault"),
    [
        (_year("2020-05-01"), "is of another year"),
        (_year("2031-05-01", "2031-05-01"), "is off and worked"),
    ],
)
def test_a_notice_that_cannot_be_is_told(year: data.Year, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        _worked(year)
    assert fault in str(caught.value)


def test_a_place_without_a_limit_of_its_own_has_the_general_one() -> None:
    assert data.limit("verify", "yuxi") == data.deadlines()["verify"]
    with pytest.raises(KeyError):
        data.limit("no such limit", "yuxi")


def test_the_time_the_law_gives_for_crimes_is_law() -> None:
    for name in ("crime_decision", "crime_hand_over", "police_answer", "crime_objection"):
        assert data.deadlines()[name].status is Status.LAW
        assert "移送涉嫌犯罪案件的规定" in data.deadlines()[name].source
