"""An agency's own changes: proposed, looked at by a second person, kept, and brought into force."""

import asyncio
import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.db.models import Meta, OwnChange
from backend.db.session import insert_if_absent
from backend.domain.cases import Role
from backend.domain.changes import (
    OF_BODIES,
    Change,
    Kind,
    Unfit,
    checked,
    laid,
    needs_second_look,
)
from backend.domain.errors import NotAllowed, NotFound
from backend.house import House, Work
from backend.services import audit, bodies, second_look
from backend.services.cases import Actor
from config import overlay
from nlp.analyse import analyse

VERSION = "changes"
"""The row of ``meta`` with the number of the newest change that holds: read to notice one."""
PROPOSED, ACTIVE, REFUSED = "proposed", "active", "refused"
SHOWN = 200


async def propose(house: House, change: Change, actor: Actor) -> OwnChange:
    """Put a change in force, or before a second administrator where one is needed and there is one.

    Raises NotAllowed beyond the actor's reach, Unfit for what can't hold, says nothing new or
    waits already.
    """
    _check_reach(house, change, actor)
    fit = await asyncio.to_thread(checked, change)
    async with house.work() as work:
        # Locked first: two at once must not both find nothing waiting.
        newest = await _newest(work)
        standing = await _standing(work, fit.kind, fit.key)
        if (standing.value if standing else None) == fit.value and (
            fit.value is None or (standing and standing.basis == fit.basis)
        ):
            raise Unfit("same")
        waiting = select(OwnChange.id).where(
            OwnChange.kind == fit.kind, OwnChange.key == fit.key, OwnChange.state == PROPOSED
        )
        if await work.session.scalar(waiting.limit(1)):
            raise Unfit("waiting")
        row = OwnChange(
            kind=fit.kind.value,
            key=fit.key,
            value=fit.value,
            basis=fit.basis,
            proposed_by=actor.id,
            proposed_at=work.now,
            state=PROPOSED,
        )
        work.session.add(row)
        await work.session.flush()
        alone = not await second_look.others(work, actor.id)
        if needs_second_look(fit.kind, fit.key) and not alone:
            await _record(work, "propose_change", row, actor)
        else:
            _hold(work, row, newest)
            await _record(work, "make_change", row, actor, alone=alone)
    return row


async def approve(house: House, change_id: str, actor: Actor) -> OwnChange:
    """The second look: it holds from now on.

    Raises NotFound, NotAllowed for one's own, and Unfit when it was decided, doesn't fit any more
    or the proposer has had a hand in the account that looks.
    """
    async with house.view() as view:
        row = await _row(view, change_id)
    await asyncio.to_thread(checked, _change(row))
    async with house.work() as work:
        newest = await _newest(work)
        row = await to_be_looked_at(work, change_id, actor)
        row.decided_by, row.decided_at = actor.id, work.now
        _hold(work, row, newest)
        await _record(work, "approve_change", row, actor)
    return row


async def to_be_looked_at(work: Work, change_id: str, actor: Actor) -> OwnChange:
    """A proposal that is this person's to look at; raises as :func:`approve`."""
    row = await _undecided(work, change_id, actor)
    if row.proposed_by == actor.id:
        raise NotAllowed("not_oneself")
    if await second_look.in_hands_of(work, actor.id, row.proposed_by):
        raise Unfit("same_hands")
    return row


async def refuse(house: House, change_id: str, actor: Actor) -> None:
    """Let a proposal be; also who made it may take it back. Raises NotFound, Unfit."""
    async with house.work() as work:
        row = await _undecided(work, change_id, actor)
        row.state, row.decided_by, row.decided_at = REFUSED, actor.id, work.now
        await _record(work, "refuse_change", row, actor)


def outcome(rows: Iterable[OwnChange]) -> str:
    """What became of changes made together: proposed, as soon as one of them waits."""
    return PROPOSED if any(row.state == PROPOSED for row in rows) else ACTIVE


async def undo(house: House, kind: Kind, key: str, actor: Actor, basis: str = "") -> OwnChange:
    """Bring back what was shipped, by a change of its own; raises as :func:`propose`."""
    return await propose(house, Change(kind, key, None, basis), actor)


async def standing(work: Work, kind: Kind) -> dict[str, OwnChange]:
    """The changes of a kind that hold, by key."""
    query = select(OwnChange).where(OwnChange.kind == kind, OwnChange.state == ACTIVE)
    rows = await work.session.scalars(query.order_by(OwnChange.version))
    newest = {row.key: row for row in rows}
    return {key: row for key, row in newest.items() if row.value is not None}


async def waiting(work: Work, kinds: Iterable[Kind] = tuple(Kind)) -> list[OwnChange]:
    """What waits for a second look, the oldest first."""
    query = select(OwnChange).where(OwnChange.state == PROPOSED, OwnChange.kind.in_(list(kinds)))
    return list(await work.session.scalars(query.order_by(OwnChange.proposed_at)))


