"""Enforcement bodies on this installation: their keys, and what happens when one is connected."""

from sqlalchemy import select

from backend.db.models import CaseBody, DataKey, EnforcementBody, Report
from backend.db.session import insert_if_absent
from backend.domain.bodies import Body, find_body
from backend.domain.errors import Invalid, NotFound
from backend.domain.superiors import chain_above
from backend.house import Work
from backend.vault import KeyMissing, shared_key, wrap
from config.overlay import OwnBody, current
from config.settings import Settings
from config.texts import DEFAULT_LOCALE, text

SEEING = ("intake", "verify")
"""Parts that bring a case to a body's desk beside the holder's: the town's, by the place's plan."""
INSIDE = "inside"
"""Who holds a case that is with a firm: no desk of a body."""
FIRM = "firm."
"""What the id of a firm's desk begins with."""
INTAKE = "intake"
"""The id of the installation's own desk where no real body is set for it."""


def describe(body_id: str, locale: str = DEFAULT_LOCALE) -> Body:
    """The body called ``body_id``, the installation's own desk among them; raises UnknownBody."""
    if body_id == INTAKE:
        return Body(INTAKE, text(locale, "case.intake_desk"), "other", "desk", "")
    return find_body(body_id)


def is_firm(body_id: str) -> bool:
    """Whether it is no body at all, but a firm's desk or what is with a firm."""
    return body_id == INSIDE or body_id.startswith(FIRM)


def desk_of(holder_id: str, locale: str = DEFAULT_LOCALE) -> Body:
    """The desk a case lies on: a body, or the firm it is with."""
    if is_firm(holder_id):
        return Body(holder_id, name_of(holder_id, locale), "other", "desk", "")
    return describe(holder_id, locale)


def checked(body_id: str) -> str:
    """The id of the body that ``body_id`` means; raises Invalid ``unknown_body``.

    Where one bureau does another department's work, both ids mean that bureau.
    """
    try:
        return describe(body_id).id
    except KeyError:
        raise Invalid("unknown_body", body=body_id[:80]) from None


def name_of(body_id: str, locale: str = DEFAULT_LOCALE) -> str:
    """The name people know the body by; a firm's desk bears no name, which would tell the firm."""
    return text(locale, "case.firm_desk") if is_firm(body_id) else describe(body_id, locale).name


def reached(body_id: str) -> OwnBody:
    """What the agency says of a body: where people reach it, and when; empty where nothing."""
    return current().bodies.get(body_id, OwnBody())


async def ensure(work: Work, body_id: str) -> EnforcementBody:
    """The row of a body, made with a fresh key pair when it has none; raises UnknownBody."""
    if not is_firm(body_id):
        describe(body_id)
    row = await work.session.get(EnforcementBody, body_id)
    if row is None:
        key = work.vault.body_public_key(body_id)
        values = {"id": body_id, "public_key": key, "connected": False, "narrative_in_chat": False}
        # Two reports at once may be the first of their body: whose row it is doesn't matter.
        await work.session.execute(insert_if_absent(work.session, EnforcementBody, values))
        row = await work.session.get_one(EnforcementBody, body_id)
    return row


async def ensure_desk(work: Work, body_id: str) -> EnforcementBody:
    """The row of a body that may have groups, robots or mail; raises NotFound for what is a firm's.

    What is with a firm rings nowhere: the minute of it would tell the firm's friends too much.
    """
    if is_firm(body_id):
        raise NotFound
    return await ensure(work, body_id)


async def connected(work: Work, body_ids: set[str]) -> set[str]:
    """Those of ``body_ids`` that have staff, a token or a group on this installation."""
    rows = await work.session.scalars(
        select(EnforcementBody.id).where(
            EnforcementBody.id.in_(body_ids), EnforcementBody.connected
        )
    )
    return set(rows)


def intake_body(settings: Settings) -> str:
    """The body whose desk takes what has no connected body."""
    return settings.intake_body or INTAKE


async def desk_above(work: Work, body_id: str, steps: int = 1) -> tuple[str | None, str]:
    """The superior that many levels above a body, if any, and the connected desk that hears for it.

    Who isn't connected can't be rung: the next above is, at last the installation's own desk.
    """
    above = [one.id for one in chain_above(body_id)] if body_id != INTAKE else []
    here = await connected(work, set(above))
    desk = next((one for one in above[steps - 1 :] if one in here), None)
    superior = above[min(steps, len(above)) - 1] if above else None
    return superior, desk or intake_body(work.house.settings)


