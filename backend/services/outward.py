"""The step outward: from the firm to the enforcement body, by the calendar or the reporter's word.

The firm is not told, and no page of the firm's changes by it.
"""

import json
from dataclasses import dataclass

from backend.db.models import Case, CaseBody, InsideCase, Report
from backend.domain import inside
from backend.domain.cases import Event, Role, Status
from backend.domain.errors import IllegalTransition
from backend.domain.fields import EventFields
from backend.domain.inside import Kind, Way
from backend.domain.receipts import hide_receipts
from backend.domain.transitions import BY_EVENT
from backend.house import House, Work
from backend.services import bodies, firm_acts, firm_cases, history, jobs, views
from backend.services.cases import SYSTEM, Actor, carry_out, check_kept
from backend.services.inside import OUTWARD, PARTS, SETTLE, of_case
from backend.services.reports import Content, remember
from backend.vault import KeyMissing, open_sealed
from nlp.redact import redact


@dataclass(frozen=True, slots=True)
class InsideStatus:
    """What a reporter sees of the firm's side."""

    state: inside.State
    way: Way
    due_on: str
    lines: tuple[firm_cases.Line, ...]
    with_firm: bool
    """Whether it is still with the firm alone."""
    hears: bool
    """Whether the firm will see what the reporter writes now."""
    may_go_outward: bool
    denied: bool
    """Whether the reporter has asked for the step outward, which comes within days."""
    both: bool
    """Whether the body had it from the first moment too: lives were in danger."""
    may_claim: bool
    """Whether the firm pays something that nobody has collected yet."""


async def ring(house: House, number: str) -> bool:
    """The drawn moment has come: the case goes outward unless it was mended and not denied.

    False where there is no case any more.
    """
    async with house.work() as work:
        case = await work.session.get(Case, number, with_for_update=True)
        row = await of_case(work, number, lock=True)
        if case is None or row is None or case.erased_at is not None:
            return False
        in_time = inside.mended_in_time(row.due_on, row.fixed_on)
        if _with_firm(case) and (row.denied or not in_time):
            await go(work, case, row)
        return True


async def settle(house: House, number: str) -> bool:
    """The days to deny it are over: what was mended is settled; False for no case."""
    async with house.work() as work:
        case = await work.session.get(Case, number, with_for_update=True)
        row = await of_case(work, number, lock=True)
        if case is None or row is None or case.erased_at is not None:
            return False
        # Mended too late it goes outward all the same, unless the firm alone was to have it.
        in_time = inside.mended_in_time(row.due_on, row.fixed_on) or row.way == Way.FIRM
        if case.status == Status.INSIDE.value and in_time and not row.denied:
            await carry_out(work, case, BY_EVENT[Event.SETTLE], EventFields(), _system())
        return True


async def go(work: Work, case: Case, row: InsideCase) -> None:
    """Hand the case to the body answerable, with who takes part by the place's rules."""
    parts: dict[str, str] = case.routing.get(PARTS, {})
    await carry_out(work, case, BY_EVENT[Event.OUTWARD], EventFields(), _system())
    for body_id, part in parts.items():
        if await work.session.get(CaseBody, (case.number, body_id)) is None:
            work.session.add(CaseBody(case_number=case.number, body_id=body_id, role=part))
    await _remember(work, case)
    await jobs.drop(work, f"{OUTWARD}/{row.case_number}")
    await jobs.drop(work, f"{SETTLE}/{row.case_number}")


async def _remember(work: Work, case: Case) -> None:
    """From now on similar reports may find it: before, its being was the firm's alone to know."""
    report = await history.first_report(work, case)
    key = await bodies.data_key(work, report.id)
    place = ("reports", report.id, "content")
    content = Content(**json.loads(open_sealed(key, report.content, *place)))
    files = await views.files_of(work, report.id, key)
    remember(work, case, content, [one.dhash for one in files if one.dhash])


def _system() -> Actor:
    return Actor(SYSTEM, bodies.INSIDE, frozenset({Role.SYSTEM}))


async def deny(work: Work, report_id: str) -> str:
    """The reporter: it isn't mended, or shouldn't wait. It goes outward at a random moment soon.

    Returns the case number. Raises IllegalTransition when it is outward already.
    """
    case, row = await _mine(work, report_id)
    if not _with_firm(case) or row.denied:
        raise IllegalTransition("already_outward")
    row.denied = True
    key, at = f"{OUTWARD}/{case.number}", inside.outward_at(work.now)
    # A moment that was drawn already and comes sooner stays.
    at = min(at, await jobs.drop(work, key) or at)
    await jobs.enqueue(work, OUTWARD, {"case": case.number}, run_at=at, dedupe_key=key)
    return case.number


async def hear(work: Work, case: Case, text: str) -> None:
    """The reporter's words reach the firm while it alone has the case, names and numbers out."""
    row = await of_case(work, case.number)
    words = redact(hide_receipts(text.strip()))
    if row is not None and words and _reads(work, case, row) == "firm":
        await firm_acts.add_line(work, row, Kind.TEXT, {"text": words}, from_reporter=True)


async def who_reads(work: Work, report_id: str) -> str:
    """Who reads what a reporter writes now, as the end of a text's key: ``firm``, ``later``.

    Empty for the body; ``later``: the firm no more, the body once the case is there.
    """
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number)
    return _reads(work, case, await of_case(work, case.number))


def _reads(work: Work, case: Case, row: InsideCase | None) -> str:
    # Once it is to go outward, or its last day is over, nothing more is for the firm: that somebody
    # still answers, or no longer does, would tell what became of it.
    if row is None or not _with_firm(case):
        return ""
    over = row.denied or firm_cases.today(work) > row.due_on
    return "later" if over else "firm"


async def status_of(work: Work, case: Case, report_id: str) -> InsideStatus | None:
    """The firm's side of a report, for its reporter; None where there is none."""
    row = await of_case(work, case.number)
    if row is None:
        return None
    try:
        key = await bodies.data_key(work, report_id)
    except KeyMissing:
        return None
    return InsideStatus(
        firm_cases.state_of(work, row),
        Way(row.way),
        row.due_on.isoformat(),
        tuple(await firm_cases.lines(work, row, key)),
        _with_firm(case),
        _reads(work, case, row) == "firm",
        _with_firm(case) and not row.denied,
        row.denied,
        row.risk == "immediate",
        row.paid_yuan is not None and row.handed_on is None,
    )


def _with_firm(case: Case) -> bool:
    return case.holder_id == bodies.INSIDE


async def _mine(work: Work, report_id: str) -> tuple[Case, InsideCase]:
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    check_kept(case)
    row = await of_case(work, case.number, lock=True)
    if row is None:
        raise IllegalTransition("not_inside")
    return case, row
