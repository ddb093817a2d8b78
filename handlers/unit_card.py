"""The card of a case in a body's chat group: the facts, and a button for each step it can take."""

import datetime as dt

from backend.domain.cases import Event
from backend.domain.deadlines import day_in_shanghai
from backend.domain.fields import reason_codes
from backend.services.unit_cards import GroupCard
from config.deadlines import limit as limit_of
from handlers.card import industry_name
from handlers.reply import Choice, Line, Say, Words, choice, line, say

MAX_WORDS = 1_500
"""Characters of a report that a group reads; the rest is in the console."""
ANNOUNCED = {
    Event.ANSWER.value: "unit.note_answer",
    "reporter_message": "unit.note_message",
    Event.CONNECT.value: "unit.note_connect",
    Event.TRANSFER.value: "unit.note_transfer",
    Event.URGE.value: "unit.note_urge",
    "clock_warning": "unit.note_warning",
    "extension_refused": "unit.note_extension_refused",
    "raised": "unit.note_raised",
    "waiting_over": "unit.note_waiting_over",
    "unaccepted": "digest.note_unaccepted",
}
"""What is said below a card beside changing it, since a changed message rings no bell."""
TO_SUPERIOR = {
    "overdue_below": "unit.note_overdue_below",
    "erase_warning": "unit.note_erase_warning",
    "extension_asked": "unit.note_extension_asked",
    "unaccepted_below": "digest.note_unaccepted_below",
}
"""What the group of a superior reads, who has no card of the case: plain facts, one line."""


def beside(card: GroupCard, body: str, event: str) -> Say:
    """What a joint or informed body's group reads: no word of the report, whom to call."""
    case = card.case
    return say(
        "unit.note_beside",
        number=case.number,
        body=body,
        industry=industry_name(case.industry),
        area=case.area or line("unit.card_area_unknown"),
        step=line(f"case.event_{event}"),
    )


def unit_card(card: GroupCard, console: str, menu: str = "") -> Say:
    """The card; ``menu`` names the step whose reasons are being chosen."""
    case = card.case
    lines: list[Line | Words] = [line("unit.card_title", number=case.number)]
    if not card.here:
        return Say((*lines, line("unit.card_gone")), slot=case.number)
    lines += [
        line("unit.card_industry", industry=industry_name(case.industry)),
        line("unit.card_area", area=case.area or line("unit.card_area_unknown")),
        line("unit.card_urgency", urgency=line(f"case.urgency_{case.urgency}")),
        *(line("unit.card_criterion", item=item) for item in case.criteria[:1]),
        line("unit.card_status", status=status_line(case.status, case.outcome)),
        *deadline_lines(
            case.due_at, case.deadline_kind, case.jurisdiction, paused=case.paused_at is not None
        ),
    ]
    if card.words:
        cut = card.words[:MAX_WORDS]
        lines.append(line("unit.card_words", words=cut + ("…" if cut != card.words else "")))
    lines.append(line("unit.card_link", address=f"{console}/console/cases/{case.number}"))
    return Say(tuple(lines), _choices(card, menu), slot=case.number)


def status_line(status: str, outcome: str | None) -> Line:
    """Where a case stands, or what came of it."""
    if outcome:
        return line("unit.card_closed", outcome=line(f"case.outcome_{outcome}"))
    if status == "waiting_reporter":
        return line("unit.status_waiting")
    return line(f"case.status_{status}")


def deadline_lines(
    due_at: dt.datetime | None, kind: str | None, jurisdiction: str, *, paused: bool
) -> list[Line]:
    """By when a case is due and what that rests on; nothing where no limit runs."""
    if due_at is None or kind is None:
        return []
    if paused:
        return [line("unit.card_paused")]
    basis = line(f"chat.basis_{limit_of(kind, jurisdiction).status}")
    return [line("unit.card_deadline", day=day_in_shanghai(due_at), basis=basis)]


def _choices(card: GroupCard, menu: str) -> tuple[Choice, ...]:
    number = card.case.number
    if menu and Event(menu) in card.events:
        reasons = tuple(
            choice(f"unit.{menu}:{number}:{code}", f"case.reason_{code}")
            for code in reason_codes(Event(menu))
        )
        return (*reasons, choice(f"unit.back:{number}", "unit.choice_back"))
    return tuple(
        choice(f"unit.{event.value}:{number}", f"unit.choice_{event.value}")
        for event in card.events
    )
