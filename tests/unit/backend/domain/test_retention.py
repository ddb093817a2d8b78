"""When a link is cut and content goes: after a word to those it concerns, and never while held."""

import datetime as dt
from dataclasses import replace

import pytest

from backend.domain.retention import Blocked, Due, Ended, cut_at, due, erase_at
from config.retention import retention

END = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
CASE = Ended(END, None, "unfounded", "yuxi", linked=True, told_at=None, warned_at=None)
DATA = retention()
KEEP, LINK = DATA.keep["unfounded"].days, DATA.cut_link.days
TELL, WARN = DATA.tell_before_cut.days, DATA.warn_before.days


def _day(days: int) -> dt.datetime:
    return END + dt.timedelta(days=days)


def test_the_link_goes_first_and_only_after_a_word() -> None:
    assert due(CASE, _day(LINK - TELL - 1), DATA) == []
    assert due(CASE, _day(LINK - TELL), DATA) == [Due.TELL]
    told = replace(CASE, told_at=_day(LINK - TELL))
    assert due(told, _day(LINK - 1), DATA) == []
    assert due(told, _day(LINK), DATA) == [Due.CUT]
    assert due(replace(told, linked=False), _day(LINK), DATA) == []


def test_who_is_told_late_has_their_days_all_the_same() -> None:
    late = _day(LINK + 50)
    assert due(replace(CASE, told_at=late), late + dt.timedelta(days=TELL - 1), DATA) == []
    assert due(replace(CASE, told_at=late), late + dt.timedelta(days=TELL), DATA) == [Due.CUT]
    gone = replace(CASE, linked=False, warned_at=_day(KEEP + 100))
    assert due(gone, _day(KEEP + 100 + WARN - 1), DATA) == []
    assert due(gone, _day(KEEP + 100 + WARN), DATA) == [Due.ERASE]


def test_content_goes_after_a_warning() -> None:
    gone = replace(CASE, linked=False)
    assert due(gone, _day(KEEP - WARN - 1), DATA) == []
    assert due(gone, _day(KEEP - WARN), DATA) == [Due.WARN]
    warned = replace(gone, warned_at=_day(KEEP - WARN))
    assert due(warned, _day(KEEP - 1), DATA) == []
    assert due(warned, _day(KEEP), DATA) == [Due.ERASE]


@pytest.mark.parametrize("blocked", Blocked)
def test_what_is_held_stays_but_a_link_goes_unless_money_is_owed(blocked: Blocked) -> None:
    case = replace(CASE, told_at=END, warned_at=END, blocked=blocked)
    wanted = [] if blocked is Blocked.REWARD else [Due.CUT]
    assert due(case, _day(9_999), DATA) == wanted


def test_days_are_counted_from_the_settled_reward() -> None:
    settled = replace(CASE, settled_at=_day(400))
    assert erase_at(settled, DATA) == _day(400 + KEEP)
    assert cut_at(settled, DATA) == _day(400 + LINK)


def test_a_link_never_outlives_the_content() -> None:
    withdrawn = replace(CASE, ending="withdrawn")
    assert cut_at(withdrawn, DATA) == erase_at(withdrawn, DATA) < _day(LINK)
