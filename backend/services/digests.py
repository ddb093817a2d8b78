"""The digest of a body's desk, each working morning or once a week: to its groups, robots, mail.

Officers' own addresses aren't stored: it goes to the body. Once, whatever dies and however many
processes run: the day that was sent lies in the transaction that queues all of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from backend.db.models import Account, BodyGroup, Case, EnforcementBody, Meta
from backend.db.session import insert_if_absent
from backend.domain.deadlines import SHANGHAI, day_of, is_working_day
from backend.domain.digests import (
    WEEK,
    OpenCase,
    Waiting,
    begins_week,
    is_due,
    monday_of,
    morning_of,
    next_morning,
    sort_out,
)
from backend.domain.errors import Invalid
from backend.house import House, Work
from backend.services import audit, bodies, jobs, mail, robots
from backend.services.cases import ENDED
from backend.services.queue_search import TABS
from config.digest import CHANNELS, Every, digest
from config.texts import DEFAULT_LOCALE, text

DIGEST = "digest"
"""The kind of job that makes a morning's digests."""
GROUP_DIGEST = "group_digest"
"""The kind of job that brings one to a chat group; payload: group, text."""
MARK = "digest_day"
"""The name of the row of ``meta`` that says which day's digests were made."""
EVERY: tuple[Every, ...] = ("off", "daily", "weekly")
SHOWN = 5
"""Numbers of one kind; the rest is in the console."""


def every(body: EnforcementBody, channel: str) -> Every:
    """How often a channel of a body gets the digest: as it chose, else as usual."""
    own = getattr(body, f"digest_{channel}")
    return next((one for one in EVERY if one == own), digest().channels[channel].every)


async def choose(work: Work, body_id: str, given: Mapping[str, str], actor: str) -> None:
    """Set how often each channel of a body gets it; raises Invalid ``digest_every``."""
    if any(given.get(channel) not in EVERY for channel in CHANNELS):
        raise Invalid("digest_every")
    row = await bodies.ensure_desk(work, body_id)
    for channel in CHANNELS:
        setattr(row, f"digest_{channel}", given[channel])
    facts = {channel: given[channel] for channel in CHANNELS}
    await audit.record(work, actor, "set_digest", body_id, **facts)


async def arm(house: House) -> None:
    """Queue the next morning, if it isn't yet."""
    async with house.work() as work:
        await _arm(work)


async def _arm(work: Work) -> None:
    moment = next_morning(work.now)
    key = f"{DIGEST}:{day_of(moment)}"
    await jobs.enqueue(work, DIGEST, {}, run_at=moment, dedupe_key=key)


async def run(house: House) -> None:
    """Make today's digests and queue what sends them; nothing on a day off or a second time.

    A process that was down in the morning still does it until the evening.
    """
    async with house.view() as view:
        today = day_of(view.now)
        evening = view.now.astimezone(SHANGHAI).hour >= digest().quiet.starts
        right = is_working_day(today) and morning_of(today) <= view.now and not evening
        weekly = begins_week(today)
        found = await _waiting(view, weekly=weekly) if right else {}
    async with house.work() as work:
        if right and await _first_today(work, today.isoformat()):
            for body_id in sorted(found):
                if not found[body_id].empty(weekly=weekly):
                    body = await work.session.get_one(EnforcementBody, body_id)
                    await _send(work, body, found[body_id], today, weekly=weekly)
        await _arm(work)


async def _first_today(work: Work, today: str) -> bool:
    """Whether no process made today's digests before; from now on it was this one."""
    await work.session.execute(insert_if_absent(work.session, Meta, {"name": MARK, "value": ""}))
    mark = await work.session.get_one(Meta, MARK, with_for_update=True, populate_existing=True)
    if mark.value >= today:
        return False
    mark.value = today
    return True