async def nameless_employees(work: Work, body_id: str) -> str:
    """What a body says of employees' nameless reports: ``yes``, ``no`` or ``unsaid``."""
    row = await work.session.get(EnforcementBody, body_id) if body_id else None
    said = row.takes_nameless if row else None
    return {True: "yes", False: "no"}.get(said, "unsaid") if said is not None else "unsaid"


async def reader(work: Work, body_id: str) -> str:
    """Whose desk a report for ``body_id`` comes to: its own if connected, else the intake's."""
    here = await connected(work, {body_id}) if body_id else set()
    return body_id if body_id in here else intake_body(work.house.settings)


async def grant(work: Work, report_id: str, key: bytes, body_id: str, *, full: bool) -> None:
    """Wrap a report's key for ``body_id``; only the body's public half is needed."""
    if await work.session.get(DataKey, (report_id, body_id)) is None:
        await ensure(work, body_id)
        # Held until the commit: while it is, nobody changes the body's key (backend.key_care).
        query = select(EnforcementBody.public_key).where(EnforcementBody.id == body_id)
        held = query.with_for_update(read=True, key_share=True)
        wrapped = wrap((await work.session.scalars(held)).one(), key)
        work.session.add(DataKey(report_id=report_id, body_id=body_id, wrapped=wrapped, full=full))


async def revoke(work: Work, report_id: str, body_id: str, *, original: bool = False) -> None:
    """Forget the key that was wrapped for ``body_id``, the full one only with ``original``.

    The first body keeps the full key, as the paper original stays in its file; what its people may
    see ends with its part in the case.
    """
    row = await work.session.get(DataKey, (report_id, body_id))
    if row is not None and (original or not row.full):
        await work.session.delete(row)


async def data_key(work: Work, report_id: str, body_id: str | None = None) -> bytes:
    """The key of a report's travelling copy, as ``body_id`` or, for the reporter, as any holder.

    Raises KeyMissing when nobody whose key is open here holds the report.
    """
    query = select(DataKey).where(DataKey.report_id == report_id)
    if body_id is not None:
        query = query.where(DataKey.body_id == body_id)
    for row in await work.session.scalars(query):
        try:
            return unwrap(work, row)
        except KeyMissing:
            continue
    raise KeyMissing("no key that is open here opens this report")


def unwrap(work: Work, row: DataKey) -> bytes:
    """The key of a report's travelling copy out of one wrapping of it; raises KeyMissing."""
    key = work.vault.unwrap_for(row.body_id, row.wrapped)
    return shared_key(key) if row.full else key


async def original_key(work: Work, report_id: str, body_id: str | None = None) -> bytes | None:
    """The full key, as ``body_id`` or any holder; None for who holds only the copy's."""
    query = select(DataKey).where(DataKey.report_id == report_id, DataKey.full)
    if body_id is not None:
        query = query.where(DataKey.body_id == body_id)
    for row in await work.session.scalars(query):
        try:
            return work.vault.unwrap_for(row.body_id, row.wrapped)
        except KeyMissing:
            continue
    return None


async def give_waiting_keys(work: Work, body_id: str) -> None:
    """Wrap for a newly connected body the keys of all cases that come to its desk."""
    report_ids = await work.session.scalars(
        select(Report.id)
        .join(CaseBody, CaseBody.case_number == Report.case_number)
        .where(CaseBody.body_id == body_id, CaseBody.role.in_(SEEING))
    )
    for report_id in list(report_ids):
        try:
            await grant(work, report_id, await data_key(work, report_id), body_id, full=False)
        except KeyMissing:
            # Erased reports have no key left to hand on.
            continue


async def known(work: Work) -> list[EnforcementBody]:
    """All bodies that have a row here, the connected ones first."""
    rows = await work.session.scalars(
        select(EnforcementBody)
        .where(~EnforcementBody.id.startswith(FIRM, autoescape=True), EnforcementBody.id != INSIDE)
        .order_by(EnforcementBody.connected.desc(), EnforcementBody.id)
    )
    return list(rows)
