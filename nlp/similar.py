"""Fingerprints by which reports of the same matter are found, without keeping a word of them.

A plain shingle is the text itself and a plain picture hash is the picture's look, so every value
is hashed with a key that lies outside the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b

from nlp.enterprise_key import normalised
from nlp.folding import fold
from nlp.lexicon import words

BANDS, ROWS = 20, 3
"""Bands of the MinHash and rows of each: two texts that share half of their pairs of characters
agree in about two bands of twenty, those that share nine tenths in fifteen."""
FEWEST = 6
"""Pairs of characters below which a text is too short to be compared."""
_MASK = (1 << 64) - 1
_PICTURE_BANDS = 4


class Sign(StrEnum):
    """What two reports may share."""

    TEXT = "text"
    ENTERPRISE = "enterprise"
    PLACE = "place"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One value that tells nothing without the key; equal ones mean a shared ``sign``."""

    sign: Sign
    value: int


def likeness(bands: int) -> float:
    """The share of pairs of characters that texts agreeing in so many bands likely have, 0 to 1."""
    return float((min(bands, BANDS) / BANDS) ** (1 / ROWS))


def fingerprints(
    key: bytes,
    *,
    text: str,
    unit: str = "",
    place: str = "",
    enterprise: str = "",
    pictures: Iterable[str] = (),
) -> list[Fingerprint]:
    """The fingerprints of a report: its redacted text, where, which enterprise, picture hashes.

    ``unit`` is the unit's id that place and enterprise are meant in; ``pictures`` are dHashes of
    16 hexadecimal digits. The same report gives the same list.
    """
    found = [Fingerprint(Sign.TEXT, value) for value in _bands(key, text)]
    where = fold(place).text.replace(" ", "")
    if len(where) > 1:
        found.append(Fingerprint(Sign.PLACE, _hash(key, f"place\x1f{unit}\x1f{where}")))
    if enterprise and "某" not in enterprise:  # kept unnamed, it is nobody's name
        name = normalised(enterprise)
        found.append(Fingerprint(Sign.ENTERPRISE, _hash(key, f"enterprise\x1f{unit}\x1f{name}")))
    for picture in pictures:
        width = len(picture) // _PICTURE_BANDS
        found += [
            Fingerprint(
                Sign.PHOTO, _hash(key, f"photo\x1f{at}\x1f{picture[at * width : (at + 1) * width]}")
            )
            for at in range(_PICTURE_BANDS if width else 0)
        ]
    return list(dict.fromkeys(found))


def shingles(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text, politeness and punctuation left out."""
    signs = "".join(sign for sign in words().scan(fold(text).text)[1] if sign.isalnum())
    return frozenset(signs[at : at + 2] for at in range(len(signs) - 1))


def _bands(key: bytes, text: str) -> list[int]:
    pairs = [_hash(key, pair) & _MASK for pair in sorted(shingles(text))]
    if len(pairs) < FEWEST:
        return []
    lowest = [min((pair * a + b) & _MASK for pair in pairs) for a, b in _mixers(key)]
    return [
        _hash(key, f"band\x1f{at}\x1f{lowest[at * ROWS : (at + 1) * ROWS]}") for at in range(BANDS)
    ]


@cache
def _mixers(key: bytes) -> Sequence[tuple[int, int]]:
    """The multipliers (odd) and summands of the permutations, out of the key."""
    return [
        (_hash(key, f"a{at}") & _MASK | 1, _hash(key, f"b{at}") & _MASK)
        for at in range(BANDS * ROWS)
    ]


def _hash(key: bytes, value: str) -> int:
    """A whole number that fits a signed column of eight bytes."""
    digest = blake2b(value.encode("utf-8", "replace"), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
