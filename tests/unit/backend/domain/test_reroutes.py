"""A kept case routed again by its plain facts alone."""

import pytest

from backend.domain.reroutes import Facts, again, difference
from backend.domain.routing import Route, route
from nlp.regions import region_of

TOWN = region_of("530402001")


def kept(found: Route | None, unit: str = "530402", area: str = "云南省玉溪市红塔区") -> Facts:
    assert found is not None
    return Facts("YX-0001", found.params["industry"], unit, area, found.facts())


@pytest.mark.parametrize("code", ["530402", "530402001", "fengdong"])
@pytest.mark.parametrize(
    ("industry", "flags", "cross"),
    [
        ("hazchem", (), False),
        ("fire", (), False),
        ("gas", ("deaths",), False),
        ("construction", (), True),
        ("transport", ("aviation",), False),
        ("rail_air", ("aviation",), False),
    ],
)
def test_the_same_facts_give_the_same_route(
    code: str, industry: str, flags: tuple[str, ...], cross: bool
) -> None:
    region = region_of(code)
    first = route(industry, region, flags=flags, cross_area=cross)
    second = again(kept(first, region.unit, "".join(region.path)))
    assert second == first


@pytest.mark.parametrize("rule", ["register", "reprisal"])
def test_what_no_arrangement_changes_is_left_alone(rule: str) -> None:
    facts = Facts("YX-0001", "gas", "530402", "", {"rule": rule})
    assert again(facts) is None


def test_without_a_place_nobody_can_say() -> None:
    assert again(Facts("YX-0001", "gas", "", "", {})) is None
    assert again(Facts("YX-0001", "not_safety", "530402", "", {})) is None


def test_a_difference_is_told_by_what_it_is() -> None:
    gas, fire = route("gas", region_of("530402")), route("fire", region_of("530402"))
    facts = kept(gas)
    assert difference(facts, gas, gas) is None
    moved = difference(facts, gas, fire)
    assert moved is not None
    assert (moved.after, moved.parts) == ("530402.fire", False)
    in_town = route("fire", TOWN)
    beside = difference(facts, fire, in_town)
    assert beside is not None
    assert beside.parts
    gone = difference(facts, gas, None)
    assert gone is not None
    assert gone.after == ""
