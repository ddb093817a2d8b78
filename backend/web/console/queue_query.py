"""A search of the queue as the query of an address, both ways."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from backend.domain.bodies import UnknownBody, find_body
from backend.domain.receipts import parse_case_number
from backend.services.queue import MOST_PAGES
from backend.services.queue_search import BELOW, NOBODY, TABS, Search
from config.criteria import items
from config.lexicon import industries
from nlp.types import Urgency

LONGEST = 80


def read_search(query: Mapping[str, str]) -> Search:
    """What was asked for; what is no choice of ours asks nothing."""
    words = query.get("q", "").strip()[:LONGEST]
    tab = query.get("tab", "")
    if tab not in (*TABS, BELOW):
        tab = "todo"
    if words and tab == "todo":
        # Who types something looks for it everywhere.
        tab = "all"
    industry, urgency, item = (query.get(name, "") for name in ("industry", "urgency", "criterion"))
    page = query.get("page", "1")
    return Search(
        tab=tab,
        number=parse_case_number(words) or "",
        area="" if parse_case_number(words) else words,
        industry=industry if industry in set(industries()) else "",
        urgency=urgency if urgency in set(Urgency) else "",
        criterion=item if item in known_items() else "",
        body=_body(query.get("body", "")[:80]),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        assignee=_assignee(query.get("assignee", "")),
        unhappy=query.get("unhappy") == "1",
        page=min(max(1, int(page)), MOST_PAGES) if page.isascii() and page.isdigit() else 1,
    )


def write_search(search: Search, **other: str) -> str:
    """The same as the query of an address, without what asks nothing."""
    fields = {
        "tab": search.tab,
        "q": search.number or search.area,
        "industry": search.industry,
        "urgency": search.urgency,
        "criterion": search.criterion,
        "body": search.body,
        "since": search.since.isoformat() if search.since else "",
        "until": search.until.isoformat() if search.until else "",
        "assignee": search.assignee,
        "unhappy": "1" if search.unhappy else "",
    }
    return urlencode({name: value for name, value in (fields | other).items() if value})


def known_items() -> dict[str, str]:
    """All items of 重大事故隐患 by "standard item", each with its title."""
    return {f"{item.standard} {item.item}": item.title for item in items()}


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _body(typed: str) -> str:
    try:
        return find_body(typed).id
    except UnknownBody:
        return ""


def _assignee(typed: str) -> str:
    is_id = len(typed) == 32 and typed.isalnum() and typed.isascii()
    return typed if typed == NOBODY or is_id else ""
