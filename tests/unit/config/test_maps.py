"""The map's settings: nothing asked of anybody by default, and no address that could do harm."""

import pytest
from pydantic import ValidationError

from config.maps import MapSettings
from config.settings import Settings

TILES = "https://tiles.example.gov.cn:8443/vec/{z}/{x}/{y}.png?style=7"


def test_by_default_there_are_no_tiles() -> None:
    given = Settings().map
    assert (given.tiles, given.host, given.datum, given.outlines) == ("", "", "wgs84", None)
    assert MapSettings(crs="gcj02").datum == "wgs84"


def test_the_environment_sets_tiles_and_their_datum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_MAP__TILES", TILES)
    monkeypatch.setenv("CHUISHAO_MAP__CRS", "gcj02")
    monkeypatch.setenv("CHUISHAO_MAP__APPROVAL", "GS(2026)0000号")
    given = Settings().map
    assert given.host == "https://tiles.example.gov.cn:8443"
    assert (given.datum, given.approval) == ("gcj02", "GS(2026)0000号")


@pytest.mark.parametrize(
    "tiles",
    [
        "tiles.example.cn/{z}/{x}/{y}.png",
        "ftp://tiles.example.cn/{z}/{x}/{y}.png",
        "https://{s}.example.cn/{z}/{x}/{y}.png",
        "https://tiles.example.cn/{z}/{x}/{y}{r}.png",
        "https://tiles.example.cn/{z}/{x}.png",
        "https://tiles.example.cn; script-src */{z}/{x}/{y}.png",
        "https://tiles.example.cn/{z}/{x}/{y}.png\r\nX: 1",
        "https://u:p@tiles.example.cn/{z}/{x}/{y}.png",
        'https://tiles.example.cn/{z}/{x}/{y}.png"',
    ],
)
def test_an_address_that_is_none_is_refused(tiles: str) -> None:
    with pytest.raises(ValidationError):
        MapSettings(tiles=tiles, crs="wgs84")


def test_tiles_without_their_datum_are_refused_by_name() -> None:
    with pytest.raises(ValidationError) as refused:
        MapSettings(tiles=TILES)
    assert [one["loc"] for one in refused.value.errors()] == [("crs",)]
