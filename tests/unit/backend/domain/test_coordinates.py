"""WGS-84 and GCJ-02: published pairs, there and back, and nothing shifted abroad."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.coordinates import Datum, converted, is_shifted, to_gcj02, to_wgs84

PUBLISHED = [
    # The pairs that the public implementations of the algorithm (eviltransform) are tested with.
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]
METRES = 111_320
"""Of a degree of latitude."""


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * METRES
    east = (one[1] - other[1]) * METRES * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


@pytest.mark.parametrize(("wgs84", "gcj02"), PUBLISHED)
def test_published_pairs(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert _metres(to_gcj02(*wgs84), gcj02) < 0.01
    assert _metres(to_wgs84(*gcj02), wgs84) < 0.01
    assert converted(*wgs84, Datum.WGS84, Datum.GCJ02) == to_gcj02(*wgs84)
    assert converted(*gcj02, Datum.GCJ02, Datum.WGS84) == to_wgs84(*gcj02)
    assert converted(*wgs84, Datum.WGS84, Datum.WGS84) == wgs84


@given(st.floats(3, 54), st.floats(73, 136))
def test_there_and_back_is_the_same_place(latitude: float, longitude: float) -> None:
    shifted = to_gcj02(latitude, longitude)
    assert is_shifted(*shifted)
    assert _metres(shifted, (latitude, longitude)) < 2_000
    assert _metres(to_wgs84(*shifted), (latitude, longitude)) < 0.01


@pytest.mark.parametrize(
    "place", [(35.681236, 139.767125), (48.85, 2.35), (-27.4698, 153.0251), (0.0, 0.0), (90, 180)]
)
def test_abroad_nothing_is_shifted(place: tuple[float, float]) -> None:
    assert to_gcj02(*place) == to_wgs84(*place) == place
