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


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("据举报人王建国反映,仓库没有通风设施。", "person"),
        ("联系电话13812345678的人员到场说明情况。", "person"),
        ("仓库内堆放危险化学品共计 347 桶,没有通风。", "number"),
        ("10月3日检查发现仓库没有通风设施。", "day"),
        ("上午检查发现仓库没有通风设施。", "day"),
        ("十月三号检查发现仓库没有通风设施。", "day"),
        ("14:30 检查发现仓库没有通风设施。", "day"),
        ("玉溪红星化工有限公司的仓库没有通风设施。", "firm"),
        ("大营街街道一家企业的仓库没有通风设施。", "place"),
    ],
)
def test_what_points_to_somebody_is_refused(words: str, code: str) -> None:
    good = FIELDS["done"]
    for told in (Told(words, good), Told(good, words)):
        with pytest.raises(Betrays) as caught:
            check_told(told)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "words",
    [
        "责令限期 10 日内整改,同时处以罚款,两点要求均已落实。",
        "某化工厂仓库堆放危险化学品,1 号楼疏散通道被锁闭。",
        "3 名作业人员无证上岗,已全部停止作业。",
    ],
)
def test_plain_words_of_staff_pass(words: str) -> None:
    check_told(Told(words, FIELDS["done"]))


def test_no_eight_signs_of_the_reporter_in_a_row() -> None:
    own = "老板让我们晚班把门反锁,桶堆得比人还高,都不敢说"
    told = Told("经查,该企业把门反锁,桶堆得比 人还高,属于重大隐患。", FIELDS["done"])
    with pytest.raises(Betrays) as caught:
        check_told(told, [own])
    assert caught.value.code == "quotes"
    check_told(Told("经查,该企业把门反锁,物料堆放超高。", FIELDS["done"]), [own])


def test_the_firm_that_the_report_names_is_not_named() -> None:
    told = Told("红星厂的仓库没有通风设施,物料堆放超高。", FIELDS["done"])
    with pytest.raises(Betrays) as caught:
        check_told(told, firm="玉溪红星化工有限公司")
    assert caught.value.code == "firm"
    # What is no name keeps nothing from being said.
    check_told(Told("某化工厂的仓库没有通风设施。", FIELDS["done"]), firm="化工厂")