async def _waiting(work: Work, *, weekly: bool) -> dict[str, Waiting]:
    """What waits at each desk of a body, the most pressing first."""
    here = Case.holder_id.in_(
        select(EnforcementBody.id).where(~EnforcementBody.id.startswith(bodies.FIRM))
    )
    is_open = Case.status.not_in([status.value for status in ENDED])
    rows = await work.session.execute(
        select(Case.number, Case.holder_id, Case.status, Case.unanswered, Case.due_at)
        .add_columns(is_open & Case.paused_at.is_(None))
        .where(here, is_open | Case.unanswered)
        .order_by(Case.queue_key, Case.number)
    )
    cases: dict[str, list[OpenCase]] = defaultdict(list)
    for number, holder, status, unanswered, due_at, runs in rows:
        fresh = status in TABS["new"]
        cases[holder].append(OpenCase(number, fresh, unanswered, due_at if runs else None))
    closed = await _closed(work, here, weekly=weekly)
    return {
        body_id: sort_out(cases[body_id], work.now, weekly=weekly, closed=closed.get(body_id, 0))
        for body_id in {*cases, *closed}
    }


async def _closed(work: Work, here: ColumnElement[bool], *, weekly: bool) -> dict[str, int]:
    """How many cases each desk closed this week; at its beginning, in the last one."""
    monday = dt.datetime.combine(monday_of(day_of(work.now)), dt.time(), SHANGHAI)
    since = monday - WEEK if weekly else monday
    until = monday if weekly else work.now
    rows = await work.session.execute(
        select(Case.holder_id, func.count())
        .where(here, Case.closed_at >= since, Case.closed_at < until)
        .group_by(Case.holder_id)
    )
    return {row[0]: row[1] for row in rows}


async def _send(
    work: Work, body: EnforcementBody, found: Waiting, today: dt.date, *, weekly: bool
) -> None:
    words = render(body.id, found, today, weekly=weekly)
    whole = "\n".join([words["title"], *words["lines"]])
    whole += f"\n{work.house.public_url}{words['page']}"
    if is_due(every(body, "group"), first_of_week=weekly):
        groups = await work.session.execute(
            select(BodyGroup.group_hash, Account.id)
            .join(Account, Account.external_hash == BodyGroup.group_hash)
            .where(BodyGroup.body_id == body.id)
        )
        for group, account_id in groups:
            payload = {"group": group, "text": whole}
            await jobs.enqueue(work, GROUP_DIGEST, payload, account_id=account_id)
    if is_due(every(body, "robot"), first_of_week=weekly):
        await robots.say(work, body.id, words)
    mailed = body.mail if work.house.settings.mail.on else None
    if mailed and is_due(every(body, "mail"), first_of_week=weekly):
        await mail.queue(work, mailed, words["title"], whole)


def render(body_id: str, found: Waiting, today: dt.date, *, weekly: bool) -> dict[str, Any]:
    """The digest in the language of the authority: title, lines, page of the console."""
    edition = "weekly" if weekly else "daily"
    body = bodies.name_of(body_id)
    lines = [
        text(DEFAULT_LOCALE, key, count=len(numbers), numbers=_listed(numbers))
        for key, numbers in (
            ("digest.line_fresh", found.fresh),
            ("digest.line_unanswered", found.unanswered),
            (f"digest.line_due_{edition}", found.due),
            ("digest.line_overdue", found.overdue),
        )
        if numbers
    ]
    if found.closed:
        lines.append(text(DEFAULT_LOCALE, f"digest.line_closed_{edition}", count=found.closed))
    title = text(DEFAULT_LOCALE, f"digest.title_{edition}", body=body, day=today.isoformat())
    return {"title": title, "lines": lines, "page": "/console/"}


def _listed(numbers: list[str]) -> str:
    shown = "、".join(numbers[:SHOWN])
    more = len(numbers) > SHOWN
    return text(DEFAULT_LOCALE, "digest.and_more", numbers=shown) if more else shown


async def group_of(work: Work, group_hash: str) -> tuple[BodyGroup, Account] | None:
    """A bound chat group and its account; None when it is bound no more."""
    group = await work.session.get(BodyGroup, group_hash)
    account = await work.session.get(Account, group_hash)
    return (group, account) if group is not None and account is not None else None
