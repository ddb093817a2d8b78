"""Routing: one body answers, by the place's plan or the law; the sentence says why."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.domain.routing import Route, against_reprisal, by_register, explain, route
from config.base import Status
from config.jurisdictions import county_units, departments, jurisdiction_of, jurisdictions, national
from config.texts import LOCALES
from nlp.places import find_place
from nlp.regions import region_of
from tests.support.rules import rules


def _label(rule: dict[str, Any]) -> str:
    more = [str(rule[key]) for key in ("flags", "cross_area") if key in rule]
    return " ".join([rule["industry"], rule["place"], *more])


def _route(rule: dict[str, Any]) -> Route | None:
    return route(
        rule["industry"],
        find_place(rule["place"]).region,
        flags=rule.get("flags", ()),
        cross_area=rule.get("cross_area", False),
    )


@pytest.mark.parametrize("rule", rules("routing.yaml"), ids=_label)
def test_example(rule: dict[str, Any]) -> None:
    found = _route(rule)
    if rule["body"] is None:
        assert found is None
        return
    assert found is not None
    assert found.body.id == rule["body"]
    assert found.body.name == rule.get("name", found.body.name)
    roles = {(co.body.id, co.role) for co in found.co_bodies}
    assert set(rule.get("co", {}).items()) <= roles
    if "arbiter" in rule:
        assert found.arbiter is not None
        assert found.arbiter.id == rule["arbiter"]


def test_the_examples_cover_the_five_places() -> None:
    regions = [find_place(rule["place"]).region for rule in rules("routing.yaml")]
    places = [jurisdiction_of(region.unit) for region in regions if region is not None]
    counted = Counter(place.id for place in places if place is not None)
    assert set(counted) == set(jurisdictions())
    assert min(counted.values()) >= 10
    assert counted.total() >= 60


def _sure(industry: str, unit: str, **more: Any) -> Route:
    found = route(industry, region_of(unit), **more)
    assert found is not None
    return found


def test_every_industry_has_a_body_in_every_unit_of_the_five_places() -> None:
    for place in jurisdictions().values():
        for unit in county_units(place):
            for industry in national().industries:
                found = _sure(industry, unit)
                assert found.arbiter not in (None, found.body)
                assert found.body not in [co.body for co in found.co_bodies]


@pytest.mark.parametrize("unit", ["110108", "429004", "441900", "659001", "460400", "150429"])
def test_every_industry_has_a_body_anywhere(unit: str) -> None:
    for industry in national().industries:
        for flags in ((), ("deaths",)):
            for cross_area in (False, True):
                found = _sure(industry, unit, flags=flags, cross_area=cross_area)
                assert found.arbiter != found.body


def test_the_town_takes_in_and_verifies_where_the_plan_says_so() -> None:
    found = _sure("industry_trade", "610112002")
    parts = [(co.body.id, co.role) for co in found.co_bodies]
    assert parts[:2] == [("610112002.township", "intake"), ("610112002.township", "verify")]


def test_no_town_takes_part_when_none_is_known() -> None:
    assert all(co.body.department != "township" for co in _sure("fire", "530402").co_bodies)


def test_deaths_go_to_the_government_with_the_department_beside_it() -> None:
    found = _sure("construction", "530402", flags=("deaths",))
    assert found.body.id == "530402.district_government"
    assert ("530402.housing_construction", "joint") in [
        (c.body.id, c.role) for c in found.co_bodies
    ]
    assert found.status is Status.LAW


def test_before_its_day_of_issue_a_plan_does_not_hold() -> None:
    early = _sure("gas", "610113", when=date(2025, 2, 25))
    later = _sure("gas", "610113", when=date(2025, 2, 26))
    assert early.body.department == "housing_construction"
    assert later.body.department == "urban_management"


def test_no_place_no_body() -> None:
    assert route("fire", None) is None


def test_an_unknown_industry_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        route("nothing", region_of("530402"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_reason_names_body_and_source(locale: str) -> None:
    found = _sure("fire", "530402")
    sentence = explain(found, locale)
    assert found.body.name in sentence
    assert found.source in sentence


def test_an_unconfirmed_rule_is_said_to_be_one() -> None:
    assert "待当地确认" in explain(_sure("gas", "530402"), "zh_CN")
    assert "待当地确认" not in explain(_sure("fire", "530402"), "zh_CN")


def test_a_draft_is_shown_as_one() -> None:
    assert "尚未正式印发" in explain(_sure("hazchem", "341504"), "zh_CN")
    assert "尚未正式印发" not in explain(_sure("hazchem", "530402"), "zh_CN")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_industry_can_be_explained(locale: str) -> None:
    for industry in national().industries:
        for more in ({}, {"cross_area": True}, {"flags": ("deaths",)}):
            assert explain(_sure(industry, "530402007", **more), locale)


def test_a_route_is_decided_by_its_values_alone() -> None:
    region = region_of("530402007")
    assert route("fire", region) == route("fire", replace(region))


def test_departments_of_rules_exist() -> None:
    for rule in national().industries.values():
        assert {rule.department, *rule.variants.values()} <= departments().keys()


def test_reprisal_is_labour_s_with_the_emergency_authority_beside() -> None:
    found = against_reprisal(region_of("530402"))
    assert found is not None
    assert found.body.id == "530402.human_resources"
    assert [(co.body.id, co.role) for co in found.co_bodies] == [("530402.emergency", "joint")]
    assert found.status is Status.UNVERIFIED
    for locale in LOCALES:
        assert found.body.name in explain(found, locale)
    for zone in ("fengdong", "jiangbei", "610113", "341504"):
        led = against_reprisal(region_of(zone))
        assert led is not None
        assert led.body.department == "human_resources"
    assert against_reprisal(None) is None
    assert against_reprisal(region_of("530000")) is None


def test_the_register_names_the_body_in_charge_but_for_deaths() -> None:
    by_law = route("hazchem", region_of("530402"))
    assert by_law is not None
    named = by_register(by_law, "530402.market_regulation", ())
    assert named.body.id == "530402.market_regulation"
    assert named.body not in [co.body for co in named.co_bodies]
    assert (named.rule_id, named.status) == ("register", Status.INTERNAL)
    for locale in LOCALES:
        assert named.body.name in explain(named, locale)
    assert by_register(by_law, by_law.body.id, ()) == by_law
    deaths = route("hazchem", region_of("530402"), flags=("deaths",))
    assert deaths is not None
    assert by_register(deaths, "530402.market_regulation", ("deaths",)) == deaths
