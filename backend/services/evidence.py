"""Evidence of the site 现场证据: officers' photos with time and place, sealed, never deleted.

Each is sealed with the report's travelling key, whoever adds it: it goes on with the case. The
audit chain holds its SHA-256, so that a prosecutor can tell that a photo is the one taken then.
"""

import hashlib
import json
import secrets

from sqlalchemy import func, select

from backend.db.models import Case, Evidence, random_id
from backend.domain import evidence as rules
from backend.domain.audit import words_hash
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.evidence import VoidReason
from backend.house import House, Work
from backend.media import Stored, sniff
from backend.pictures import Written
from backend.services import audit, bodies, desks, history
from backend.services.cases import Actor, check_kept, roles_on
from backend.services.drafts import Upload
from backend.services.evidence_pieces import TABLE, Meta, Piece, Taken, opened
from backend.services.sent_files import TALKERS
from backend.vault import KeyMissing, seal

MOST_OF_CASE = 400
"""Pieces of one case: nobody fills our disk."""
MAX_NOTE = 500


async def may_add(work: Work, case: Case, actor: Actor) -> bool:
    """Whether the actor may add to a case: as one who works it or helps to."""
    return case.erased_at is None and bool(TALKERS & await roles_on(work, case, actor))


async def add(
    house: House, number: str, item: str, upload: Upload, taken: Taken, actor: Actor
) -> Piece:
    """Keep one photo; the same ``item`` again gives the piece that it became.

    Raises NotFound, NotAllowed, IllegalTransition for an erased case, Conflict for an item that
    was another photo, Invalid for what is no photo; then nothing was kept.
    """
    parsed = rules.parse_item(item)
    note = _words(taken.note, "note")
    if not _is_photo(upload.content):
        raise Invalid("evidence_no_photo")
    digest = hashlib.sha256(upload.content).hexdigest()
    async with house.view() as view:
        case = await _open(view, number, actor)
        key = await _key(view, case, actor)
        kept = await _same(view, case, parsed, key, digest)
        if kept is not None:
            return kept
        await _next(view, case)
    file_id = random_id()
    try:
        # Slow, and outside the transaction.
        stored, written = await house.media.take_in_whole(file_id, key, upload.name, upload.content)
        async with house.work() as work:
            # Locked: of two that send the same at once the second finds what the first kept.
            case = await _open(work, number, actor, lock=True)
            kept = await _same(work, case, parsed, key, digest)
            if kept is None:
                meta = _meta(work, stored, written, digest, note, taken)
                return await _keep(work, case, parsed, key, meta, actor)
    except BaseException:
        house.media.delete(file_id)
        raise
    house.media.delete(file_id)
    return kept


def _meta(
    work: Work, stored: Stored, written: Written, digest: str, note: str, taken: Taken
) -> Meta:
    return Meta(
        stored=stored,
        sha256=digest,
        note=note,
        received=work.now.isoformat(timespec="seconds"),
        taken=taken.at.isoformat(timespec="seconds") if taken.at else "",
        clock_off=(taken.sent - work.now).total_seconds() if taken.sent else None,
        place=taken.place,
        written=written,
    )


async def _keep(work: Work, case: Case, item: str, key: bytes, meta: Meta, actor: Actor) -> Piece:
    row = Evidence(
        id=meta.stored.id,
        case_number=case.number,
        seq=await _next(work, case),
        item=item,
        actor=actor.id,
        body_id=actor.body_id,
        day=day_of(work.now),
        meta=seal(key, meta.dump(), TABLE, meta.stored.id, "meta"),
    )
    work.session.add(row)
    await work.session.flush()
    chain, digest = actor.body_id, meta.sha256
    await audit.record(
        work, actor.id, "add_evidence", case.number, chain=chain, seq=row.seq, sha256=digest
    )
    return opened(row, key)


async def _next(work: Work, case: Case) -> int:
    last = await work.session.scalar(
        select(func.max(Evidence.seq)).where(Evidence.case_number == case.number)
    )
    if (last or 0) >= MOST_OF_CASE:
        raise Invalid("too_many_files", limit=MOST_OF_CASE)
    return (last or 0) + 1


