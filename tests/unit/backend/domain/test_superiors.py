"""Who hears when a body's time is over: level by level, as each place's plan has it."""

import pytest

from backend.domain.superiors import basis_of, chain_above, superior_of
from config.base import Status

CHAINS = {
    # 西咸: 平安办, new town, new district; then 西安 and the province.
    "610112012.township": "fengdong.emergency xixian.emergency 610100.emergency 610000.emergency",
    "jinmao.emergency": "xixian.emergency 610100.emergency 610000.emergency",
    "fengdong.fire": "xixian.fire 610100.fire 610000.fire",
    # 西安: a development zone stands under the city like a county.
    "xian_gaoxin.emergency": "610100.emergency 610000.emergency",
    "610103.urban_management": "610100.urban_management 610000.district_government",
    # 南京: a town of 江北 under the new district, not under its statutory county.
    "320111001.township": "jiangbei.emergency 320100.emergency 320000.emergency",
    "341504.emergency": "341500.emergency 340000.emergency",
    # 玉溪: no team of the city's own; its bureau.
    "530402001.township": "530402.emergency 530400.emergency 530000.emergency",
    "530402.district_government": "530400.district_government 530000.district_government",
    # A municipality and a county without a prefecture above.
    "110105.emergency": "110000.emergency",
    "429004.emergency": "420000.emergency",
    "610000.emergency": "",
}


@pytest.mark.parametrize("body_id", CHAINS)
def test_the_order_above_a_body(body_id: str) -> None:
    assert [body.id for body in chain_above(body_id)] == CHAINS[body_id].split()


@pytest.mark.parametrize("body_id", ["intake", "999999.emergency", "530402.nothing", ""])
def test_nobody_stands_above_what_is_no_body(body_id: str) -> None:
    assert superior_of(body_id) is None


def test_the_order_says_what_it_rests_on() -> None:
    assert basis_of("530402.emergency").status is Status.SEED
    assert basis_of("530402.fire").status is Status.INTERNAL
    assert "非法定" in basis_of("110105.emergency").source
    assert basis_of("610112012.township").status is Status.SEED
