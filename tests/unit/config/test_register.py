"""Headings and kinds of a table of workplaces, as agencies write them."""

import pytest

from config.register import COLUMNS, Headings, column_of, headings, kind_of


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("企业名称", "name"),
        ("*企业名称", "name"),
        ("统一社会信用代码(18位)", "credit_code"),
        ("所属镇街（必填）", "place"),
        ("Credit Code", "credit_code"),
        ("备注", None),
        ("", None),
    ],
)
def test_headings_mean_columns(heading: str, column: str | None) -> None:
    assert column_of(heading) == column


def test_every_column_has_a_heading_and_kinds_are_known() -> None:
    assert set(headings().columns) == set(COLUMNS)
    assert (kind_of("工业园"), kind_of("集团公司"), kind_of("FIRM")) == ("park", "group", "firm")
    assert kind_of("国家") is None


def test_a_heading_that_means_two_things_is_a_fault() -> None:
    columns = {**headings().columns, "above": ["企业名称"]}
    with pytest.raises(ValueError, match="two things: 企业名称"):
        Headings(columns=columns, kinds=headings().kinds, in_charge=headings().in_charge)
    with pytest.raises(ValueError, match="exactly"):
        Headings(columns={"name": ["x"]}, kinds=headings().kinds, in_charge=headings().in_charge)
