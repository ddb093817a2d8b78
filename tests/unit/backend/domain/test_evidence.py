"""What a phone says is read strictly; where phone, server and photo disagree is told."""

import datetime as dt

import pytest

from backend.domain import evidence
from backend.domain.errors import Invalid
from backend.domain.evidence import Difference, Place

NOON = dt.datetime(2026, 11, 28, 4, 0, tzinfo=dt.UTC)
GATE = Place(24.350833, 102.551389, 12)


def test_an_item_is_128_random_bits_in_hex() -> None:
    assert evidence.parse_item("0f" * 16) == "0f" * 16
    for wrong in ("", "0f" * 15, "0F" * 16, "../" + "0" * 29, "０" * 32):
        with pytest.raises(Invalid):
            evidence.parse_item(wrong)


def test_a_moment_comes_in_milliseconds() -> None:
    assert evidence.parse_moment(str(int(NOON.timestamp() * 1000))) == NOON
    assert evidence.parse_moment("") is None
    # A phone that lost its clock says nothing; its photo counts.
    assert evidence.parse_moment("86400000") is None
    assert evidence.parse_moment("9" * 14) is None
    for wrong in ("-1", "1e12", "١٢", "9" * 15, "now"):
        with pytest.raises(Invalid):
            evidence.parse_moment(wrong)


def test_a_place_is_on_earth() -> None:
    assert evidence.parse_place("24.350833", "102.551389", "12") == GATE
    assert evidence.parse_place("24", "102", "") == Place(24, 102)
    assert evidence.parse_place("", "", "12") is None
    for wrong in (
        ("91", "0", ""), ("0", "181", ""), ("nan", "0", ""), ("0", "inf", ""), ("24", "", ""),
        ("24", "102", "-1"), ("24", "102", "nan"), ("24", "102", "1e9"), ("x", "y", ""),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            evidence.parse_place(*wrong)


def test_the_time_in_a_photo_is_beijings_unless_it_says() -> None:
    assert evidence.written_moment("2026:11:28 12:00:00", "") == NOON
    assert evidence.written_moment("2026:11:28 12:00:00", "rubbish") == NOON
    assert evidence.written_moment("2026:11:28 13:00:00", "+09:00") == NOON
    for wrong in ("", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "2026-11-28T12:00"):
        assert evidence.written_moment(wrong, "") is None


def test_distances_are_metres_on_a_sphere() -> None:
    assert evidence.metres(GATE, GATE) == 0
    assert evidence.metres(Place(0, 0), Place(0, 1)) == pytest.approx(111_195, abs=1)
    assert evidence.metres(Place(90, 0), Place(-90, 77)) == pytest.approx(20_015_087, abs=1)


@pytest.mark.parametrize(
    ("off", "minutes", "north", "found"),
    [
        (2.0, 1, 0.0, ()),
        (None, 1, 0.0, ()),
        (-301.0, 1, 0.0, (Difference.CLOCK,)),
        (301.0, -11, 0.02, tuple(Difference)),
        # As far as a camera made for China is off by its own coordinates.
        (0.0, 0, 0.0065, ()),
    ],
)
def test_what_disagrees_is_told(
    off: float | None, minutes: int, north: float, found: tuple[Difference, ...]
) -> None:
    written = NOON + dt.timedelta(minutes=minutes)
    there = Place(GATE.latitude + north, GATE.longitude)
    assert evidence.differences(NOON, off, GATE, written, there) == found
    assert evidence.differences(None, None, None, written, there) == ()
