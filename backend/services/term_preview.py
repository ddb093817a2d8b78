"""What a word of the lexicon would do to the open cases: read again in memory, nothing kept.

A word that is tried tells which reports hold it. So every try is on record, and read are the cases
that the asking person may open anyway; all others only for a term that another administrator has
proposed, and of them no count under five.
"""

import asyncio
import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from backend.db.models import Case, Report, random_id
from backend.domain.cases import Role, Status
from backend.domain.changes import Change, Kind, Unfit
from backend.domain.errors import NotFound
from backend.domain.reroutes import Facts, again
from backend.house import House, Work
from backend.services import audit, bodies, changes
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


class Told(NamedTuple):
    """What a person hears: ``others`` and ``rerouted`` 0 where it may be anything under LEAST."""

    own: int
    others: int
    ways: list[tuple[str, str, int]]
    rerouted: int


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
    proposal: str = ""
    """The proposed change that this person gives a second look; else only what they may open is
    read."""
    own: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    """From one industry to another, of the cases that the person may not open."""
    rerouted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def told(self) -> Told:
        """What may be said of it: of cases that the person may not open, 0 to 4 look alike.

        A way with fewer counts only among at least LEAST of its like: no sum gives it away.
        """
        listed = {way: count for way, count in self.ways.items() if count >= LEAST}
        rest = self.ways.total() - sum(listed.values())
        others = sum(listed.values()) + (rest if rest >= LEAST else 0)
        own = Counter((before, after) for _, before, after, _, _ in self.own)
        rerouted = sum(self.rerouted[way] for way in listed)
        return Told(
            len(self.own),
            others,
            [(*way, count) for way, count in (own + Counter(listed)).most_common()],
            rerouted if rerouted >= LEAST else 0,
        )


_runs: dict[str, Run] = {}
_tasks: set[asyncio.Task[None]] = set()


async def begin(house: House, change: Change, actor: Actor, proposal: str = "") -> str:
    """Start reading with a term tried; returns the id of the run. Raises Unfit."""
    after = would_hold(overlay.current(), change)
    for old in sorted(_runs.values(), key=lambda one: one.began):
        if time.monotonic() - old.began > KEPT_SECONDS or len(_runs) >= MOST_RUNS:
            old.cancelled = True
            _runs.pop(old.id, None)
    run = Run(random_id(), actor.id, change, time.monotonic(), proposal=proposal)
    _runs[run.id] = run
    async with house.work() as work:
        own = set(await _newest(work, mine(actor))) if actor.roles & set(READERS) else set()
        numbers = await _newest(work, select(Case)) if proposal else list(own)
        # A word that is tried may be one of a report: on record stands what only finds it again.
        word = work.vault.lookup("preview_term", change.key)
        await audit.record(
            work, actor.id, "preview_term", word, cases=len(numbers), proposal=proposal
        )
    run.total = len(numbers)
    task = asyncio.get_running_loop().create_task(_read(house, run, numbers, own, after))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return run.id


async def begin_second_look(house: House, change_id: str, actor: Actor) -> str:
    """Start reading all open cases with a term that another administrator has proposed.

    Raises NotFound, NotAllowed for one's own, Unfit for what is no term or is decided.
    """
    async with house.work() as work:
        row = await changes.to_be_looked_at(work, change_id, actor)
        if row.kind != Kind.TERM:
            raise Unfit("term")
        change = Change(Kind.TERM, row.key, row.value, row.basis)
    return await begin(house, change, actor, change_id)


def find(run_id: str, actor: Actor) -> Run:
    """A run of this person; raises NotFound for another's, or one that is gone."""
    run = _runs.get(run_id)
    if run is None or run.actor != actor.id:
        raise NotFound
    return run


def cancel(run_id: str, actor: Actor) -> None:
    """Read no further; raises NotFound."""
    find(run_id, actor).cancelled = True


async def _newest(work: Work, cases: Select[Any]) -> list[str]:
    """The numbers of the open ones among these; what is with a firm alone is found by nobody."""
    query = cases.with_only_columns(Case.number).where(
        Case.status.not_in((*ENDED, Status.INSIDE)), Case.erased_at.is_(None)
    )
    ordered = query.order_by(Case.created_at.desc(), Case.number).limit(MOST)
    return list(await work.session.scalars(ordered))


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
        old, new = _body(facts, before), _body(facts, now)
        if facts.number in own:
            run.own.append((facts.number, before, now, old, new))
        else:
            run.ways[before, now] += 1
            run.rerouted[before, now] += old != new


def _body(facts: Facts, industry: str) -> str:
    found = again(Facts(facts.number, industry, facts.unit, facts.area, facts.routing))
    return found.body.id if found else ""
