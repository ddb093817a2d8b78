"""Outlines: shapes and names alone go on, in the map's datum; what is no outline is refused."""

import json
import os
from pathlib import Path

import pytest

from backend.domain.coordinates import to_gcj02
from backend.outlines import OutlinesFault, outlines
from config.maps import MapSettings

SQUARE = [[[102.5, 24.3], [102.6, 24.3], [102.6, 24.4], [102.5, 24.3]]]


def _settings(folder: Path, content: object, **more: str) -> MapSettings:
    path = folder / "outlines.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return MapSettings.model_validate({"outlines": path, **more})


def _feature(**shape: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": "某街道", "owner": "x"}, "geometry": shape}


def test_shapes_and_names_go_on_and_nothing_else(tmp_path: Path) -> None:
    given = {
        "type": "FeatureCollection",
        "features": [
            _feature(type="Polygon", coordinates=SQUARE),
            _feature(type="Point", coordinates=[102.5, 24.3]),
            {"type": "Feature", "properties": None, "geometry": None},
        ],
    }
    (only,) = json.loads(outlines(_settings(tmp_path, given)))["features"]
    assert only["properties"] == {"name": "某街道"}
    assert only["geometry"] == {"type": "Polygon", "coordinates": SQUARE}


def test_they_are_drawn_in_the_datum_of_the_tiles(tmp_path: Path) -> None:
    tiles = {"tiles": "https://tiles.example.cn/{z}/{x}/{y}.png", "crs": "gcj02"}
    line = {"type": "LineString", "coordinates": [[102.5, 24.3], [102.6, 24.3]]}
    (only,) = json.loads(outlines(_settings(tmp_path, line, **tiles)))["features"]
    north, east = to_gcj02(24.3, 102.5)
    assert only["geometry"]["coordinates"][0] == [round(east, 6), round(north, 6)]
    both = _settings(tmp_path, line, **tiles, outlines_crs="gcj02")
    (only,) = json.loads(outlines(both))["features"]
    assert only["geometry"] == line


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[102.5, 24.3], [102.6, 24.3]]}
    settings = _settings(tmp_path, line)
    assert json.loads(outlines(settings))["features"][0]["geometry"]["type"] == "LineString"
    _settings(tmp_path, _feature(type="Polygon", coordinates=SQUARE))
    os.utime(tmp_path / "outlines.geojson", (1, 1))
    assert json.loads(outlines(settings))["features"][0]["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[" * 100_000,
        "[]",
        "null",
        {"type": "Topology"},
        {"type": "FeatureCollection", "features": []},
        {"type": "FeatureCollection", "features": [7]},
        {"type": "LineString", "coordinates": [[11_400_000, 2_700_000]]},
        '{"type": "LineString", "coordinates": [[NaN, 1]]}',
        {"type": "Polygon", "coordinates": [[["a", "b"]]]},
        {"type": "MultiPolygon", "coordinates": SQUARE},
    ],
)
def test_what_is_no_outline_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(OutlinesFault):
        outlines(_settings(tmp_path, content))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    for settings in (MapSettings(), MapSettings(outlines=tmp_path / "none")):
        with pytest.raises(OutlinesFault):
            outlines(settings)
