"""One row of the register: what is taken, what is wrong with it, and what its name is found by."""

import pytest

from backend.domain.workplaces import (
    Entry,
    Grade,
    body_in_charge,
    grade,
    read_entry,
    search_area,
    search_keys,
)
from tests.support.workplaces import FIRM, TOWN, credit_code

HONGXING = Entry(name="玉溪红星化工有限公司", unit="530402007", aliases=("红星厂",))


def test_a_whole_row_is_taken() -> None:
    code = credit_code(7)
    entry, faults = read_entry(
        {
            **FIRM,
            "credit_code": code.lower(),
            "body": "玉溪市红塔区应急管理局",
            "employees": "1,200",
        }
    )
    assert faults == []
    assert entry is not None
    assert (entry.unit, entry.industry, entry.body) == ("530402007", "hazchem", "530402.emergency")
    assert (entry.credit_code, entry.employees) == (code, 1200)
    assert entry.safety_officers == ("安全员甲", "安全员乙")


def test_name_and_place_suffice() -> None:
    entry, faults = read_entry({"name": "红星厂", "place": "530402"})
    assert faults == []
    assert entry == Entry(name="红星厂", unit="530402")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "missing"),
        ("name", "???", "missing"),
        ("name", "长" * 101, "too_long"),
        ("place", "", "missing"),
        ("place", "没有这个镇", "place_none"),
        ("place", "朝阳区", "place_many"),
        ("place", "云南省", "place_none"),
        ("place", "999999", "place_none"),
        ("credit_code", "91350100M000100Y44", "credit_code"),
        ("industry", "炼金", "industry"),
        ("body", "没有这个局", "body"),
        ("body", "530402.nothing", "body"),
        ("employees", "很多", "number"),
        ("employees", "-3", "number"),
        ("employees", "9" * 40, "number"),
        ("kind", "国家", "kind"),
        ("above", "123", "credit_code"),
        ("aliases", "、".join(f"名{n}" for n in range(13)), "too_long"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: str, code: str) -> None:
    entry, faults = read_entry({**FIRM, field: value})
    assert entry is None
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_all_faults_are_said_at_once() -> None:
    _, faults = read_entry({"industry": "炼金", "employees": "x"})
    assert [fault.field for fault in faults] == ["name", "place", "industry", "employees"]


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ("玉溪红星化工有限公司", Grade.EXACT),
        ("红星厂", Grade.ALIAS),
        ("红星化工", Grade.ALIKE),
        ("红星化工厂", Grade.ALIKE),
        ("红腥化工", Grade.NEAR),
        ("红星", Grade.SHORT),
        ("东风纺织厂", None),
    ],
)
def test_names_fit_by_degrees(given: str, fits: Grade | None) -> None:
    assert grade(HONGXING, given) is fits
    shared = search_keys((given,), "5304") & search_keys(HONGXING.names, "5304")
    assert bool(shared) == (fits is not None)


def test_names_of_three_characters_need_every_one() -> None:
    """A one-character name-part that differs is another firm."""
    assert grade(Entry(name="红星厂", unit="530402"), "蓝星厂") is None


def test_names_are_compared_within_a_prefecture() -> None:
    assert {search_area(unit) for unit in ("530402", "530402007", "530423")} == {"5304"}
    assert search_area("fengdong") == search_area("610113") == "6101"
    assert not search_keys(("红星化工",), "5304") & search_keys(("红星化工",), "6101")


def test_the_register_s_body_comes_before_the_law_s() -> None:
    assert body_in_charge("", "fire", "530402007") == "530402.fire"
    assert body_in_charge("530402.emergency", "fire", "530402007") == "530402.emergency"
    assert body_in_charge("", "", "530402007") == ""
    assert TOWN.endswith("街道")