async def _same(work: Work, case: Case, item: str, key: bytes, digest: str) -> Piece | None:
    row = await work.session.scalar(
        select(Evidence).where(Evidence.case_number == case.number, Evidence.item == item)
    )
    if row is None:
        return None
    piece = opened(row, key)
    if piece.meta.sha256 != digest:
        raise Conflict("conflict")
    return piece


async def pieces(work: Work, case: Case, actor: Actor) -> list[Piece]:
    """All evidence of a case in order, the void among it; none once the case was erased."""
    if not await desks.may_see(work, case, actor):
        return []
    try:
        key = await _key(work, case, actor)
    except KeyMissing:
        return []
    rows = await work.session.scalars(
        select(Evidence).where(Evidence.case_number == case.number).order_by(Evidence.seq)
    )
    return [opened(row, key) for row in rows]


async def read(
    house: House, number: str, evidence_id: str, actor: Actor, *, original: bool = False
) -> tuple[Piece, bytes]:
    """One piece and its photo, clean or as it came; raises NotFound."""
    async with house.view() as view:
        case = await desks.find_case(view, number, actor)
        row = await view.session.get(Evidence, evidence_id)
        if row is None or row.case_number != case.number:
            raise NotFound("file_unknown")
        key = await _key(view, case, actor)
        piece = opened(row, key)
    try:
        content = await house.media.read(row.id, "original" if original else "clean", key)
    except FileNotFoundError:
        raise NotFound("file_unknown") from None
    return piece, content


async def mark_void(
    work: Work, number: str, evidence_id: str, raw: str, words: str, actor: Actor
) -> None:
    """Mark a piece as void 作废, for good; it and its photo stay.

    Raises NotFound, NotAllowed for another body's piece unless the case is at one's own desk,
    Conflict for one that is void, Invalid for a reason that is none or lacks its words.
    """
    try:
        reason = VoidReason(raw)
    except ValueError:
        raise Invalid("field_missing", field="void_reason") from None
    clean = _words(words, "void_words")
    if reason is VoidReason.OTHER and not clean:
        raise Invalid("field_missing", field="void_words")
    case = await _open(work, number, actor, lock=True)
    row = await work.session.get(Evidence, evidence_id)
    if row is None or row.case_number != case.number:
        raise NotFound("file_unknown")
    if actor.body_id not in (row.body_id, case.holder_id):
        raise NotAllowed(event="void_evidence")
    if row.void_reason is not None:
        raise Conflict("conflict")
    digest, salt = "", secrets.token_hex(16)
    if clean:
        key = await _key(work, case, actor)
        sealed = json.dumps({"salt": salt, "words": clean}, ensure_ascii=False).encode()
        row.void_words = seal(key, sealed, TABLE, row.id, "void_words")
        digest = words_hash(salt, clean)
    row.void_reason, row.void_by, row.void_on = reason.value, actor.id, day_of(work.now)
    facts = {"seq": row.seq, "reason": reason.value}
    await audit.record(
        work, actor.id, "void_evidence", case.number, chain=actor.body_id, words=digest, **facts
    )


async def _open(work: Work, number: str, actor: Actor, *, lock: bool = False) -> Case:
    case = await desks.find_case(work, number, actor, lock=lock)
    check_kept(case)
    if not await may_add(work, case, actor):
        raise NotAllowed(event="add_evidence")
    return case


async def _key(work: Work, case: Case, actor: Actor) -> bytes:
    report = await history.first_report(work, case)
    return await bodies.data_key(work, report.id, actor.body_id)


def _is_photo(content: bytes) -> bool:
    try:
        return sniff(content)[0] == "photo"
    except Invalid:
        return False


def _words(raw: str, field: str) -> str:
    clean = raw.replace("\x00", "").strip()
    if len(clean) > MAX_NOTE:
        raise Invalid("field_too_long", field=field, limit=MAX_NOTE)
    return clean
