"""Places: named ones are found, ambiguous ones are asked, none is invented."""

from typing import Any

import pytest

from config.jurisdictions import county_units, jurisdictions, towns_under
from nlp.places import find_place, find_unit
from nlp.regions import region_of, stem
from tests.support.rules import rules


def _label(rule: dict[str, Any]) -> str:
    return f"{rule['text']} {rule.get('hint', '')}".strip()


@pytest.mark.parametrize("rule", rules("places.yaml"), ids=_label)
def test_example(rule: dict[str, Any]) -> None:
    found = find_place(rule["text"], jurisdiction=rule.get("hint"))
    region = found.region
    assert found.ask is rule.get("ask", False)
    assert (region.unit if region else "") == rule.get("unit", "")
    assert (region.path[3] if region else "") == rule.get("town", "")
    if "statutory" in rule:
        assert region is not None
        assert region.statutory == rule["statutory"]
    if "choices" in rule:
        assert [choice.name for choice in found.choices] == rule["choices"]
    assert found.place in rule["text"]


def _towns() -> list[tuple[str, str]]:
    return [
        (code, name)
        for place in jurisdictions().values()
        for unit in county_units(place)
        for code, name in towns_under(unit).items()
    ]


def _right_or_asked(text: str, code: str) -> str:
    found = find_place(text)
    if found.ask:
        return "asked"
    return "right" if found.region == region_of(code) else f"wrong: {text} -> {found.region}"


@pytest.mark.parametrize("tail", ["有一家工厂", "一处工地没有围挡", ""])
def test_every_town_of_the_five_places_with_its_kind(tail: str) -> None:
    outcomes = [
        _right_or_asked(f"{parent}{name}{tail}", code)
        for code, name in _towns()
        for parent in (region_of(code).path[2], region_of(code).path[1], "")
    ]
    assert [outcome for outcome in outcomes if outcome.startswith("wrong")] == []
    assert outcomes.count("right") > 0.85 * len(outcomes)


@pytest.mark.parametrize("tail", ["有一家工厂", "一处工地没有围挡", ""])
def test_every_town_of_the_five_places_without_its_kind(tail: str) -> None:
    outcomes = [
        _right_or_asked(f"{parent}{stem(name)}{tail}", code)
        for code, name in _towns()
        for parent in (region_of(code).path[2], "")
        # One character left, as of 厚镇, is no name that anybody would use.
        if len(stem(name)) > 1
    ]
    assert [outcome for outcome in outcomes if outcome.startswith("wrong")] == []
    assert outcomes.count("right") > 0.45 * len(outcomes)


def test_a_town_without_parent_is_never_a_guess() -> None:
    wrong = []
    for code, name in _towns():
        found = find_place(f"{stem(name)}有一家工厂")
        if found.region is not None and not found.ask:
            wrong.append((code, name, found.region.name))
    assert wrong == []


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("大营街", "玉溪市红塔区大营街街道"),
        ("红塔区大营街道", "玉溪市红塔区大营街街道"),
        (" 红塔区 ", "玉溪市红塔区"),
        ("340100", "合肥市"),
        ("530402007", "玉溪市红塔区大营街街道"),
        ("fengdong", "西咸新区沣东新城"),
        ("三桥", "西咸新区沣东新城三桥街道"),
        ("鼓楼区", "南京市鼓楼区"),
    ],
)
def test_a_typed_answer_names_a_unit(answer: str, first: str) -> None:
    assert find_unit(answer)[0].name == first


def test_a_typed_answer_that_means_several_gives_all() -> None:
    assert len(find_unit("鼓楼区")) == 4
    assert [region.name for region in find_unit("江宁")][:2] == [
        "南京市江宁区",
        "南京市江宁区江宁街道",
    ]


@pytest.mark.parametrize(
    "answer", ["", "   ", "999999", "nowhere", "不知道", "\x00", "5304021" * 40]
)
def test_a_typed_answer_without_place_gives_none(answer: str) -> None:
    assert find_unit(answer) == []


def test_the_deployment_narrows_an_ambiguous_answer() -> None:
    assert [r.name for r in find_unit("鼓楼区", jurisdiction="320100")] == ["南京市鼓楼区"]


def test_a_named_place_outweighs_the_deployment() -> None:
    found = find_place("南京市鼓楼区一家餐馆", jurisdiction="530402")
    assert found.region == region_of("320106")


@pytest.mark.parametrize(
    "text", ["", " ", "。", "\x00\x00", "街道", "镇", "区县市" * 300, "。" * 200_000]
)
def test_texts_without_place_are_asked(text: str) -> None:
    found = find_place(text)
    assert found.region is None
    assert found.ask


@pytest.mark.parametrize(
    "piece", ["红塔区", "在鼓楼区", "位于三桥街道", "大营街,", "3号楼", "镇", "南京"]
)
def test_a_text_of_nothing_but_names_is_read_to_its_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert find_place(text).place in text


@pytest.mark.parametrize(
    ("text", "crosses"),
    [
        ("危化品储罐分别在红塔区和江川区", True),
        ("沣东新城和沣西新城都有他们的危化品仓库", True),
        ("红塔区和江川区交界处的采石场", False),
        ("我住红塔区,江川区那家厂冒黑烟", False),
        ("红塔区和昆明市盘龙区都有他们的仓库", False),
        ("红塔区的两个区域都有油桶", False),
    ],
)
def test_a_matter_that_lies_in_several_counties(text: str, crosses: bool) -> None:
    found = find_place(text)
    assert found.crosses is crosses
    assert not (crosses and found.ask)
