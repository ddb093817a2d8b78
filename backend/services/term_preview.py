"""What a word of the lexicon would do to the open cases: read again in memory, nothing kept.

A word that is tried tells which reports hold it. So every try is on record, numbers are given of
cases alone that the asking person may open anyway, and of all others no count under five.
"""

import asyncio
import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from backend.db.models import Case, Report, random_id
from backend.domain.cases import Role, Status
from backend.domain.changes import Change
from backend.domain.errors import NotFound
from backend.domain.reroutes import Facts, again
from backend.house import House, Work
from backend.services import audit, bodies
from backend.services.cases import ENDED, Actor
from backend.services.changes import would_hold
from backend.services.reports import Content
from backend.services.views import mine
from backend.vault import KeyMissing, open_sealed
from config import overlay
from nlp.classify import classify
from nlp.folding import fold

log = logging.getLogger(__name__)
MOST = 5_000
"""Open cases that are read, the newest first."""
AT_ONCE = 50
LEAST = 5
"""A smaller count of cases that the person may not open isn't told."""
KEPT_SECONDS = 1800
MOST_RUNS = 20
READERS = (Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL)


@dataclass(slots=True)
class Run:
    """How far a try is, and what it found; in this process alone and gone with it.

    ``own`` are cases that the person may open: number, and the industry or body before and after.
    """

    id: str
    actor: str
    change: Change
    began: float
    total: int = 0
    done: int = 0
    closed: int = 0
    """Cases that nothing here opens."""
    reread: int = 0
    over: bool = False
    cancelled: bool = False
    failed: bool = False
    own: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    rerouted: int = 0

    @property
    def changed(self) -> int:
        """How many would be of another industry."""
        return self.ways.total()

    def told(self) -> tuple[int | None, list[tuple[str, str, int | None]]]:
        """The sum and the ways from one industry to another; None for a count too small to tell.

        What the person may open is counted whole.
        """
        own = Counter((before, after) for _, before, after, _, _ in self.own)
        ways = [
            (before, after, count if count >= LEAST or count == own[before, after] else None)
            for (before, after), count in self.ways.most_common()
        ]
        hidden = self.changed - len(self.own)
        return (self.changed if not 0 < hidden < LEAST else None), ways


_runs: dict[str, Run] = {}
_tasks: set[asyncio.Task[None]] = set()


async def begin(house: House, change: Change, actor: Actor) -> str:
    """Start reading with a term tried; returns the id of the run. Raises Unfit."""
    after = would_hold(overlay.current(), change)
    for old in sorted(_runs.values(), key=lambda one: one.began):
        if time.monotonic() - old.began > KEPT_SECONDS or len(_runs) >= MOST_RUNS:
            old.cancelled = True
            _runs.pop(old.id, None)
    run = Run(random_id(), actor.id, change, time.monotonic())
    _runs[run.id] = run
    async with house.work() as work:
        # What is with a firm alone is found by nobody.
        query = select(Case.number).where(
            Case.status.not_in((*ENDED, Status.INSIDE)), Case.erased_at.is_(None)
        )
        newest = query.order_by(Case.created_at.desc(), Case.number).limit(MOST)
        numbers = list(await work.session.scalars(newest))
        own = await _openable(work, actor)
        await audit.record(work, actor.id, "preview_term", change.key[:120], cases=len(numbers))
    run.total = len(numbers)
    task = asyncio.get_running_loop().create_task(_read(house, run, numbers, own, after))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return run.id


def find(run_id: str, actor: Actor) -> Run:
    """A run of this person; raises NotFound for another's, or one that is gone."""
    run = _runs.get(run_id)
    if run is None or run.actor != actor.id:
        raise NotFound
    return run


def cancel(run_id: str, actor: Actor) -> None:
    """Read no further; raises NotFound."""
    find(run_id, actor).cancelled = True


async def _openable(work: Work, actor: Actor) -> set[str]:
    """The open cases whose words this person may read as an officer does."""
    if not actor.roles & set(READERS):
        return set()
    query = mine(actor).with_only_columns(Case.number).where(Case.status.not_in(ENDED))
    return set(await work.session.scalars(query))


async def _read(
    house: House, run: Run, numbers: list[str], own: set[str], after: overlay.Overlay
) -> None:
    try:
        for start in range(0, len(numbers), AT_ONCE):
            if run.cancelled:
                break
            part = numbers[start : start + AT_ONCE]
            async with house.view() as view:
                opened = await _opened(view, part)
            run.closed += len(part) - len(opened)
            await asyncio.to_thread(_judge, run, opened, own, after)
            run.done += len(part)
    except Exception as error:  # noqa: BLE001 - said on the page; its words may quote a report
        log.error("a try of a term failed: %s", type(error).__name__)  # noqa: TRY400 - see above
        run.failed = True
    run.over = True


async def _opened(view: Work, numbers: list[str]) -> list[tuple[Facts, str]]:
    """The facts and the redacted words of cases whose key is open here and whose words decide.

    Where the reporter chose the industry, no word changes it.
    """
    query = select(
        Case.number, Case.industry, Case.unit_id, Case.area, Case.routing, Report.id, Report.content
    ).join(Report, Report.case_number == Case.number)
    found = []
    for *facts, report_id, sealed in await view.session.execute(
        query.where(Case.number.in_(numbers))
    ):
        try:
            key = await bodies.data_key(view, report_id)
        except KeyMissing:
            continue
        raw = open_sealed(key, sealed, "reports", report_id, "content")
        content = Content(**json.loads(raw))
        words = "" if content.industry_by_reporter else content.redacted
        found.append((Facts(*facts), words))
    return found


def _judge(
    run: Run, opened: list[tuple[Facts, str]], own: set[str], after: overlay.Overlay
) -> None:
    for facts, words in opened:
        folded = fold(words)
        before = classify(folded).industry
        with overlay.trying(after):
            now = classify(folded).industry
        run.reread += 1
        if not words or before == now:
            continue
        run.ways[before, now] += 1
        old, new = _body(facts, before), _body(facts, now)
        run.rerouted += old != new
        if facts.number in own:
            run.own.append((facts.number, before, now, old, new))


def _body(facts: Facts, industry: str) -> str:
    found = again(Facts(facts.number, industry, facts.unit, facts.area, facts.routing))
    return found.body.id if found else ""
