"""The marks of the yearly plan: checked at load, and each says where it comes from."""

from config.base import Status
from config.figures import figures, plan_marks


def test_every_mark_has_a_source_and_none_is_shown_as_law() -> None:
    marks = figures().plan_marks
    assert all(mark.source for mark in marks)
    assert {mark.status for mark in marks} == {Status.SEED, Status.INTERNAL}


def test_marks_come_in_order_and_a_place_without_its_own_has_the_general_ones() -> None:
    for place in ("xian", "", "nanjing"):
        months = [mark.month for mark in plan_marks(place)]
        assert months == sorted(months)
        assert months
    assert plan_marks("nanjing") == plan_marks("")
    assert plan_marks("xian") != plan_marks("")
