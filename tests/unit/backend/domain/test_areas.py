"""Areas are written out from the province on, lie within the body's own, and mean one place."""

import pytest

from backend.domain import areas
from backend.domain.errors import Invalid

HONGTA = "云南省玉溪市红塔区"


@pytest.mark.parametrize(
    ("typed", "unit", "found"),
    [
        ("", "530402", ()),
        (" \n\n", "530402", ()),
        ("大营街街道", "530402", (f"{HONGTA}大营街街道",)),
        (
            "大营街\r\n 春和街道 \n大营街街道",
            "530402",
            (f"{HONGTA}大营街街道", f"{HONGTA}春和街道"),
        ),
        (f"{HONGTA}大营街街道", "530402", (f"{HONGTA}大营街街道",)),
        ("红塔区", "530400", (HONGTA,)),
        ("红塔区", "530402001", (f"{HONGTA}玉兴街道",)),
        ("沣东新城", "610100", ("陕西省西安市沣东新城",)),
        ("江苏省南京市鼓楼区", "", ("江苏省南京市鼓楼区",)),
    ],
)
def test_what_is_typed_is_written_out(typed: str, unit: str, found: tuple[str, ...]) -> None:
    assert areas.read(typed, unit) == found


@pytest.mark.parametrize(
    ("typed", "unit", "code"),
    [
        ("江川区", "530402", "area_none"),
        ("没有的街道", "530402", "area_none"),
        ("x" * 5000, "530402", "area_none"),
        ("%", "", "area_none"),
        ("鼓楼区", "", "area_many"),
        ("\n".join(["大营街"] * 31), "530402", "area_too_many"),
    ],
)
def test_what_means_no_place_or_several_is_refused(typed: str, unit: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        areas.read(typed, unit)
    assert refused.value.code == code


def test_a_case_lies_in_one_of_the_areas_or_outside() -> None:
    limits = (f"{HONGTA}大营街街道", "云南省玉溪市江川区")
    assert areas.covers(limits, f"{HONGTA}大营街街道")
    assert areas.covers(limits, "云南省玉溪市江川区大街街道")
    for outside in (HONGTA, f"{HONGTA}李棋街道", "", "大营街街道"):
        assert not areas.covers(limits, outside), outside
        assert areas.covers((), outside)
