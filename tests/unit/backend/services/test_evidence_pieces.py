"""A piece comes out of its row as it went in, and out of no other."""

import datetime as dt

import pytest

from backend.db.models import Evidence
from backend.domain.evidence import Difference, Place, VoidReason
from backend.media import Stored
from backend.pictures import Written
from backend.services.evidence_pieces import TABLE, Meta, opened
from backend.vault import VaultError, new_key, seal

KEY = new_key()
META = Meta(
    stored=Stored("a" * 32, "photo", "image/jpeg", "jpg", "IMG_1.jpg", 4711),
    sha256="0f" * 32,
    note="西门第三排",
    received="2026-11-28T04:00:00+00:00",
    taken="2026-11-28T03:00:00+00:00",
    clock_off=1.5,
    place=Place(24.35, 102.55, 12),
    written=Written("2026:11:28 12:30:00", "+08:00", 24.35, 102.75),
)


def _row(meta: Meta, evidence_id: str = "a" * 32) -> Evidence:
    sealed = seal(KEY, meta.dump(), TABLE, "a" * 32, "meta")
    return Evidence(id=evidence_id, seq=3, actor="staff:one", body_id="b", meta=sealed)


def test_times_and_places_keep_their_sources() -> None:
    piece = opened(_row(META), KEY)
    assert (piece.meta, piece.seq, piece.void, piece.void_words) == (META, 3, None, "")
    assert piece.received - piece.taken == dt.timedelta(hours=1)  # type: ignore[operator]
    assert piece.written == dt.datetime(2026, 11, 28, 4, 30, tzinfo=dt.UTC)
    assert piece.written_place == Place(24.35, 102.75)
    assert piece.differences == (Difference.TIME, Difference.PLACE)


def test_a_photo_that_says_nothing_of_itself() -> None:
    bare = Meta(META.stored, META.sha256, "", META.received)
    piece = opened(_row(bare), KEY)
    assert (piece.taken, piece.written, piece.written_place) == (None, None, None)
    assert piece.differences == ()


def test_a_row_put_in_anothers_place_does_not_open() -> None:
    with pytest.raises(VaultError):
        opened(_row(META, "b" * 32), KEY)


def test_the_words_of_a_void_piece() -> None:
    row = _row(META)
    row.void_reason, row.void_by = VoidReason.OTHER.value, "staff:two"
    row.void_words = seal(
        KEY, '{"salt": "1", "words": "拍错了"}'.encode(), TABLE, row.id, "void_words"
    )
    piece = opened(row, KEY)
    assert (piece.void, piece.void_by, piece.void_words) == (
        VoidReason.OTHER,
        "staff:two",
        "拍错了",
    )
