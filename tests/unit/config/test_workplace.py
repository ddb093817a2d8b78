"""The numbers of reports inside a workplace: all there, none beyond reason."""

from dataclasses import fields, replace
from typing import Any

import pytest

from config.base import Status
from config.workplace import RISKS, Workplace, days_for, workplace


def _facts() -> dict[str, Any]:
    return {one.name: getattr(workplace(), one.name) for one in fields(workplace())}


def test_no_number_is_shown_as_law() -> None:
    assert workplace().status is Status.INTERNAL
    assert set(workplace().days) == set(RISKS)
    assert days_for("ordinary", "nowhere") == workplace().days["ordinary"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": {"immediate": 1}},
        {"days": {"immediate": 0, "urgent": 3, "ordinary": 7, "planned": 30}},
        {"places": {"xian": {"never": 3}}},
        {"spread_days": 0},
        {"answer_days": 0},
        {"shown_at": 24},
        {"shown_days": 0},
        {"small_firm": 1},
        {"names": ["青松"] * 20},
        {"check_back_days": [0]},
        {"reprisal": replace(workplace().reprisal, joint="nobody")},
    ],
)
def test_what_cannot_be_is_a_fault(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Workplace(**{**_facts(), **wrong})


def test_a_place_may_have_its_own_days() -> None:
    own = Workplace(**{**_facts(), "places": {"xian": {"ordinary": 5}}})
    assert own.places["xian"]["ordinary"] == 5
