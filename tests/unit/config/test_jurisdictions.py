"""Jurisdictions: sound data, and every fault of meaning is named with its file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import jurisdiction_checks as checks
from config.base import DataError, Status, load_checked
from config.jurisdictions import (
    Jurisdiction,
    acting_units,
    county_units,
    departments,
    jurisdiction_of,
    jurisdictions,
    national,
    towns_under,
    unit_of_town,
)

YUXI = Path(checks.__file__).parent / "data" / "jurisdictions" / "yuxi.yaml"
PLACES = {"xixian", "xian", "luan_yeji", "nanjing", "yuxi"}


def test_all_data_fits_together() -> None:
    assert checks.check_places() == []


def test_the_five_places_are_there() -> None:
    assert jurisdictions().keys() == PLACES


def test_every_industry_has_a_rule_or_has_nobody() -> None:
    assert len(national().industries) + len(national().without_body) == 31


def test_every_department_code_is_there() -> None:
    assert len(departments()) == 30


def test_xixian_runs_twenty_three_towns() -> None:
    towns = [town for unit in acting_units().values() for town in unit.towns]
    xixian = [town for town in towns if town.startswith(("6101", "6104"))]
    assert len(xixian) == len(set(xixian)) == 23


def test_jiangbei_runs_seven_subdistricts() -> None:
    names = set(towns_under("jiangbei").values())
    assert names == {
        "泰山街道", "顶山街道", "沿江街道", "盘城街道", "大厂街道", "长芦街道", "葛塘街道"
    }  # fmt: skip


def test_no_town_is_run_twice() -> None:
    towns = [
        town
        for place in jurisdictions().values()
        for unit in county_units(place)
        for town in towns_under(unit)
    ]
    assert len(towns) == len(set(towns))


def test_a_unit_finds_its_place() -> None:
    found = {unit: jurisdiction_of(unit) for unit in ("530402", "fengdong", "341504", "341502")}
    ids = {unit: place.id if place else None for unit, place in found.items()}
    assert ids == {"530402": "yuxi", "fengdong": "xixian", "341504": "luan_yeji", "341502": None}


def test_the_draft_is_no_law() -> None:
    plan = jurisdictions()["luan_yeji"].plan
    assert plan.draft
    assert plan.status is Status.UNVERIFIED


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[str, str], Jurisdiction]:
    """The plan of one place with one piece of its text replaced."""

    def load(old: str, new: str) -> Jurisdiction:
        text = YUXI.read_text("utf-8")
        assert old in text
        path = tmp_path / "yuxi.yaml"
        path.write_text(text.replace(old, new), "utf-8")
        return load_checked(Jurisdiction, path)

    return load


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("department: police", "department: polic", "no such department: polic"),
        ("department: emergency", "department: emergenci", "no such department: emergenci"),
        ('unit: "530400"', 'unit: "999999"', "no such unit: 999999"),
        ('root: "530400"', 'root: "999999"', "root - no such unit: 999999"),
        (
            "open_questions:",
            "industries: {gas: {department: railway, source: s, status: law}}\nopen_questions:",
            "industries.gas - railway exists at no county level",
        ),
        (
            "open_questions:",
            "industries: {gaz: {department: fire, source: s, status: law}}\nopen_questions:",
            "industries.gaz - no such industry",
        ),
        (
            "open_questions:",
            "bodies: [{department: fire, source: s, status: seed}]\nopen_questions:",
            "bodies.fire - needs either a name or same_as",
        ),
        (
            "open_questions:",
            'bodies: [{department: fire, name: "{place}队", source: s, status: seed}]\n'
            "open_questions:",
            "unknown placeholder ['place']",
        ),
        (
            "open_questions:",
            'co_managed: {towns: ["530402001"], source: s, status: internal}\nopen_questions:',
            "co_managed.towns - 530402001 belongs to no unit here",
        ),
    ],
)
def test_a_fault_of_meaning_is_named(
    altered: Callable[[str, str], Jurisdiction], old: str, new: str, fault: str
) -> None:
    assert fault in "\n".join(checks.place_faults(altered(old, new)))


def test_faults_of_form_come_all_at_once(altered: Callable[[str, str], Jurisdiction]) -> None:
    with pytest.raises(DataError) as caught:
        altered("status: internal", "status: sure")
    assert len(caught.value.faults) >= 3


@pytest.fixture
def shared_town(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Two zones that both claim a town of 红塔区."""
    town = "530402001"
    place = jurisdictions()["xixian"]
    units = tuple(
        replace(unit, towns=(*unit.towns, town)) if unit.id in ("fengdong", "fengxi") else unit
        for unit in place.units
    )
    monkeypatch.setitem(jurisdictions(), "xixian", replace(place, units=units))
    acting_units.cache_clear()
    yield town
    acting_units.cache_clear()


def test_a_town_of_two_units_is_a_fault(shared_town: str) -> None:
    assert f"jurisdictions: town {shared_town} - is run by 2 units" in checks.check_places()


@pytest.fixture
def co_managed(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """上林街道 left with 咸阳's own county."""
    town = "610402007"
    place = jurisdictions()["xixian"]
    assert place.co_managed is not None
    kept = replace(place.co_managed, towns=(town,))
    monkeypatch.setitem(jurisdictions(), "xixian", replace(place, co_managed=kept))
    unit_of_town.cache_clear()
    yield town
    unit_of_town.cache_clear()


def test_a_co_managed_town_stays_with_its_county(co_managed: str) -> None:
    assert co_managed not in unit_of_town()
    assert co_managed in towns_under("610402")
    assert co_managed not in towns_under("fengdong")
