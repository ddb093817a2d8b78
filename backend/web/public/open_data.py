"""The bulletin for programs: open data as JSON with its dictionary, and an Atom feed."""

import json
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from backend.db.models import TypicalCase
from backend.domain.suppression import FEW, MOST_COUNTED, Table
from backend.domain.typical_cases import Told
from backend.services import bulletins, typical_cases
from backend.services.bulletins import Issue
from backend.web.base import HOUSE, Access, allow
from backend.web.public.bulletins import SHARED
from backend.web.public.shell import locale_of, page, render
from backend.web.public.told import TABLES, in_words, name_of, typical_in_words
from config.texts import DEFAULT_LOCALE

FORMAT = 2
"""Changes when a field changes its meaning or goes."""
FIELDS: tuple[tuple[str, str], ...] = (
    ("format", "integer"),
    ("dictionary", "string"),
    ("demo", "boolean"),
    ("least_count", "integer"),
    ("most_yuan_counted", "integer"),
    ("bulletins", "array"),
    ("bulletins[].week", "string"),
    ("bulletins[].first_day", "date"),
    ("bulletins[].last_day", "date"),
    ("bulletins[].published_on", "date"),
    ("bulletins[].cases", "object|null"),
    ("bulletins[].cases.from", "date"),
    ("bulletins[].cases.answered", "integer"),
    ("bulletins[].cases.median_days", "object|null"),
    ("bulletins[].cases.median_days.least", "integer"),
    ("bulletins[].cases.median_days.most", "integer|null"),
    ("bulletins[].cases.districts", "array"),
    ("bulletins[].cases.industries", "array"),
    ("bulletins[].cases.outcomes", "array"),
    ("bulletins[].cases.*[].code", "string|null"),
    ("bulletins[].cases.*[].name", "string"),
    ("bulletins[].cases.*[].count", "integer"),
    ("bulletins[].rewards", "object|null"),
    ("bulletins[].rewards.from", "date"),
    ("bulletins[].rewards.paid", "integer"),
    ("bulletins[].rewards.yuan", "integer"),
    ("typical_cases", "array"),
    ("typical_cases[].week", "string"),
    ("typical_cases[].district", "string"),
    ("typical_cases[].industry", "string"),
    ("typical_cases[].period", "string"),
    ("typical_cases[].found", "string"),
    ("typical_cases[].done", "string"),
    ("typical_cases[].penalty", "string"),
    ("typical_cases[].reward", "string"),
)
"""Every field of the open data with its type; what each means stands in the catalogues."""


def text_name(field: str) -> str:
    """A field as the end of its text's key."""
    return field.replace("[]", "").replace(".*", "").replace(".", "_")


@allow(Access.PUBLIC)
async def data(request: web.Request) -> web.Response:
    """All bulletins and typical cases as JSON, for every site to read."""
    house = request.config_dict[HOUSE]
    async with house.view() as view:
        issues = await bulletins.issues(view)
        typical = await typical_cases.published(view)
    body = {
        "format": FORMAT,
        "dictionary": f"{house.public_url}/bulletin/dictionary",
        "demo": house.settings.demo,
        "least_count": FEW,
        "most_yuan_counted": MOST_COUNTED,
        "bulletins": [_issue(one) for one in issues],
        "typical_cases": [_typical(row, told) for row, told in typical],
    }
    answer = web.json_response(body, dumps=lambda value: json.dumps(value, ensure_ascii=False))
    answer.headers.update({**SHARED, "Access-Control-Allow-Origin": "*"})
    answer.enable_compression()
    return answer


def _issue(issue: Issue) -> dict[str, Any]:
    cases, rewards = issue.figures.cases, issue.figures.rewards
    span = cases.answered_in if cases else None
    return {
        "week": issue.week.id,
        "first_day": issue.week.monday.isoformat(),
        "last_day": issue.week.sunday.isoformat(),
        "published_on": issue.published_on.isoformat(),
        "cases": cases
        and {
            "from": issue.cases_from.isoformat(),
            "answered": cases.count,
            "median_days": span and {"least": span.least, "most": span.most},
            **{name: _cells(name, getattr(cases, name)) for name in TABLES},
        },
        "rewards": rewards
        and {
            "from": issue.rewards_from.isoformat(),
            "paid": rewards.count,
            "yuan": rewards.yuan,
        },
    }


def _cells(name: str, table: Table) -> list[dict[str, Any]]:
    cells = [
        {"code": code, "name": name_of(name, code, DEFAULT_LOCALE), "count": count}
        for code, count in table.cells
    ]
    return [*cells, {"code": None, "name": "", "count": table.rest}]


def _typical(row: TypicalCase, told: Told) -> dict[str, str]:
    return {
        "week": row.week or "",
        "district": row.unit_id,
        "industry": row.industry,
        "period": row.period,
        **told.dump(),
        "penalty": row.penalty,
        "reward": row.reward,
    }


@allow(Access.PUBLIC)
async def dictionary(request: web.Request) -> web.Response:
    """What each field of the open data means."""
    fields = [(name, kind, text_name(name)) for name, kind in FIELDS]
    return page(
        request, "dictionary.html", fields=fields, most=MOST_COUNTED,
        base=request.config_dict[HOUSE].public_url,
    )  # fmt: skip


@allow(Access.PUBLIC)
async def feed(request: web.Request) -> web.Response:
    """The bulletins as an Atom feed (RFC 4287), those that tell something."""
    house, locale = request.config_dict[HOUSE], locale_of(request)
    async with house.view() as view:
        issues = await bulletins.issues(view)
        typical = typical_in_words(await typical_cases.published(view), locale)
    entries = [
        (one, [each for each in typical if each.week == one.week])
        for one in (in_words(issue, locale) for issue in issues)
    ]
    body = render(
        request,
        "feed.xml",
        base=house.public_url,
        host=urlsplit(house.public_url).hostname,
        entries=[(one, cases) for one, cases in entries if cases or not one.empty],
        updated=issues[0].published_on.isoformat() if issues else "2026-01-01",
    )
    answer = web.Response(text=body, content_type="application/atom+xml", charset="utf-8")
    answer.headers.update({**SHARED, "Vary": "Accept-Language"})
    answer.enable_compression()
    return answer


def setup(app: web.Application) -> None:
    """Add them to the application."""
    app.router.add_get("/bulletin/data.json", data)
    app.router.add_get("/bulletin/dictionary", dictionary)
    app.router.add_get("/bulletin/feed.atom", feed)
