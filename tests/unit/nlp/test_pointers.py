"""What points to somebody in a text for the public, and what doesn't."""

import pytest

from nlp.pointers import pointer

OWN = "老板让我们晚班把门反锁,桶堆得比人还高,都不敢说"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("据举报人王建国反映,仓库没有通风设施。", "person"),
        ("联系电话13812345678的人员到场说明情况。", "person"),
        ("仓库内堆放危险化学品共计 347 桶,没有通风。", "number"),
        ("检查于 10/03 2026 进行,仓库没有通风。", "number"),
        ("10月3日检查发现仓库没有通风设施。", "day"),
        ("上午检查发现仓库没有通风设施。", "day"),
        ("十月三号检查发现仓库没有通风设施。", "day"),
        ("9 点左右检查发现仓库没有通风设施。", "day"),
        ("14:30 检查发现仓库没有通风设施。", "day"),
        ("周末检查发现仓库没有通风设施。", "day"),
        ("经该厂一名焊工举报,发现仓库没有通风设施。", "reporter"),
        ("举报人为该企业叉车司机,核查属实。", "reporter"),
        ("该企业唯一的电工反映,仓库没有通风设施。", "reporter"),
        ("一名刚离职的女会计举报,仓库没有通风设施。", "reporter"),
        ("员工先向企业安全员反映未果,后由执法部门核查。", "reporter"),
        ("該企業叉車司機 舉 報,仓库没有通风设施。", "reporter"),
        ("举报来自该厂的保管员,核查属实。", "reporter"),
        ("举报经核查属实,系该厂出纳所写。", "reporter"),
        ("该问题曾向企业反映,未整改。", "reporter"),
        ("企业内部处理未果,后核查属实。", "reporter"),
        ("保安发现仓库长期超量存放危险物品,多次劝说企业负责人而没有人理会,最后举报。", "reporter"),
        ("一名职工的妻子投诉仓库没有通风设施。", "reporter"),
        ("据内部人士透露,仓库没有通风设施。", "reporter"),
        ("有工作人员拨打举报电话说明此事。", "reporter"),
        ("厂里的人告诉我们,仓库没有通风设施。", "reporter"),
        ("某厂工程师来信,仓库没有通风设施。", "reporter"),
        ("一名外卖小哥实名举报,仓库没有通风设施。", "reporter"),
        ("房东反映仓库没有通风设施。", "reporter"),
        ("员工多次提出后无人处理,执法部门到场核查。", "reporter"),
        ("该企业曾收到内部报告,未整改。", "reporter"),
        ("玉溪红星化工有限公司的仓库没有通风设施。", "firm"),
        ("大营街街道一家企业的仓库没有通风设施。", "place"),
    ],
)
def test_what_points_to_somebody_is_found(words: str, kind: str) -> None:
    found = pointer(words)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize(
    "words",
    [
        "责令限期 10 日内整改,同时处以罚款,两点要求均已落实。",
        "某化工厂仓库堆放危险化学品,1 号楼疏散通道被锁闭。",
        "3 名作业人员无证上岗,已全部停止作业。",
        "接到举报后检查,仓库内部没有通风设施,2 名电工无证上岗。",
        "群众举报属实。责令企业组织员工培训,反映出的问题均已整改。",
        "经举报查实,施工现场无人监护,人员培训不到位反映出管理松懈。",
        "经群众匿名举报,该企业仓库超量存放。举报反映的问题属实。",
        "企业负责人拒不整改,经市民投诉,依法处罚;执法人员接到举报后复查合格。",
        "接到关于隐患的举报。执法人员核查,举报属实。",
        "向企业负责人提出整改要求,已复查合格。",
        "",
    ],
)
def test_plain_words_of_staff_pass(words: str) -> None:
    assert pointer(words) is None


def test_eight_signs_of_the_reporter_in_a_row_however_they_are_set() -> None:
    told = "经查,该企业把门反锁,桶堆得比 人还高,属于重大隐患。"
    assert pointer(told, [OWN]) == ("quotes", "把门反锁桶堆得比")
    assert pointer("经查,该企业把门反锁,物料堆放超高。", [OWN]) is None


def test_the_firm_that_the_report_names_in_whatever_form() -> None:
    firm = "玉溪红星化工有限公司"
    assert pointer("红星化工的仓库没有通风设施,物料堆放超高。", firm=firm) is not None
    # What is no name keeps nothing from being said.
    for generic in ("化工厂", "某化工厂", ""):
        assert pointer("某化工厂的仓库没有通风设施。", firm=generic) is None
