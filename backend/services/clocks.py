"""The running time limits of a case: begun, paused, extended, ended, and what is said of them."""

import datetime as dt

from sqlalchemy import delete, select

from backend.db.models import Case, CaseClock, ClockPoint, Job
from backend.domain.deadlines import Point, day_of, due_at, points
from backend.house import House, Work
from backend.services import jobs
from config.deadlines import limit
from config.digest import digest

CLOCK = "clock"
"""The kind of job that comes due with a point of a clock; payload: clock."""
PROMISE = "promise"
"""The clock of what the reporter was told: no transfer or refusal stops it or begins it anew."""
WAITING = "waiting_reporter"
"""The clock of a reporter who was asked for more: at its end the body goes on without an answer."""
URGENT = "urgent_accept"
"""The clock of a case that nobody has accepted though lives are in danger."""
RING = "ring"
"""The kind of job that rings again for such a case; payload: clock."""
ARMED_AT_ONCE = 200


async def start(work: Work, case: Case, kind: str, *, main: bool = True) -> CaseClock:
    """Begin a limit now; a new step's limit ends that of the step before."""
    if main:
        await end(work, case, main=True)
    clock = CaseClock(
        case_number=case.number,
        kind=kind,
        body_id=case.holder_id,
        main=main,
        started_at=work.now,
        due_at=due_at(work.now, limit(kind, case.jurisdiction)),
    )
    work.session.add(clock)
    await work.session.flush()
    if main:
        case.deadline_kind, case.due_at, case.paused_at = kind, clock.due_at, None
    await arm(work, clock)
    await arm_ring(work, clock)
    return clock


async def promise(work: Work, case: Case) -> None:
    """Keep what the reporter is told at filing: by when somebody answers, whoever that will be."""
    assert case.due_at is not None  # noqa: S101 - the first step's limit has begun
    clock = CaseClock(
        case_number=case.number,
        kind=PROMISE,
        body_id=case.holder_id,
        main=False,
        started_at=work.now,
        due_at=case.due_at,
    )
    work.session.add(clock)
    await work.session.flush()
    await arm(work, clock)


async def end(work: Work, case: Case, *, main: bool | None = None, kind: str | None = None) -> None:
    """End the limits that run: all, the step's own, the others, or one kind."""
    for clock in await _running(work, case):
        if main in (None, clock.main) and kind in (None, clock.kind):
            clock.ended_at = work.now
            await _disarm(work, clock)
            if clock.main:
                case.deadline_kind, case.due_at, case.paused_at = None, None, None


async def pause(work: Work, case: Case) -> None:
    """Stop the time of a case that waits for its reporter; referrals to the police go on."""
    for clock in await _running(work, case):
        if clock.paused_at is None and not _by_law(clock):
            clock.paused_at = work.now
            await _disarm(work, clock)
    case.paused_at = work.now


async def resume(work: Work, case: Case) -> None:
    """Let the time run on; whole days are added, as limits end with a day, whatever the hour."""
    for clock in await _running(work, case):
        if clock.paused_at is None:
            continue
        waited = day_of(work.now) - day_of(clock.paused_at)
        clock.started_at, clock.due_at = clock.started_at + waited, clock.due_at + waited
        clock.paused_at = None
        if clock.main:
            case.due_at = clock.due_at
        await arm(work, clock)
    case.paused_at = None


async def extend(work: Work, case: Case) -> None:
    """Add the extension to the step's limit."""
    more = limit("extend", case.jurisdiction)
    for clock in await _running(work, case):
        if clock.main:
            clock.due_at = due_at(max(clock.due_at, clock.started_at), more)
            case.due_at = clock.due_at
            await _disarm(work, clock)
            await arm(work, clock)


async def move(work: Work, case: Case, old: str, new: str) -> None:
    """The case lies on another desk: what runs beside the step's limit runs for it now."""
    for clock in await _running(work, case):
        if clock.body_id == old:
            clock.body_id = new


async def promised(work: Work, case: Case) -> dt.datetime | None:
    """The day the reporter was promised an answer by, while it isn't over and nobody answered."""
    for clock in await _running(work, case):
        if clock.kind == PROMISE and clock.due_at >= work.now:
            return clock.due_at
    return None


async def beside(work: Work, case: Case) -> list[tuple[str, dt.datetime]]:
    """The limits that run beside the step's own, such as those of a referral: kind and end."""
    running = await _running(work, case)
    return [(one.kind, one.due_at) for one in running if not one.main and one.kind != PROMISE]


def within_limit(work: Work, case: Case, name: str, since: dt.datetime | None) -> bool:
    """Whether the limit called ``name`` that began at ``since`` isn't over yet."""
    return since is None or work.now <= due_at(since, limit(name, case.jurisdiction))


def _by_law(clock: CaseClock) -> bool:
    return clock.kind.startswith(("crime_", "police_"))


async def _running(work: Work, case: Case) -> list[CaseClock]:
    query = select(CaseClock).where(
        CaseClock.case_number == case.number, CaseClock.ended_at.is_(None)
    )
    return list(await work.session.scalars(query.order_by(CaseClock.started_at, CaseClock.id)))


async def said(work: Work, clock: CaseClock) -> set[str]:
    """The points of a clock that were said already."""
    query = select(ClockPoint.point).where(ClockPoint.clock_id == clock.id)
    return set(await work.session.scalars(query))


async def arm(work: Work, clock: CaseClock) -> None:
    """Queue the next point that hasn't been said; one job a clock waits at a time."""
    over = await said(work, clock)
    ahead = {p: at for p, at in points(clock.started_at, clock.due_at).items() if p not in over}
    clock.armed = True
    if ahead:
        point = min(ahead, key=lambda p: ahead[p])
        await jobs.enqueue(
            work, CLOCK, {"clock": clock.id}, run_at=ahead[point], dedupe_key=_key(clock, point)
        )


def rings_of(clock: CaseClock) -> dict[str, dt.datetime]:
    """When is rung again for a case nobody accepts though lives are in danger; else nothing."""
    if clock.kind != URGENT:
        return {}
    return {
        name: clock.started_at + dt.timedelta(minutes=one.minutes)
        for name, one in digest().rings.items()
    }


async def arm_ring(work: Work, clock: CaseClock) -> None:
    """Queue the next ring that hasn't been heard."""
    rings = rings_of(clock)
    over = await said(work, clock) if rings else set()
    ahead = {name: at for name, at in rings.items() if name not in over}
    if ahead:
        name = min(ahead, key=lambda one: ahead[one])
        key = f"{RING}:{clock.id}:{name}"
        await jobs.enqueue(work, RING, {"clock": clock.id}, run_at=ahead[name], dedupe_key=key)


def _key(clock: CaseClock, point: Point) -> str:
    return f"{CLOCK}:{clock.id}:{point}"


async def _disarm(work: Work, clock: CaseClock) -> None:
    keys = [_key(clock, point) for point in Point]
    keys += [f"{RING}:{clock.id}:{name}" for name in rings_of(clock)]
    await work.session.execute(delete(Job).where(Job.dedupe_key.in_(keys)))


async def arm_waiting(house: House) -> int:
    """Queue jobs for clocks that have none, as those that an update brought; returns how many."""
    async with house.work() as work:
        rows = await work.session.scalars(
            select(CaseClock)
            .where(~CaseClock.armed, CaseClock.ended_at.is_(None), CaseClock.paused_at.is_(None))
            .limit(ARMED_AT_ONCE)
        )
        clocks = list(rows)
        for clock in clocks:
            await arm(work, clock)
        return len(clocks)
