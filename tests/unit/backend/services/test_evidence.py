"""Evidence of the site: sealed, once each, void but never gone, erased with its case."""

import asyncio
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case, CaseBody, Evidence
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import (
    Conflict,
    DomainError,
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
)
from backend.domain.evidence import Difference, Place, VoidReason
from backend.services import bodies, evidence, sweep
from backend.services.cases import Actor
from backend.services.drafts import Upload
from backend.services.evidence_pieces import Piece, Taken
from tests.support.api import OTHER_BODY
from tests.support.filing import Filing, connect
from tests.support.pictures import phone_photo, photo

ITEM = "0f" * 16
GATE = Place(24.350833, 102.551389, 12)
PHOTO = phone_photo(6)


async def _add(
    filing: Filing,
    content: bytes = PHOTO,
    item: str = ITEM,
    who: str = "officer",
    taken: Taken | None = None,
) -> Piece:
    upload = Upload("IMG_0001.jpg", content)
    taken = taken or Taken("西门第三排")
    return await evidence.add(filing.house, filing.number, item, upload, taken, filing.actors[who])


async def _pieces(filing: Filing, actor: Actor | None = None) -> list[Piece]:
    async with filing.house.view() as view:
        case = await view.session.get_one(Case, filing.number)
        return await evidence.pieces(view, case, actor or filing.actors["officer"])


async def _entries(filing: Filing, action: str) -> list[dict[str, object]]:
    async with filing.house.view() as view:
        rows = await view.session.scalars(select(AuditEntry).where(AuditEntry.action == action))
        return [json.loads(row.detail) | {"words": row.words, "at": row.chain} for row in rows]


def _files(filing: Filing) -> set[Path]:
    return {one for one in filing.house.media.folder.rglob("*") if one.is_file()}


def _there(filing: Filing, body_id: str) -> Actor:
    return Actor("staff:else", body_id, filing.actors["officer"].roles)


async def test_a_photo_is_kept_whole_clean_and_with_all_its_sources(filing: Filing) -> None:
    now = filing.house.clock()
    at = now - dt.timedelta(hours=2)
    kept = await _add(filing, taken=Taken("西门第三排", at, now - dt.timedelta(minutes=9), GATE))
    [found] = await _pieces(filing)
    assert found == kept
    digest = hashlib.sha256(PHOTO).hexdigest()
    assert (kept.seq, kept.meta.sha256, kept.meta.note) == (1, digest, "西门第三排")
    assert kept.meta.place == GATE
    assert kept.written_place is not None
    assert kept.written_place.latitude == pytest.approx(24.350833, abs=1e-5)
    assert kept.differences == (Difference.CLOCK,)
    officer = filing.actors["officer"]
    _, clean = await evidence.read(filing.house, filing.number, kept.id, officer)
    _, whole = await evidence.read(filing.house, filing.number, kept.id, officer, original=True)
    assert whole == PHOTO
    assert b"PhoneMaker" not in clean
    # The chain proves the photo and tells no word of it; the row tells nothing finer than a day.
    [entry] = await _entries(filing, "add_evidence")
    assert entry == {"seq": 1, "sha256": digest, "words": "", "at": officer.body_id}
    async with filing.house.view() as view:
        [row] = await view.session.scalars(select(Evidence))
    assert "西门".encode() not in row.meta
    assert row.day == day_of(kept.received)
    assert not any(PHOTO[:64] in one.read_bytes() for one in _files(filing))


async def test_the_same_item_again_is_the_same_piece(filing: Filing) -> None:
    first = await _add(filing)
    before = _files(filing)
    assert await _add(filing, taken=Taken("别的说明")) == first
    assert _files(filing) == before
    with pytest.raises(Conflict):
        await _add(filing, photo())
    second = await _add(filing, item="1f" * 16)
    assert [one.seq for one in await _pieces(filing)] == [1, 2]
    assert second.seq == 2
    assert len(await _entries(filing, "add_evidence")) == 2


async def test_sent_many_times_at_once_it_is_stored_once(filing: Filing) -> None:
    kept = await asyncio.gather(*(_add(filing) for _ in range(4)))
    assert len({one.id for one in kept}) == 1
    assert len(await _pieces(filing)) == 1
    assert {one.name.partition(".")[0] for one in _files(filing)} == {kept[0].id}


@pytest.mark.parametrize(
    ("content", "item", "who", "error"),
    [
        (b"MZ\x90\0", ITEM, "officer", Invalid),
        (b"%PDF-1.7\n%%EOF", ITEM, "officer", Invalid),
        (PHOTO[:400], ITEM, "officer", Invalid),
        (PHOTO, "short", "officer", Invalid),
        (PHOTO, ITEM, "reviewer", NotAllowed),
        (PHOTO, ITEM, "payer", NotAllowed),
        (PHOTO, ITEM, "foreign", NotFound),
    ],
)
async def test_what_is_not_taken_leaves_nothing(
    sqlite_filing: Filing, content: bytes, item: str, who: str, error: type[DomainError]
) -> None:
    before = _files(sqlite_filing)
    with pytest.raises(error):
        await _add(sqlite_filing, content, item, who)
    assert _files(sqlite_filing) == before
    assert await _pieces(sqlite_filing) == []
    assert await _entries(sqlite_filing, "add_evidence") == []


