"""Bodies: stable ids, names by pattern or by the place's own file, none that does not exist."""

import re

import pytest

from backend.domain.bodies import (
    UnknownBody,
    body_exists,
    find_body,
    listed_bodies,
    transfer_targets,
)
from config.divisions import divisions, is_county


@pytest.mark.parametrize(
    ("body_id", "name", "level"),
    [
        ("530402.emergency", "红塔区应急管理局", "county"),
        ("530400.emergency", "玉溪市应急管理局", "city"),
        ("530402007.township", "红塔区大营街街道办事处", "town"),
        ("341504104.township", "叶集区姚李镇人民政府", "town"),
        ("610112002.township", "沣东新城三桥街道社会治理和平安建设办公室", "town"),
        ("320116110.township", "六合区竹镇镇人民政府(应急管理—消防一体化工作站)", "town"),
        ("fengdong.emergency", "西咸新区沣东新城应急管理局", "county"),
        ("jinmao.emergency", "西咸新区能源金贸区园办安全生产管理机构", "county"),
        ("jiangbei.emergency", "南京江北新区应急管理局", "county"),
        ("341504.ecology", "六安市叶集区生态环境分局", "county"),
        ("530402.ecology", "玉溪市生态环境局红塔分局", "county"),
        ("530423.police", "通海县公安局", "county"),
        ("530402.police", "玉溪市公安局红塔分局", "county"),
        ("110000.police", "北京市公安局", "province"),
        ("530000.police", "云南省公安厅", "province"),
        ("530000.mine_safety", "国家矿山安全监察局云南局", "province"),
        ("xian_gaoxin.district_government", "西安高新区管理委员会", "county"),
    ],
)
def test_name(body_id: str, name: str, level: str) -> None:
    body = find_body(body_id)
    assert (body.id, body.name, body.level) == (body_id, name, level)


def test_a_merged_bureau_is_one_body() -> None:
    assert find_body("konggang.transport") is find_body("konggang.urban_management")


@pytest.mark.parametrize(
    "body_id",
    [
        "",
        ".",
        "530402",
        "530402.",
        "530402.nothing",
        "999999.fire",
        "530402.railway",
        "530402007.fire",
    ],
)
def test_what_does_not_exist_is_refused(body_id: str) -> None:
    with pytest.raises(UnknownBody):
        find_body(body_id)


def test_every_county_of_china_has_its_emergency_body() -> None:
    counties = [code for code in divisions() if is_county(code)]
    assert len(counties) > 2800
    assert all(body_exists(code, "emergency") for code in counties)


def test_listed_bodies_are_findable_under_stable_words() -> None:
    bodies = list(listed_bodies())
    assert len({body.id for body in bodies}) == len(bodies)
    for body in bodies:
        assert re.fullmatch(r"[a-z0-9_]+\.[a-z_]+", body.id)
        assert find_body(body.id) == body
        assert body.unit == body.id.split(".")[0]


def test_the_five_places_are_listed() -> None:
    ids = {body.id for body in listed_bodies()}
    assert {
        "530402.emergency",
        "530400.emergency",
        "xixian.emergency",
        "fengdong.emergency",
        "610100.emergency",
        "hangtian.emergency",
        "341504.emergency",
        "341500.emergency",
        "jiangbei.emergency",
        "610112002.township",
    } <= ids


def test_named_transfer_targets_come_in_the_plan_s_order() -> None:
    names = [body.name for body in transfer_targets("341504")]
    assert names[:3] == ["叶集区市场监督管理局", "六安市叶集区生态环境分局", "叶集区文旅体局"]
    assert transfer_targets("110108") == ()
