"""What the reporter will be told by a step, in the words they will read, before it is taken."""

import datetime as dt
from typing import Any

from backend.db.models import Case
from backend.domain.cases import Clock, Event, Outcome, Transition
from backend.domain.deadlines import day_in_shanghai, due_at, first_deadline, verify_deadline
from backend.domain.reward_rules import claim_days
from backend.domain.rewards import Finding, decide_reward
from backend.house import Work
from backend.services import bodies, clocks, desks
from backend.services.cases import Actor
from backend.services.notices import render_notice
from backend.services.rewards import where_of
from backend.services.views import CaseView
from config.deadlines import limit
from config.texts import text

OPEN = "……"
"""Stands for what the officer hasn't filled in yet."""


async def told(
    work: Work, view: CaseView, row: Transition, raw: dict[str, object], actor: Actor, locale: str
) -> str:
    """The reporter's notice of a step with the fields filled in so far; empty where none goes."""
    if row.notice is None:
        return ""
    if not _complete(row, raw):
        return text(locale, "console.told_when_filled")
    key = row.notice
    params: dict[str, Any] = {
        "number": view.case.number,
        "body": actor.body_id,
        "owner": view.case.body_id,
        "reason": raw.get("reason") or "",
        "text": raw.get("text") or OPEN,
        "due": _due(view.case, row, work.now),
    }
    params |= {name: raw[name] for name in ("reason_code", "outcome") if raw.get(name)}
    if row.event is Event.TRANSFER:
        to = str(raw["to"])
        desk = bodies.intake_body(work.house.settings)
        here = to == desk or to in await bodies.connected(work, {to})
        kind = first_deadline(view.case.urgency, assigned=here)
        promised = await clocks.promised(work, view.case)
        due = promised or due_at(work.now, limit(kind, view.case.jurisdiction))
        params |= {"to": to, "desk": to if here else desk, "due": day_in_shanghai(due)}
        key = row.notice if here else "case.notice_transferred_waiting"
    elif row.event is Event.REFUSE:
        params["to"] = await desks.after_refusal(work, view.case, view.case.refusals + 1)
    elif row.event in (Event.CLOSE, Event.FINISH, Event.PENALTY):
        params |= _reward(view, raw)
    elif view.reward is not None:
        params |= {
            "amount": view.reward.amount_yuan,
            "until": _claim_until(view, raw, work.now),
            "days": claim_days(where_of(view.case)),
        }
    return render_notice({"key": key, "params": params}, locale)


def _complete(row: Transition, raw: dict[str, object]) -> bool:
    """Whether all that changes the sentence is there; free words may still be missing."""
    words = {"text", "reason", "how", "claim_code", "voucher"}
    return all(raw.get(name) not in (None, "") for name in row.required if name not in words)


def _due(case: Case, row: Transition, now: dt.datetime) -> str:
    if row.clock is Clock.VERIFY:
        kind = verify_deadline(case.urgency, bodies.describe(case.body_id).department)
        return day_in_shanghai(due_at(now, limit(kind, case.jurisdiction)))
    if row.clock is Clock.EXTEND:
        return day_in_shanghai(due_at(case.due_at or now, limit("extend", case.jurisdiction)))
    if row.clock is Clock.RECTIFY:
        return day_in_shanghai(due_at(now, limit("rectify", case.jurisdiction)))
    return day_in_shanghai(case.due_at) if case.due_at else ""


def _claim_until(view: CaseView, raw: dict[str, object], now: dt.datetime) -> str:
    """The last day to claim, if so many days are added."""
    until, more = view.reward.claim_until if view.reward else None, raw.get("days")
    if until is None or not isinstance(more, int):
        return OPEN
    return day_in_shanghai(max(until, now) + dt.timedelta(days=more))


def _reward(view: CaseView, raw: dict[str, object]) -> dict[str, Any]:
    case = view.case
    outcome = raw.get("outcome") or case.outcome
    penalty = raw.get("penalty_yuan", case.penalty_yuan)
    deaths = raw.get("concealed_deaths", case.concealed_deaths)
    finding = Finding(
        Outcome(str(outcome)),
        penalty if isinstance(penalty, int) else None,
        bool(raw.get("criterion_confirmed", case.criterion_confirmed)),
        deaths if isinstance(deaths, int) else 0,
        named=view.named,
    )
    decision = decide_reward(finding, where_of(case))
    params = {"penalty_yuan": penalty or 0, **decision.stored()}
    return {**params, "amount": decision.amount_yuan, "reward_key": decision.reason_key}