async def history(work: Work, body_id: str | None = None) -> list[OwnChange]:
    """The newest changes, decided or not; of what one body may change, if it is given."""
    query = select(OwnChange).order_by(OwnChange.proposed_at.desc(), OwnChange.id)
    if body_id is not None:
        query = query.where(OwnChange.kind.in_(OF_BODIES), OwnChange.key == body_id)
    return list(await work.session.scalars(query.limit(SHOWN)))


async def stored(session: AsyncSession) -> tuple[int, list[Change]]:
    """The number of the newest change and all that hold, in the order in which they began to."""
    version = await _version(session)
    if not version:
        return 0, []
    query = select(OwnChange).where(OwnChange.state == ACTIVE).order_by(OwnChange.version)
    return version, [_change(row) for row in await session.scalars(query)]


async def refresh(house: House) -> bool:
    """Bring into this process what was changed since; whether there was anything new."""
    async with house.overlay_lock:
        async with house.database.read() as session:
            if await _version(session) == house.overlay_version:
                return False
            version, changes = await stored(session)
        serving = house.overlay_version >= 0
        await asyncio.to_thread(bring_in, changes, version, serving=serving)
        house.overlay_version = version
        return serving


def bring_in(changes: list[Change], version: int, *, serving: bool = False) -> None:
    """Let these changes hold in this process.

    While it is ``serving``, what they change is built before anybody waits for it.
    """
    found = laid(changes, version)
    with overlay.trying(found):
        if serving:
            analyse("")
        overlay.activate(found)


def would_hold(rows: overlay.Overlay, change: Change) -> overlay.Overlay:
    """What would hold with one more change, to be tried; raises Unfit."""
    fit = checked(change)
    extra = laid([fit], rows.version) if fit.value is not None else overlay.Overlay()
    routes = {at: one for at, one in rows.routes.items() if ":".join(at) != fit.key}
    terms = {term: one for term, one in rows.terms.items() if term != fit.key}
    places = {name: one for name, one in rows.places.items() if name != fit.key}
    return overlay.Overlay(
        rows.version,
        texts=rows.texts,
        deadlines=rows.deadlines,
        bodies=rows.bodies,
        terms=(terms if fit.kind is Kind.TERM else rows.terms) | extra.terms,
        routes=(routes if fit.kind is Kind.ROUTE else rows.routes) | extra.routes,
        places=(places if fit.kind is Kind.PLACE_FILE else rows.places) | extra.places,
    )


def _check_reach(house: House, change: Change, actor: Actor) -> None:
    whole = actor.body_id == bodies.intake_body(house.settings)
    own = change.kind in OF_BODIES and change.key == actor.body_id
    if Role.ADMINISTRATOR not in actor.roles or not (whole or own):
        raise NotAllowed


async def _version(session: AsyncSession) -> int:
    row = await session.get(Meta, VERSION, populate_existing=True)
    return int(row.value) if row else 0


async def _newest(work: Work) -> Meta:
    """The row that numbers the changes, held until the commit: they come one after the other."""
    values = {"name": VERSION, "value": "0"}
    await work.session.execute(insert_if_absent(work.session, Meta, values))
    return await work.session.get_one(Meta, VERSION, with_for_update=True)


def _hold(work: Work, row: OwnChange, newest: Meta) -> None:
    row.state, row.version = ACTIVE, int(newest.value) + 1
    newest.value = str(row.version)
    house = work.house

    async def at_once() -> None:
        await refresh(house)

    work.after_commit(at_once)


async def _standing(work: Work, kind: Kind, key: str) -> OwnChange | None:
    query = select(OwnChange).where(
        OwnChange.kind == kind, OwnChange.key == key, OwnChange.state == ACTIVE
    )
    found: OwnChange | None = await work.session.scalar(
        query.order_by(OwnChange.version.desc()).limit(1)
    )
    return found


async def _row(work: Work, change_id: str) -> OwnChange:
    row = await work.session.get(OwnChange, change_id)
    if row is None:
        raise NotFound
    return row


async def _undecided(work: Work, change_id: str, actor: Actor) -> OwnChange:
    row = await work.session.get(OwnChange, change_id, with_for_update=True)
    if row is None:
        raise NotFound
    _check_reach(work.house, _change(row), actor)
    if row.state != PROPOSED:
        raise Unfit("decided")
    return row


def _change(row: OwnChange) -> Change:
    return Change(Kind(row.kind), row.key, row.value, row.basis)


async def _record(
    work: Work, act: str, row: OwnChange, actor: Actor, *, alone: bool = False
) -> None:
    """On record stands what was changed and the hash of what to: the words are in the table."""
    digest = hashlib.sha256((row.value or "").encode()).hexdigest() if row.value else ""
    subject = f"{row.kind}:{row.key}"[:120]
    await audit.record(
        work,
        actor.id,
        act,
        subject,
        id=row.id,
        sha256=digest,
        basis=row.basis,
        by=row.proposed_by,
        alone=alone,
    )
