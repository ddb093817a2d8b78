"""The copy that travels with a case, looked through by a person before it goes to another body.

Programs redact what they know; a person sees what they don't. Words can only be taken away or put
plainer here, pictures only blacked out: the reporter's own lie sealed at the first desk.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from backend.db.models import Case, Report
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.domain.receipts import hide_receipts
from backend.house import House, Work
from backend.media import Stored
from backend.pictures import Box
from backend.services import audit, bodies, desks, dialogue, history
from backend.services.cases import Actor, check_kept
from backend.services.drafts import MAX_TEXT
from backend.services.inside import of_case
from backend.services.reports import Content
from backend.services.views import files_of
from backend.vault import open_sealed, seal
from nlp.redact import redact

CHECKERS = frozenset({Role.OFFICER, Role.INTAKE})
NAMES = ("redacted", "place", "enterprise")
MAX_BOXES = 60
WHOLE: Box = (0, 0, 1000, 1000)
"""A box over all of a picture: it doesn't travel."""


def what_travels(
    files: Iterable[Stored], lines: Iterable[dialogue.Line]
) -> tuple[list[Stored], list[Stored]]:
    """Photos, and other files, of the report and of what its reporter sent with answers."""
    sent = [one for line in lines if line.from_reporter for one in line.files]
    everything = [*files, *sent]
    photos = [one for one in everything if one.kind == "photo"]
    return photos, [one for one in everything if one.kind != "photo"]


def parse_boxes(raw: str) -> tuple[Box, ...]:
    """Boxes as a page sends them: JSON lists of four thousandths; raises Invalid."""
    if not raw.strip():
        return ()
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid("boxes_unreadable") from error
    if not isinstance(given, list) or len(given) > MAX_BOXES:
        raise Invalid("boxes_unreadable")
    return tuple(_box(one) for one in given)


def _box(raw: object) -> Box:
    if not isinstance(raw, list) or len(raw) != 4:
        raise Invalid("boxes_unreadable")
    numbers = [one for one in raw if type(one) is int and 0 <= one <= 1000]
    if len(numbers) != 4 or not numbers[2] or not numbers[3]:
        raise Invalid("boxes_unreadable")
    return numbers[0], numbers[1], numbers[2], numbers[3]


async def confirm(
    house: House,
    number: str,
    words: Mapping[str, str],
    boxes: Mapping[str, tuple[Box, ...]],
    actor: Actor,
) -> None:
    """Keep what a person confirmed: ``words`` by ``NAMES``, ``boxes`` by
    the id of a photo, an empty one for each that stays as it is.

    Raises NotFound, NotAllowed, Conflict when a photo came meanwhile, or Invalid for words that are
    empty, overlong, or still hold something that names a person (``words_betray``); then nothing
    has changed.
    """
    checked = {name: _words(name, words.get(name, "")) for name in NAMES}
    async with house.view() as view:
        case = await _case(view, number, actor)
        report = await history.first_report(view, case)
        key = await bodies.data_key(view, report.id, actor.body_id)
        photos = await _photos(view, report, key)
        with_firm = await of_case(view, case.number) is not None
    if set(boxes) - photos:
        raise NotFound("case_not_found")
    # Slow, and outside the transaction. If what follows fails, a picture is darker: never lighter.
    for file_id, given in boxes.items():
        if given:
            if with_firm:
                # A photo that grew darker would tell the firm that a body has the case.
                await house.media.keep_as_seen(file_id, key)
            await house.media.black_out(file_id, key, given)
    async with house.work() as work:
        case = await _case(work, number, actor, lock=True)
        report = await history.first_report(work, case)
        if await _photos(work, report, key) - set(boxes):
            # One came after the page was opened: nobody has seen it.
            raise Conflict("case_moved_on")
        place = ("reports", report.id, "content")
        content = Content(**json.loads(open_sealed(key, report.content, *place)))
        told = checked["redacted"]
        content = replace(
            content,
            redacted=told,
            place=checked["place"],
            enterprise=checked["enterprise"],
            # The deciding words were written by the reporter too: those that went, go here.
            matched=[one for one in content.matched if str(one["written"]) in told],
        )
        report.content = seal(key, content.dump(), *place)
        case.copy_checked = True
        burnt = sum(bool(given) for given in boxes.values())
        await audit.record(
            work, actor.id, "check_copy", case.number, chain=actor.body_id, pictures=burnt
        )


async def _photos(work: Work, report: Report, key: bytes) -> set[str]:
    lines = await dialogue.read(work, report, key)
    photos, _ = what_travels(await files_of(work, report.id, key), lines)
    return {one.id for one in photos}


def _words(name: str, value: str) -> str:
    clean = hide_receipts(value.replace("\x00", "").strip())
    if name == "redacted" and not clean:
        raise Invalid("field_missing", field=name)
    if len(clean) > MAX_TEXT:
        raise Invalid("field_too_long", field=name, limit=MAX_TEXT)
    if redact(clean) != clean:
        raise Invalid("words_betray", field=name)
    return clean


async def _case(work: Work, number: str, actor: Actor, *, lock: bool = False) -> Case:
    case = await desks.find_case(work, number, actor, lock=lock)
    if not CHECKERS & actor.roles or case.holder_id != actor.body_id:
        raise NotAllowed(event="check_copy")
    check_kept(case)
    return case
