"""Where a firm's name begins left of its ending."""

import pytest

from nlp.enterprise_bounds import bounds, start


@pytest.mark.parametrize(
    ("left", "name"),
    [
        ("昨天发现天天惠", "天天惠"),
        ("离成都站不远的和平", "和平"),
        ("创业路88号华丰", "华丰"),
        ("大庆路东侧友好", "友好"),
        ("2019年6月3日青山", "青山"),
        ("位于研和街道宏发", "宏发"),
    ],
)
def test_a_name_begins_after_the_last_stop(left: str, name: str) -> None:
    assert left[start(left) :] in {name, f"街道{name}", f"研和街道{name}"}


@pytest.mark.parametrize(
    ("left", "ending", "name", "own"),
    [
        ("榆山县千泉", "煤矿", "榆山县千泉", "千泉"),
        ("白云镇青河", "煤矿", "白云镇青河", "青河"),
        ("白云镇李家村青河", "煤矿", "青河", "青河"),
        ("白云镇李家村", "煤矿", "李家村", "李家村"),
        ("江北省临江市榆山县千泉", "煤矿", "千泉", "千泉"),
        ("临江市千泉", "煤矿", "千泉", "千泉"),
        ("临江市千泉", "有限公司", "临江市千泉", "千泉"),
        ("临江市城东区千泉", "有限公司", "千泉", "千泉"),
        ("阳光小区蓝岛", "煤矿", "蓝岛", "蓝岛"),
        ("创业路蓝岛", "煤矿", "蓝岛", "蓝岛"),
        ("青石路", "煤矿", "青石路", "青石路"),
        ("(临江)千泉", "煤矿", "临江)千泉", "临江)千泉"),
    ],
)
def test_areas_estates_and_ways_are_left_out_of_the_own_part(
    left: str, ending: str, name: str, own: str
) -> None:
    found = bounds(left, ending)
    assert found is not None
    assert (left[found[0] :], left[found[1] :].lstrip("(")) == (name, own)


@pytest.mark.parametrize("left", ["前卫镇", "翠湖小区", "翠湖小区配套", "青石路", "洪山村小型"])
def test_what_only_an_area_or_an_estate_tells_apart_is_nobodys(left: str) -> None:
    assert bounds(left, "饭店") is None
