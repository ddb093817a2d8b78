"""An agency's own arrangement of who answers, laid over law and plan."""

from backend.domain.arrangements import arranged
from backend.domain.routing import explain, route
from config import overlay
from config.overlay import Overlay, OwnRoute
from nlp.regions import region_of

HERE, CITY = region_of("530402"), "530400"
FIRE = "530402.fire"
BASIS = "玉政办发〔2026〕7号"


def own(**routes: str) -> Overlay:
    return Overlay(
        1, routes={(at[1:], "gas"): OwnRoute(body, BASIS) for at, body in routes.items()}
    )


def test_without_one_nothing_is_said() -> None:
    assert arranged("gas", HERE) is None


def test_the_nearest_place_counts() -> None:
    town = region_of("530402001")
    with overlay.trying(own(_530400="530400.fire", _530402=FIRE)):
        assert arranged("gas", HERE) == OwnRoute(FIRE, BASIS)
        assert arranged("gas", town) == OwnRoute(FIRE, BASIS)
        other = arranged("gas", region_of("530403"))
        assert other is not None
        assert other.body == "530400.fire"
        assert arranged("fire", HERE) is None
        assert arranged("gas", region_of("610113")) is None


def test_it_is_shown_as_internal_with_its_basis() -> None:
    before = route("gas", HERE)
    with overlay.trying(own(_530402=FIRE)):
        found = route("gas", HERE)
        assert found is not None
        assert found.body.id == FIRE
        assert (found.status, found.source, found.rule_id) == ("internal", BASIS, "own.gas")
        assert FIRE not in {co.body.id for co in found.co_bodies}
        for locale in ("zh_CN", "en"):
            assert BASIS in explain(found, locale)
    assert route("gas", HERE) == before


def test_deaths_and_borders_go_by_the_rule() -> None:
    usual = route("gas", HERE, flags=("deaths",)), route("gas", HERE, cross_area=True)
    with overlay.trying(own(_530402=FIRE)):
        assert (route("gas", HERE, flags=("deaths",)), route("gas", HERE, cross_area=True)) == usual


def test_a_body_that_is_no_more_says_nothing() -> None:
    with overlay.trying(own(_530402="530402.gone")):
        assert arranged("gas", HERE) is None
