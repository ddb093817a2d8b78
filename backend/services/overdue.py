"""A point of a running limit has come: who hears of it, and each thing once, whatever dies."""

from backend.db.models import Case, CaseClock, ClockPoint
from backend.domain.cases import Event, Role, Status
from backend.domain.deadlines import Point, day_in_shanghai, points
from backend.domain.fields import EventFields
from backend.domain.transitions import BY_EVENT
from backend.house import House, Work
from backend.services import audit, bodies, cases, clocks, notifications
from backend.services.cases import SYSTEM, Actor
from backend.services.clocks import PROMISE, WAITING

TOLD_AT_HALF = ("verify", "urgent_verify", "deaths_verify", "review")
"""Limits of weeks, half of which the reporter shouldn't wait through without a word."""


async def ring(house: House, clock_id: str) -> bool:
    """Say what is due of a clock; the proof that it was said is in the same transaction.

    False when there is no such clock any more.
    """
    async with house.work() as work:
        known = await work.session.get(CaseClock, clock_id)
        if known is None:
            return False
        # The case first, as everybody who works it does: locks are taken in one order.
        case = await work.session.get_one(Case, known.case_number, with_for_update=True)
        clock = await work.session.get_one(
            CaseClock, clock_id, with_for_update=True, populate_existing=True
        )
        if clock.ended_at is not None or clock.paused_at is not None:
            return True
        moments = points(clock.started_at, clock.due_at)
        over = await clocks.said(work, clock)
        for point, moment in moments.items():
            if moment <= work.now and point not in over and clock.ended_at is None:
                await _say(work, case, clock, point, late=moments[Point.OVERDUE] <= work.now)
        if clock.ended_at is None:
            await clocks.arm(work, clock)
        return True


async def _say(work: Work, case: Case, clock: CaseClock, point: Point, *, late: bool) -> None:
    row = ClockPoint(clock_id=clock.id, point=point.value, case_number=case.number, at=work.now)
    work.session.add(row)
    await work.session.flush()
    if clock.kind == WAITING:
        await _silent(work, case, clock, point, late=late)
    elif point is Point.HALF:
        # After the end, "half the time is left" would be untrue; so would a warning of it.
        if clock.kind in TOLD_AT_HALF and not late:
            await _half(work, case, clock)
    elif point is Point.WARNING:
        if clock.kind != PROMISE and not late:
            await notifications.tell_bodies(work, case, "clock_warning")
    else:
        await _escalate(work, case, clock, row, steps=1 if point is Point.OVERDUE else 2)


async def _half(work: Work, case: Case, clock: CaseClock) -> None:
    params = {"body": case.holder_id, "due": day_in_shanghai(clock.due_at)}
    await notifications.tell_reporters(work, case, "case.notice_half", params)


async def _silent(work: Work, case: Case, clock: CaseClock, point: Point, *, late: bool) -> None:
    """A reporter who was asked says nothing: one reminder, then the body goes on with what it has.

    Never the end of a case: who is afraid answers late or not at all.
    """
    params = {"body": case.holder_id, "due": day_in_shanghai(clock.due_at)}
    if point is Point.HALF and not late:
        await notifications.tell_reporters(work, case, "case.notice_waiting_half", params)
    if point is not Point.OVERDUE or case.status != Status.WAITING:
        return
    system = Actor(SYSTEM, case.holder_id, frozenset({Role.SYSTEM}))
    facts = {"limit": clock.kind}
    await cases.carry_out(work, case, BY_EVENT[Event.RESUME], EventFields(), system, facts)
    await notifications.tell_reporters(work, case, "case.notice_waiting_over", params)
    await notifications.tell_group(work, case.holder_id, case, "waiting_over")


async def _escalate(
    work: Work, case: Case, clock: CaseClock, row: ClockPoint, *, steps: int
) -> None:
    """The superior hears of it, of three times the limit the one above; so does the reporter."""
    if clock.kind == PROMISE:
        # The step's own clock brings it up; this one only keeps the word given to the reporter.
        if steps == 1:
            params = {"body": case.holder_id, "due": day_in_shanghai(clock.due_at)}
            await notifications.tell_reporters(work, case, "case.notice_promise_over", params)
        return
    late = clock.body_id if clock.body_id != bodies.INTAKE else case.body_id
    row.superior_id, row.desk_id = await bodies.desk_above(work, late, steps)
    facts = {"limit": clock.kind, "point": row.point}
    if Status(case.status) in BY_EVENT[Event.OVERDUE].sources and clock.main:
        to = row.superior_id or row.desk_id
        system = Actor(SYSTEM, late, frozenset({Role.SYSTEM}))
        fields = EventFields(to=to)
        await cases.carry_out(work, case, BY_EVENT[Event.OVERDUE], fields, system, facts)
    else:
        await audit.record(work, SYSTEM, Event.OVERDUE.value, case.number, chain=late, **facts)
    await notifications.tell_group(work, row.desk_id, case, "overdue_below")
