"""Degrees of WGS-84, which phones give, and of GCJ-02, which maps of China are drawn in."""

import math
from collections.abc import Callable
from enum import StrEnum

_AXIS = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, metres."""
_ECCENTRICITY = 0.006_693_421_622_965_943_23
"""The square of its first eccentricity."""
_SOUTH, _NORTH, _WEST, _EAST = 0.8293, 55.8271, 72.004, 137.8347
"""The rectangle in which points are shifted; other countries within it are, too."""
_ROUNDS = 8
"""Rounds of the way back; each leaves less than a hundredth of the error of the one before."""
AREA_PLACES = 3
"""Decimals of a degree that a map of many cases shows: about 100 metres."""


class Datum(StrEnum):
    """What degrees count from."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


def is_shifted(latitude: float, longitude: float) -> bool:
    """Whether GCJ-02 differs from WGS-84 at a point, in degrees of either."""
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS-84 degrees in GCJ-02, by the algorithm the public knows; unchanged outside China."""
    if not is_shifted(latitude, longitude):
        return latitude, longitude
    north, east = _shift(latitude, longitude)
    return latitude + north, longitude + east


def to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """GCJ-02 degrees in WGS-84, as exactly as the way there; unchanged outside China."""
    if not is_shifted(latitude, longitude):
        return latitude, longitude
    found = latitude, longitude
    for _ in range(_ROUNDS):
        north, east = _shift(*found)
        found = latitude - north, longitude - east
    return found


def converted(
    latitude: float, longitude: float, given: Datum, wanted: Datum
) -> tuple[float, float]:
    """Degrees of the datum ``given`` as degrees of the datum ``wanted``."""
    if given == wanted:
        return latitude, longitude
    way: Callable[[float, float], tuple[float, float]] = (
        to_gcj02 if wanted is Datum.GCJ02 else to_wgs84
    )
    return way(latitude, longitude)


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    """How far GCJ-02 lies to the north and the east of a WGS-84 point, in degrees."""
    x, y = longitude - 105, latitude - 35
    both = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = both + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)
    north += 160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y / 30 * math.pi)
    east = both + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)
    east += 150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)
    root = 0.2 * math.sqrt(abs(x))
    north = north * 2 / 3 - 100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root
    root = 0.1 * math.sqrt(abs(x))
    east = east * 2 / 3 + 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root
    parallel = math.radians(latitude)
    flat = 1 - _ECCENTRICITY * math.sin(parallel) ** 2
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (flat * math.sqrt(flat))
    metres_east = _AXIS / math.sqrt(flat) * math.cos(parallel)
    return math.degrees(north / metres_north), math.degrees(east / metres_east)