async def test_a_note_has_a_bound_and_a_case_has_one(
    sqlite_filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="field_too_long"):
        await _add(sqlite_filing, taken=Taken("长" * 501))
    monkeypatch.setattr(evidence, "MOST_OF_CASE", 1)
    await _add(sqlite_filing)
    with pytest.raises(Invalid, match="too_many_files"):
        await _add(sqlite_filing, item="1f" * 16)
    assert (await _add(sqlite_filing)).seq == 1


async def test_it_goes_on_with_the_case_and_who_helps_adds_too(filing: Filing) -> None:
    kept = await _add(filing)
    await connect(filing.house, OTHER_BODY)
    await filing.event("transfer", to=OTHER_BODY)
    there = _there(filing, OTHER_BODY)
    assert [one.id for one in await _pieces(filing, there)] == [kept.id]
    _, whole = await evidence.read(filing.house, filing.number, kept.id, there, original=True)
    assert whole == PHOTO
    # Whose part is over neither sees nor adds any more.
    assert await _pieces(filing) == []
    with pytest.raises(NotFound):
        await evidence.read(filing.house, filing.number, kept.id, filing.actors["officer"])
    upload = Upload("b.jpg", photo())
    second = await evidence.add(filing.house, filing.number, "1f" * 16, upload, Taken(), there)
    async with filing.house.work() as work:
        work.session.add(CaseBody(case_number=filing.number, body_id="530402.fire", role="verify"))
        key = await bodies.data_key(work, filing.report_id, OTHER_BODY)
        await bodies.grant(work, filing.report_id, key, "530402.fire", full=False)
    helper = _there(filing, "530402.fire")
    upload = Upload("c.jpg", photo("PNG"))
    third = await evidence.add(filing.house, filing.number, "2f" * 16, upload, Taken(), helper)
    assert [one.seq for one in await _pieces(filing, helper)] == [1, 2, 3]
    # A helper voids its own; the desk of the case any.
    async with filing.house.work() as work:
        with pytest.raises(NotAllowed):
            await evidence.mark_void(work, filing.number, second.id, "unclear", "", helper)
    async with filing.house.work() as work:
        await evidence.mark_void(work, filing.number, third.id, "unclear", "", there)
        await evidence.mark_void(work, filing.number, kept.id, "other", "拍错了门", there)
    found = await _pieces(filing, helper)
    assert [one.void for one in found] == [VoidReason.OTHER, None, VoidReason.UNCLEAR]
    assert (found[0].void_words, found[0].void_by) == ("拍错了门", "staff:else")
    _, still = await evidence.read(filing.house, filing.number, kept.id, there, original=True)
    assert still == PHOTO
    unclear, other = await _entries(filing, "void_evidence")
    assert (unclear["seq"], unclear["reason"], unclear["words"]) == (3, "unclear", "")
    assert (other["seq"], other["reason"], len(str(other["words"]))) == (1, "other", 64)


async def test_void_wants_a_reason_and_comes_once(sqlite_filing: Filing) -> None:
    kept = await _add(sqlite_filing)
    officer, house = sqlite_filing.actors["officer"], sqlite_filing.house
    for evidence_id, reason, words, error in (
        (kept.id, "", "", Invalid),
        (kept.id, "deleted", "", Invalid),
        (kept.id, "other", " ", Invalid),
        ("0" * 32, "unclear", "", NotFound),
    ):
        async with house.work() as work:
            number = sqlite_filing.number
            with pytest.raises(error):
                await evidence.mark_void(work, number, evidence_id, reason, words, officer)
    async with house.work() as work:
        await evidence.mark_void(work, sqlite_filing.number, kept.id, "duplicate", "", officer)
    with pytest.raises(Conflict):
        async with house.work() as work:
            await evidence.mark_void(work, sqlite_filing.number, kept.id, "unclear", "", officer)


async def test_a_reviewer_sees_and_a_stranger_does_not(sqlite_filing: Filing) -> None:
    kept = await _add(sqlite_filing)
    reviewer, foreign = sqlite_filing.actors["reviewer"], sqlite_filing.actors["foreign"]
    assert [one.id for one in await _pieces(sqlite_filing, reviewer)] == [kept.id]
    assert await _pieces(sqlite_filing, foreign) == []
    with pytest.raises(NotFound):
        await evidence.read(sqlite_filing.house, sqlite_filing.number, kept.id, foreign)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        assert not await evidence.may_add(view, case, reviewer)
        none = Actor("staff:x", reviewer.body_id, frozenset({Role.LEGAL}))
        assert not await evidence.may_add(view, case, none)
        assert await evidence.may_add(view, case, sqlite_filing.actors["officer"])


async def test_the_sweep_spares_it_and_an_erased_case_takes_none(sqlite_filing: Filing) -> None:
    kept = await _add(sqlite_filing)
    house = sqlite_filing.house
    late = house.clock() + dt.timedelta(days=house.settings.draft_days + 1)
    house.clock = lambda: late
    await sweep.run(house)
    assert {one.name.partition(".")[0] for one in _files(sqlite_filing)} == {kept.id}
    async with house.work() as work:
        (await work.session.get_one(Case, sqlite_filing.number)).erased_at = late
    with pytest.raises(IllegalTransition, match="case_erased"):
        await _add(sqlite_filing, item="1f" * 16)
