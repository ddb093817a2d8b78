"""A photo as it came, with what its camera wrote into it: for a reason, and on record."""

from enum import StrEnum

from backend.domain.errors import Invalid, NotFound
from backend.house import Work
from backend.media import Stored
from backend.services import audit, bodies, views
from backend.services.cases import Actor, check_kept


class OriginalReason(StrEnum):
    """Why somebody must see the untouched photo."""

    TIME_AND_PLACE = "time_and_place"
    EVIDENCE = "evidence"
    DETAIL = "detail"
    DOUBT = "doubt"


def parse_reason(name: str) -> OriginalReason:
    """The reason called ``name``; raises Invalid for a word that is none."""
    try:
        return OriginalReason(name)
    except ValueError:
        raise Invalid("field_missing", field="original_reason") from None


async def open_original(
    work: Work, number: str, file_id: str, why: str, actor: Actor
) -> tuple[Stored, bytes]:
    """A photo of the report and the key that opens its original; the look is on record.

    Commit before anything is shown. Raises NotFound where the case has no such photo or only the
    travelling copy lies here, and Invalid for a reason that is none.
    """
    view = await views.case_view(work, number, actor)
    reason = parse_reason(why)
    check_kept(view.case)
    stored = next((one for one in view.files if one.id == file_id and one.kind == "photo"), None)
    key = await bodies.original_key(work, view.report_id, actor.body_id)
    if stored is None or key is None or view.original is None:
        raise NotFound("file_not_found")
    facts = {"reason": reason.value, "file": stored.id[:8]}
    await audit.record(
        work, actor.id, "open_original", view.case.number, chain=actor.body_id, **facts
    )
    return stored, key
