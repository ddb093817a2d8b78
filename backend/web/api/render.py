"""From what services say to what the API answers."""

from typing import Any

from backend.db.models import Case, Reward
from backend.domain.cases import Event, Outcome, Status
from backend.domain.ratings import RatingReason
from backend.domain.rewards import RewardStatus
from backend.domain.routing import explain_stored
from backend.media import Stored
from backend.services import bodies
from backend.services.dialogue import Line
from backend.services.notices import reward_sentence
from backend.services.views import CaseView, Step
from backend.web.api import schema
from backend.web.api.schema import CaseLine, CaseOut
from config.base import Status as RuleStatus
from config.deadlines import limit as limit_of
from config.rules import rewards
from nlp.types import Urgency

PREFIX = "/api/v1"


def body_out(body_id: str, locale: str) -> schema.BodyOut:
    """A body by its id."""
    body = bodies.describe(body_id, locale)
    return schema.BodyOut(id=body.id, name=body.name, department=body.department, level=body.level)


def deadline_out(case: Case) -> schema.DeadlineOut | None:
    """The running time limit of a case, if one runs."""
    if case.due_at is None or case.deadline_kind is None:
        return None
    limit = limit_of(case.deadline_kind, case.jurisdiction)
    return schema.DeadlineOut(
        kind=case.deadline_kind,
        due_at=case.due_at,
        paused=case.paused_at is not None,
        source=limit.source,
        status=limit.status,
    )


def _plain(case: Case, locale: str) -> dict[str, Any]:
    return {
        "case_number": case.number,
        "status": Status(case.status),
        "industry": case.industry,
        "area": case.area,
        "urgency": Urgency(case.urgency),
        "criteria": case.criteria,
        "body": body_out(case.body_id, locale),
        "desk": body_out(case.holder_id, locale),
        "deadline": deadline_out(case),
        "outcome": Outcome(case.outcome) if case.outcome else None,
        "penalty_yuan": case.penalty_yuan,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
    }


def case_line(case: Case, locale: str) -> CaseLine:
    """The plain facts of a case."""
    return CaseLine(**_plain(case, locale))


def case_out(view: CaseView, locale: str) -> CaseOut:
    """A case whole."""
    return CaseOut(
        **_plain(view.case, locale),
        routing=_routing_out(view.case.routing, locale),
        report=_report_out(view),
        timeline=[_step_out(step, locale) for step in view.steps],
        messages=[_message_out(view.case.number, line, locale) for line in view.lines],
        reward=_reward_out(view.reward, locale) if view.reward else None,
        ratings=[
            schema.RatingOut(
                satisfied=one.satisfied,
                reasons=[RatingReason(reason) for reason in one.reasons],
                words=one.words,
                day=one.day,
                body=body_out(one.body_id, locale),
            )
            for one in view.ratings
        ],
        next_events=[row.event for row in view.next_steps],
    )


def _routing_out(stored: dict[str, Any], locale: str) -> schema.RoutingOut | None:
    if not stored:
        return None
    source, status = stored["source"], RuleStatus(stored["status"])
    reason = explain_stored(stored["reason_key"], stored["params"], source, status, locale)
    return schema.RoutingOut(reason=reason, source=source, status=status)


def _report_out(view: CaseView) -> schema.ReportOut | None:
    content = view.content
    if content is None:
        return None
    shown = [_file_out(view.case.number, stored) for stored in view.files]
    return schema.ReportOut(
        # No token opens the sealed original; people do, in the console, and it is on record.
        text=content.redacted,
        place=content.place,
        enterprise=content.enterprise,
        photos=[each for each in shown if each.kind == "photo"],
        files=[each for each in shown if each.kind != "photo"],
        named=view.named,
        submitted_at=view.submitted_at,
    )


def _file_out(number: str, stored: Stored) -> schema.FileOut:
    photo = stored.kind == "photo"
    return schema.FileOut.model_validate(
        {
            "id": stored.id,
            "kind": stored.kind,
            # What is handed out of a photo is the clean copy.
            "mime": "image/jpeg" if photo else stored.mime,
            "size": stored.size,
            "url": f"{PREFIX}/cases/{number}/files/{stored.id}",
        }
    )


def _step_out(step: Step, locale: str) -> schema.StepOut:
    return schema.StepOut(
        at=step.at,
        event="submit" if step.event == "submit" else Event(step.event),
        status=Status(step.status),
        actor=step.actor,
        body=body_out(step.body_id, locale),
        details={**step.facts, **step.texts},
    )


def _message_out(number: str, line: Line, locale: str) -> schema.MessageOut:
    return schema.MessageOut(
        at=line.at,
        sender="reporter" if line.from_reporter else "body",
        body=None if line.from_reporter else body_out(line.body_id, locale),
        text=line.text,
        read_on=line.read_on,
        files=[_file_out(number, stored) for stored in line.files],
    )


def _reward_out(reward: Reward, locale: str) -> schema.RewardOut:
    sentence = reward_sentence(reward.reason_key, reward.params, locale)
    paid = reward.amount_yuan is not None
    return schema.RewardOut(
        status=RewardStatus(reward.status),
        amount_yuan=reward.amount_yuan,
        formula=sentence if paid else None,
        reason=None if paid else sentence,
        rule=reward.rule_id,
        source=rewards().rules[reward.rule_id].source,
        claim_until=reward.claim_until,
    )
