"""Files that go with a message, both ways: from a body to its reporter, and with an answer.

A photo is kept in its clean copy alone, whoever sent it; a reporter's document as it came. A body
sends photos only: a document that loads something from afar would show where its reader is. Nobody
but the case's desks and the holder of the receipt opens them: none is ever handed to a messenger,
whose phone would keep it.
"""

from collections.abc import Iterable

from sqlalchemy import func, select

from backend.db.models import Attachment, Case, Message, Report, random_id
from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotAllowed, NotFound
from backend.house import House, Work
from backend.media import Stored, sniff
from backend.services import bodies, desks, dialogue, history, notifications
from backend.services.cases import Actor, check_kept, roles_on
from backend.services.drafts import Upload
from backend.vault import KeyMissing, seal

MOST = 6
"""Files of one message."""
MOST_OF_CASE = 60
"""Files of one side's messages on a report: nobody fills our disk."""
TALKERS = frozenset({Role.OFFICER, Role.INTAKE, Role.HELPER})


async def take_in_from_body(
    house: House, number: str, uploads: Iterable[Upload], actor: Actor
) -> list[Stored]:
    """Check, clean and seal what an officer sends; on disk, in no row yet.

    Raises NotFound, NotAllowed, or Invalid for a file that can't be taken; then nothing was sent.
    """
    given = list(uploads)
    if not given:
        return []
    async with house.view() as view:
        case = await desks.find_case(view, number, actor)
        if not TALKERS & await roles_on(view, case, actor):
            raise NotAllowed(event="message")
        check_kept(case)
        report = await history.first_report(view, case)
        key = await bodies.data_key(view, report.id, actor.body_id)
        await _check_room(view, report.id, len(given), from_reporter=False)
    return await take_in_photos(house, key, given)


async def take_in_photos(house: House, key: bytes, given: list[Upload]) -> list[Stored]:
    """Photos in their clean copies, all or none; raises Invalid for anything else."""
    if len(given) > MOST:
        raise Invalid("too_many_files", limit=MOST)
    if any(sniff(upload.content)[0] != "photo" for upload in given):
        raise Invalid("only_photos")
    return await _take_in(house, key, given)


async def take_in_from_reporter(
    house: House, report_id: str, uploads: Iterable[Upload]
) -> list[Stored]:
    """The same for what a reporter sends with an answer; raises Invalid, KeyMissing."""
    given = list(uploads)
    if not given:
        return []
    async with house.view() as view:
        key = await bodies.data_key(view, report_id)
        await _check_room(view, report_id, len(given), from_reporter=True)
    return await _take_in(house, key, given)


async def _check_room(work: Work, report_id: str, more: int, *, from_reporter: bool) -> None:
    """Each side has room of its own: neither can fill up what the other needs."""
    if more > MOST:
        raise Invalid("too_many_files", limit=MOST)
    there = await work.session.scalar(
        select(func.count())
        .select_from(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.report_id == report_id, Message.from_reporter == from_reporter)
    )
    if (there or 0) + more > MOST_OF_CASE:
        raise Invalid("too_many_files", limit=MOST_OF_CASE)


async def _take_in(house: House, key: bytes, given: list[Upload]) -> list[Stored]:
    """All or none: what was taken in before a refusal goes again."""
    ids = [random_id() for _ in given]
    try:
        return [
            await house.media.take_in_copy(file_id, key, upload.name, upload.content)
            for file_id, upload in zip(ids, given, strict=True)
        ]
    except Invalid:
        for file_id in ids:
            house.media.delete(file_id)
        raise


async def attach(work: Work, report: Report, files: list[Stored]) -> None:
    """Put files beside the newest line of a report's dialogue, in its own transaction."""
    line = await work.session.scalar(
        select(Message.id).where(Message.report_id == report.id).order_by(Message.seq.desc())
    )
    last = await work.session.scalar(
        select(func.max(Attachment.seq)).where(Attachment.report_id == report.id)
    )
    key = await bodies.data_key(work, report.id)
    for seq, one in enumerate(files, start=(last if last is not None else -1) + 1):
        meta = seal(key, one.dump(), "attachments", one.id, "meta")
        work.session.add(
            Attachment(id=one.id, report_id=report.id, seq=seq, meta=meta, message_id=line)
        )
    await work.session.flush()


async def send(work: Work, case: Case, files: list[Stored], actor: Actor) -> None:
    """Send files with the message just written; the reporter is told where to open them."""
    if not files:
        return
    report = await history.first_report(work, case)
    await attach(work, report, files)
    told = {"body": actor.body_id, "count": len(files), "address": work.house.public_url}
    await notifications.tell_report(work, report, case, "case.notice_files", told)


async def open_for_reporter(work: Work, report_id: str, file_id: str) -> tuple[Stored, bytes]:
    """A file of the dialogue and its key, for who holds the receipt; raises NotFound."""
    try:
        key = await bodies.data_key(work, report_id)
    except KeyMissing:
        raise NotFound("file_unknown") from None
    for files in (await dialogue.files_by_line(work, report_id, key)).values():
        for one in files:
            if one.id == file_id:
                return one, key
    raise NotFound("file_unknown")
