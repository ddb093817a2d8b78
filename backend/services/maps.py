"""Where a body's cases lie: opened in memory for the officer who asks, and kept nowhere."""

import asyncio
import contextlib
import json
from collections.abc import Sequence

from sqlalchemy import and_, select

from backend.db.models import Case, DataKey, Report
from backend.domain.coordinates import AREA_PLACES, Datum, converted
from backend.house import House, Work
from backend.services import audit, desks, queue
from backend.services.cases import Actor
from backend.services.queue_search import Search
from backend.services.reports import Original
from backend.vault import Vault, VaultError, open_sealed

MOST = 500
"""Cases on one map."""
Degrees = tuple[float, float]
"""Latitude and longitude."""
_Row = tuple[str, str, bytes, bytes]
"""Number, report, sealed original, wrapped full key."""


async def shown(work: Work, search: Search, actor: Actor) -> list[Case]:
    """The cases that stand first in the queue of a search: as many as one map holds."""
    return await queue.first(work, search, actor, MOST)


async def open_map(
    house: House, search: Search, actor: Actor, datum: Datum
) -> tuple[list[Case], dict[str, Degrees]]:
    """The first cases of a search, and by number where each lies, to about 100 metres.

    A case has no place here where its reporter sent none, or where the desk has only the copy that
    travels. One audit entry says how many places were opened; nothing is given before it is kept.
    """
    async with house.view() as view:
        cases = await shown(view, search, actor)
        rows = await _originals(view, [case.number for case in cases], actor)
    # Opening hundreds is a moment's work, done beside the others' requests.
    exact = await asyncio.to_thread(_open, house.vault, actor.body_id, rows)
    async with house.work() as work:
        await audit.record(
            work,
            actor.id,
            "open_map",
            "map",
            chain=actor.body_id,
            cases=len(cases),
            points=len(exact),
        )
    return cases, {number: _rounded(*place, datum) for number, place in exact.items()}


async def _originals(work: Work, numbers: Sequence[str], actor: Actor) -> list[_Row]:
    """The first report of each case, if the body holds its full key.

    A first desk that gave a case away has its key still, and no right to look.
    """
    key = and_(DataKey.report_id == Report.id, DataKey.body_id == actor.body_id, DataKey.full)
    found = await work.session.execute(
        select(Report.case_number, Report.id, Report.original, DataKey.wrapped)
        .outerjoin(DataKey, key)
        .join(Case, Case.number == Report.case_number)
        .where(Report.case_number.in_(numbers), desks.seen_by(actor))
        .order_by(Report.submitted_at.desc(), Report.id.desc())
    )
    # The earliest of a case comes last, and stays.
    first: dict[str, tuple[str, bytes, bytes | None]] = {
        number: (report_id, original, wrapped) for number, report_id, original, wrapped in found
    }
    return [
        (number, report_id, original, wrapped)
        for number, (report_id, original, wrapped) in first.items()
        if wrapped is not None
    ]


def _open(vault: Vault, body_id: str, rows: list[_Row]) -> dict[str, Degrees]:
    places = {}
    for number, report_id, sealed, wrapped in rows:
        # What does not open has no place on the map; its own page says why.
        with contextlib.suppress(VaultError):
            key = vault.unwrap_for(body_id, wrapped)
            raw = open_sealed(key, sealed, "reports", report_id, "original")
            original = Original(**json.loads(raw))
            if original.latitude is not None and original.longitude is not None:
                places[number] = (original.latitude, original.longitude)
    return places


def _rounded(latitude: float, longitude: float, datum: Datum) -> Degrees:
    shown = converted(latitude, longitude, Datum.WGS84, datum)
    return round(shown[0], AREA_PLACES), round(shown[1], AREA_PLACES)
