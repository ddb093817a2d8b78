"""What may be told of a case, and what points to somebody."""

import datetime as dt

import pytest

from backend.domain.typical_cases import Betrays, Told, check_told, read_draft

TODAY = dt.date(2026, 11, 25)
FIELDS = {
    "industry": "hazchem",
    "unit": "530402",
    "period": "2026-Q3",
    "penalty": "to_50k",
    "reward": "to_10k",
    "found": "某企业仓库超量堆放危险化学品,通风设施停用。",
    "done": "责令停止使用并整改,依法处罚,已复查合格。",
}


def test_the_template_is_read() -> None:
    draft = read_draft(FIELDS, TODAY)
    assert (draft.unit, draft.period) == ("530402", "2026-Q3")
    check_told(draft.told)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("industry", "astrology", "industry"),
        ("unit", "530402007", "unit"),
        ("unit", "530400", "unit"),
        ("unit", "", "unit"),
        ("period", "2026-11", "period"),
        ("period", "2026-Q4", "period"),
        ("period", "2026-10-03", "period"),
        ("period", "2027-01", "period"),
        ("period", "9999-12", "period"),
        ("penalty", "47310", "range"),
        ("reward", "", "range"),
        ("found", "短", "length"),
        ("done", "长" * 601, "length"),
    ],
)
def test_place_time_and_sums_come_by_range_alone(field: str, value: str, code: str) -> None:
    with pytest.raises(Betrays) as caught:
        read_draft({**FIELDS, field: value}, TODAY)
    assert caught.value.code == code
    assert caught.value.text_key == f"bulletin.error_{code}"


def test_what_points_to_somebody_is_refused_in_either_part() -> None:
    good, bad = FIELDS["done"], "10月3日检查发现仓库没有通风设施。"
    for told in (Told(bad, good), Told(good, bad)):
        with pytest.raises(Betrays, match="day"):
            check_told(told)


def test_the_reporters_words_and_firm_are_compared_where_they_are_known() -> None:
    told = Told("该企业把门反锁,桶堆得比人还高。", FIELDS["done"])
    check_told(told)
    with pytest.raises(Betrays, match="quotes"):
        check_told(told, ["他们把门反锁,桶堆得比人还高"])
    named = Told("红星化工的仓库没有通风设施。", FIELDS["done"])
    with pytest.raises(Betrays, match="firm"):
        check_told(named, firm="玉溪红星化工有限公司")
