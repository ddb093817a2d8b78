"""An agency's outlines for its map: lines and names of a GeoJSON file, in the map's own datum."""

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.domain.coordinates import Datum, converted
from config.maps import MapSettings

LARGEST = 10_000_000
"""Bytes of a file that a page may be asked to draw."""
_DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""The shapes that are drawn, and how deep their points lie."""
_PLACES = 6
"""Decimals of a degree: a tenth of a metre."""


class OutlinesFault(Exception):
    """The file of outlines can't be drawn; the words say why, without its content."""


def outlines(settings: MapSettings) -> bytes:
    """The outlines as GeoJSON for the page; raises OutlinesFault.

    Only shapes and their names go on. Reading and converting takes a moment: not for the event
    loop. The file is read anew when it changes.
    """
    path = settings.outlines
    if path is None:
        raise OutlinesFault("no file")
    try:
        found = path.stat()
    except OSError as error:
        raise OutlinesFault(error.strerror or "unreadable") from None
    if found.st_size > LARGEST:
        raise OutlinesFault(f"more than {LARGEST // 10**6} MB")
    given, wanted = Datum(settings.outlines_crs), Datum(settings.datum)
    return _read(path, found.st_mtime_ns, given, wanted)


@lru_cache(maxsize=1)
def _read(path: Path, _changed_at: int, given: Datum, wanted: Datum) -> bytes:
    try:
        raw = json.loads(path.read_bytes())
    except OSError as error:
        raise OutlinesFault(error.strerror or "unreadable") from None
    except (ValueError, RecursionError):
        raise OutlinesFault("no JSON") from None
    try:
        features = [_feature(one, given, wanted) for one in _features(raw)]
    except (TypeError, KeyError, ValueError, IndexError, AttributeError):
        raise OutlinesFault("no GeoJSON in degrees") from None
    if not features:
        raise OutlinesFault("no lines or areas")
    return json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _features(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """The features that have a shape to draw; a bare shape counts as one."""
    if raw["type"] in _DEPTHS:
        raw = {"type": "Feature", "geometry": raw}
    rows = raw["features"] if raw["type"] == "FeatureCollection" else [raw]
    return [row for row in rows if (row.get("geometry") or {}).get("type") in _DEPTHS]


def _feature(row: dict[str, Any], given: Datum, wanted: Datum) -> dict[str, Any]:
    shape = row["geometry"]
    depth = _DEPTHS[shape["type"]]
    name = (row.get("properties") or {}).get("name", "")
    return {
        "type": "Feature",
        "properties": {"name": name[:80] if isinstance(name, str) else ""},
        "geometry": {
            "type": shape["type"],
            "coordinates": _points(shape["coordinates"], depth, given, wanted),
        },
    }


def _points(found: list[Any], depth: int, given: Datum, wanted: Datum) -> list[Any]:
    if depth:
        return [_points(one, depth - 1, given, wanted) for one in found]
    longitude, latitude = float(found[0]), float(found[1])
    if not (math.fabs(latitude) <= 90 and math.fabs(longitude) <= 180):
        raise ValueError("no degrees")
    there = converted(latitude, longitude, given, wanted)
    return [round(there[1], _PLACES), round(there[0], _PLACES)]
