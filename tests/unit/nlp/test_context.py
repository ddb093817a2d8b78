"""Whether a text says of a hazard that it is over."""

import pytest

from nlp.context import mended_after

HAZARD = "天然气泄漏"


@pytest.mark.parametrize("said", ["已整改", ",现在已经修好", ",昨天修好了", "问题已经解决"])
def test_it_is_over(said: str) -> None:
    assert mended_after(HAZARD + said, len(HAZARD))


@pytest.mark.parametrize(
    "said",
    ["", "未整改", ",至今未处理", ",说已修好", "。井盖已修好", ",物业谎称已经处理", "一直没人处理"],
)
def test_it_goes_on(said: str) -> None:
    assert not mended_after(HAZARD + said, len(HAZARD))


def test_a_long_text_is_looked_at_briefly() -> None:
    assert not mended_after("漏" * 20_000 + "已修好", 1)
