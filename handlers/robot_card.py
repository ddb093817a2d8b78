"""What robots of 企业微信, 钉钉, 飞书 groups bring: facts and a link, no report.

It holds what a mail to a body may hold: number, industry, urgency, status, time limit.
"""

from dataclasses import dataclass

from backend.services.robots import OF_OTHERS, RINGS, Sending
from config.texts import DEFAULT_LOCALE, text
from handlers.card import industry_name
from handlers.reply import line
from handlers.unit_card import deadline_lines, status_line
from nlp.types import Urgency


@dataclass(frozen=True, slots=True)
class Card:
    """What a robot says, in the language of the authority."""

    title: str
    lines: tuple[str, ...]
    link: str
    """What the link is called."""
    address: str
    urgent: bool


def robot_card(sending: Sending, console: str) -> Card:
    """The card of what is to be sent; ``console`` is the address people reach us at."""
    case = sending.case
    if case is None:
        words = sending.words
        title = str(words.get("title") or text(DEFAULT_LOCALE, "digest.test_title"))
        lines = tuple(
            words.get("lines") or [text(DEFAULT_LOCALE, "digest.test", body=sending.desk)]
        )
        link = text(DEFAULT_LOCALE, "digest.open_console")
        return Card(title, lines, link, f"{console}{words.get('page', '/console/')}", urgent=False)
    facts = (
        line(RINGS[sending.event], body=sending.desk),
        line("unit.card_industry", industry=industry_name(case.industry)),
        line("unit.card_urgency", urgency=line(f"case.urgency_{case.urgency}")),
        line("unit.card_status", status=status_line(case.status, case.outcome)),
        *deadline_lines(
            case.due_at, case.deadline_kind, case.jurisdiction, paused=case.paused_at is not None
        ),
    )
    below = sending.event in OF_OTHERS
    return Card(
        text(DEFAULT_LOCALE, "unit.card_title", number=case.number),
        tuple(one.render(DEFAULT_LOCALE) for one in facts),
        text(DEFAULT_LOCALE, "digest.open_oversight" if below else "digest.open_case"),
        f"{console}/console/oversight" if below else f"{console}/console/cases/{case.number}",
        urgent=case.urgency == Urgency.IMMEDIATE,
    )
