"""Names that people would take for another body's."""

import pytest

from backend.domain.body_names import bearer_of, begins_a_formula
from config import overlay

FIRE = "530402.fire"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("红塔区应急管理局", "红塔区应急管理局"),
        (" 红塔区 [应急] 管理局。", "红塔区应急管理局"),
        ("云南省应急管理厅", "云南省应急管理厅"),
        ("朝阳区应急管理局", "朝阳区应急管理局"),  # of no place with a plan
        ("本平台受理台", "本平台受理台"),
        ("红塔区消防救援大队", ""),  # its own
        ("红塔消防", ""),
    ],
)
def test_another_bodys_name_is_found(name: str, other: str) -> None:
    assert bearer_of(name, FIRE) == other


def test_a_body_that_goes_by_its_own_words_keeps_both_names_to_itself() -> None:
    own = overlay.Overlay(bodies={"530402.emergency": overlay.OwnBody("红塔应急")})
    with overlay.trying(own):
        assert bearer_of("红塔 应急", FIRE) == "红塔应急"
        assert bearer_of("红塔区应急管理局", FIRE) == "红塔区应急管理局"


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@a", "＝1"])
def test_what_a_spreadsheet_would_work_out(words: str) -> None:
    assert begins_a_formula(words)
    assert not begins_a_formula(f"局{words}")
