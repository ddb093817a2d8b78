"""Evidence of the site 现场证据: what a phone says of a photo, and where its sources disagree."""

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid

CLOCK_OFF = dt.timedelta(minutes=5)
TIMES_APART = dt.timedelta(minutes=10)
PLACES_APART = 1_000
"""Metres. Cameras made for China write places up to some 700 m off, by its own coordinates."""
EARTH = 6_371_000
"""Metres: its mean radius."""
MAX_ACCURACY = 1_000_000
ITEM_DIGITS = 32
_EARLIEST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


class VoidReason(StrEnum):
    """Why a piece is void: it stays, and everybody sees that it doesn't count."""

    DUPLICATE = "duplicate"
    WRONG_CASE = "wrong_case"
    UNCLEAR = "unclear"
    WRONG_NOTE = "wrong_note"
    OTHER = "other"


class Difference(StrEnum):
    """What doesn't agree; it is shown, and people judge it."""

    CLOCK = "clock"
    """The phone's clock and the server's."""
    TIME = "time"
    """When the phone took it, and what is written in the photo."""
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees in WGS-84; ``accuracy`` is a radius in metres."""

    latitude: float
    longitude: float
    accuracy: float | None = None


def parse_item(raw: str) -> str:
    """The id that a phone gave a photo: 128 random bits in hex; raises Invalid."""
    if len(raw) != ITEM_DIGITS or set(raw) - set("0123456789abcdef"):
        raise Invalid("invalid")
    return raw


def parse_moment(raw: str) -> dt.datetime | None:
    """A phone's moment in milliseconds since 1970; None for an empty one. Raises Invalid."""
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 15):
        raise Invalid("invalid")
    moment = dt.datetime.fromtimestamp(int(raw) / 1000, dt.UTC)
    # A phone whose battery was out begins in 1970: its clock says nothing, its photo counts.
    return moment if _EARLIEST < moment < _LATEST else None


def parse_place(latitude: str, longitude: str, accuracy: str) -> Place | None:
    """A place as a phone gives it; None where it gave none. Raises Invalid."""
    if not latitude and not longitude:
        return None
    try:
        place = Place(float(latitude), float(longitude), float(accuracy) if accuracy else None)
    except ValueError as error:
        raise Invalid("invalid") from error
    within = abs(place.latitude) <= 90 and abs(place.longitude) <= 180
    if not within or (place.accuracy is not None and not 0 <= place.accuracy <= MAX_ACCURACY):
        raise Invalid("invalid")
    return place


def written_moment(taken: str, zone: str) -> dt.datetime | None:
    """The time in a photo; where its camera wrote no zone, Shanghai's. None if it is no time."""
    try:
        moment = dt.datetime.strptime(taken + zone, "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        try:
            naive = dt.datetime.strptime(taken, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - follows
        except ValueError:
            return None
        moment = naive.replace(tzinfo=SHANGHAI)
    return moment if _EARLIEST < moment < _LATEST else None


def metres(one: Place, other: Place) -> float:
    """The distance between two places, along a great circle."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(one.longitude - other.longitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1, half)))


def differences(
    taken: dt.datetime | None,
    clock_off: float | None,
    place: Place | None,
    written: dt.datetime | None,
    written_place: Place | None,
) -> tuple[Difference, ...]:
    """Where the phone, the server and the photo disagree; ``clock_off`` in seconds."""
    found = []
    if clock_off is not None and abs(clock_off) > CLOCK_OFF.total_seconds():
        found.append(Difference.CLOCK)
    if taken is not None and written is not None and abs(taken - written) > TIMES_APART:
        found.append(Difference.TIME)
    if place is not None and written_place is not None:
        apart = PLACES_APART + (place.accuracy or 0)
        if metres(place, written_place) > apart:
            found.append(Difference.PLACE)
    return tuple(found)
