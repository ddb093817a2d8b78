"""Bringing a table of workplaces into the register: all of it or nothing, and nobody waits long."""

import asyncio
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from backend.db.models import Workplace, WorkplaceKey, random_id
from backend.db.session import insert_if_absent
from backend.domain.errors import Conflict, Invalid
from backend.domain.workplaces import Entry, search_area, search_keys
from backend.house import House, Work
from backend.services import audit, workplaces
from backend.services.cases import Actor
from backend.services.register_spool import NEW, SAME, STEP, Counts, Progress, Spool
from backend.services.workplaces import IN_FORCE

FOLDER = "imports"
_FACTS = [
    column.name
    for column in Workplace.__table__.columns
    if column.name not in ("id", "batch", "replaces")
]
"""The columns that a staged row hands on to the entry it replaces."""


def spool_of(house: House, import_id: str) -> Spool:
    """The file of an import; it need not be there."""
    folder = house.settings.data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return Spool(folder / f"{import_id}.rows")


async def check(house: House, table: Path, spool: Spool, progress: Progress) -> Counts:
    """Read a whole table, compare it with the register and change nothing.

    Raises Invalid for a file that is no table of ours.
    """
    await asyncio.to_thread(spool.fill, table, progress)
    above = spool.codes_above()
    done = 0
    async with house.view() as view:
        known_above = set(await workplaces.by_codes(view, above)) if above else set()
        spool.unknown_above(known_above)
        for chunk in spool.chunks():
            entries = {number: entry for number, _, entry in chunk}
            spool.note_known(await _known(view, entries))
            done += len(chunk)
            progress("comparing", done, 0)
    await asyncio.to_thread(spool.twice_known)
    return await asyncio.to_thread(spool.counts)


async def _known(work: Work, entries: dict[int, Entry]) -> dict[int, str]:
    """What each row is to the register: by its credit code, else by name and place."""
    codes = [one.credit_code for one in entries.values() if one.credit_code]
    by_code = await workplaces.by_codes(work, codes)
    by_name = await workplaces.by_names(work, [one.name for one in entries.values()])
    found = {}
    for number, entry in entries.items():
        row = by_code.get(entry.credit_code or "")
        if row is None:
            namesake = by_name.get((entry.name, entry.unit))
            # Two codes are two firms, whatever they are called.
            if namesake is not None and not (entry.credit_code and namesake.credit_code):
                row = namesake
        if row is None:
            found[number] = NEW
        else:
            found[number] = SAME if workplaces.entry_of(work, row) == entry else row.id
    return found


async def carry_out(house: House, spool: Spool, actor: Actor, progress: Progress) -> Counts:
    """Write what :func:`check` found, and show it in one moment; raises before anything shows.

    Rows arrive unseen, a thousand a transaction, so that reports come in between. Raises Invalid
    ``table_faults`` while a row is wrong, Conflict ``register_moved`` when the register changed
    meanwhile: check again.
    """
    counts = await asyncio.to_thread(spool.counts)
    if counts.wrong:
        raise Invalid("table_faults", count=counts.wrong)
    await _sweep_left(house)
    batch, done, total = random_id(), 0, counts.new + counts.changed
    try:
        for chunk in spool.chunks(changing=True):
            async with house.work() as work:
                await _bring(work, batch, chunk)
            done += len(chunk)
            progress("writing", done, total)
        async with house.work() as work:
            await _show(work, batch, total)
            sums: dict[str, Any] = {"new": counts.new, "changed": counts.changed}
            await audit.record(work, actor.id, "register_import", batch, **sums)
    except IntegrityError:
        await _sweep(house, batch)
        raise Conflict("register_moved") from None
    except BaseException:
        await _sweep(house, batch)
        raise
    return counts


async def _bring(work: Work, batch: str, chunk: list[tuple[int, str, Entry]]) -> None:
    rows: list[dict[str, object]] = []
    keys: list[dict[str, object]] = []
    old_keys: list[dict[str, object]] = []
    for _, known, entry in chunk:
        # What changes an entry is sealed for that entry's id already.
        replaces = None if known == NEW else known
        row_id = random_id()
        facts = workplaces.columns_of(work, entry, replaces or row_id)
        rows.append({"id": row_id, "batch": batch, "replaces": replaces, **facts})
        values = search_keys(entry.names, search_area(entry.unit))
        kept = keys if replaces is None else old_keys
        kept += [{"value": value, "workplace_id": replaces or row_id} for value in values]
    # On the bare connection: a tenth of a million rows need no unit of work.
    connection = await work.session.connection()
    await connection.execute(insert(Workplace), rows)
    if keys:
        keys.sort(key=itemgetter("value"))
        await connection.execute(insert(WorkplaceKey), keys)
    # An old name's keys stay: whoever is found by one is compared by name before it is shown.
    if old_keys:
        await connection.execute(insert_if_absent(work.session, WorkplaceKey), old_keys)


async def _show(work: Work, batch: str, total: int) -> None:
    session = work.session
    staged = aliased(Workplace)
    here = select(func.count()).select_from(Workplace).where(Workplace.batch == batch)
    if await session.scalar(here) != total:
        raise Conflict("register_moved")
    changes = (
        update(Workplace)
        .where(Workplace.id == staged.replaces, staged.batch == batch)
        .values({name: getattr(staged, name) for name in _FACTS})
        .execution_options(synchronize_session=False)
    )
    await session.execute(changes)
    gone = delete(Workplace).where(Workplace.batch == batch, Workplace.replaces.is_not(None))
    await session.execute(gone.execution_options(synchronize_session=False))
    shown = update(Workplace).where(Workplace.batch == batch).values(batch=IN_FORCE)
    await session.execute(shown.execution_options(synchronize_session=False))


async def _sweep(house: House, batch: str) -> None:
    """Take back what an import that ended badly has brought; nobody has seen it."""
    while True:
        async with house.work() as work:
            # Locked: of two imports at once one may be showing these very rows at this moment.
            query = select(Workplace).where(Workplace.batch == batch).limit(STEP).with_for_update()
            rows = list(await work.session.scalars(query))
            if not rows:
                return
            await workplaces.forget_keys(work, rows)
            ids = [row.id for row in rows]
            gone = delete(Workplace).where(Workplace.id.in_(ids), Workplace.batch == batch)
            await work.session.execute(gone)


async def _sweep_left(house: House) -> None:
    """Take back what an import left that was killed; one that runs beside finds out at its end."""
    query = select(Workplace.batch).where(Workplace.batch != IN_FORCE).distinct()
    async with house.view() as view:
        left = list(await view.session.scalars(query))
    for batch in left:
        await _sweep(house, batch)
