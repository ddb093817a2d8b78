"""The webhooks of a body: set, tried, changed, their secrets renewed, their log."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from backend.db.models import Webhook, WebhookTry
from backend.domain.cases import Role
from backend.domain.errors import DomainError, Invalid
from backend.domain.webhooks import CLOCK_WARNING, REPORTER_MESSAGE, TEST, Group
from backend.house import House, Work
from backend.services import bodies, webhook_log, webhooks
from backend.services.webhook_log import AGAIN, DROPPED, FAILED, PARKED, SENT
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.scope import check_scope
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.texts import text

routes = web.RouteTableDef()
LOOKS, SECONDS = 48, 0.25
"""How often, and how long apart, is looked whether a test was answered."""
_OWN_EVENTS = (REPORTER_MESSAGE, CLOCK_WARNING, TEST)
_TONES = {SENT: "good", AGAIN: "", PARKED: "bad", DROPPED: "", FAILED: "bad"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook as the page shows it."""

    row: Webhook
    origin: str
    """Where it goes; not the whole address, which may hold a password."""
    wrong: str
    log: list[tuple[WebhookTry, str, str, str]]
    """Each try with its event and how it went in words, and a tone."""
    tested: tuple[str, str]
    """How the test that was asked for went, and its tone."""


@routes.get("/bodies/{body}/webhooks")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """The webhooks of one body."""
    return await _page(request)


@routes.post("/bodies/{body}/webhooks")
@allow(Role.ADMINISTRATOR)
async def add(request: web.Request) -> web.Response:
    """Set another; its secret is shown once. What was wrong is said, what was typed stays."""
    body, form = await _body(request), await read_form(request)
    try:
        async with request.app[HOUSE].work() as work:
            row, secret = await webhooks.add(
                work,
                body,
                form.get("name"),
                form.get("address"),
                form.all("groups"),
                acting(request).id,
            )
    except Invalid as error:
        return await _page(request, error=error, form=form)
    return await _page(request, secret=(row.name, secret))


@routes.post("/bodies/{body}/webhooks/{webhook}/change")
@allow(Role.ADMINISTRATOR)
async def change(request: web.Request) -> web.Response:
    """Other events, on or off, another address where one is given."""
    body, form = await _body(request), await read_form(request)
    webhook = request.match_info["webhook"]
    try:
        async with request.app[HOUSE].work() as work:
            await webhooks.change(
                work,
                body,
                webhook,
                acting(request).id,
                groups=form.all("groups"),
                active=bool(form.get("active")),
                address=form.get("address"),
            )
    except Invalid as error:
        return await _page(request, error=error, failed=webhook)
    raise web.HTTPSeeOther(f"{PATH}/bodies/{body}/webhooks#webhook-{webhook}")


@routes.post("/bodies/{body}/webhooks/{webhook}/secret")
@allow(Role.ADMINISTRATOR)
async def renew(request: web.Request) -> web.Response:
    """Another secret, shown once; the old one is useless at once."""
    body, webhook = await _body(request), request.match_info["webhook"]
    async with request.app[HOUSE].work() as work:
        secret = await webhooks.renew_secret(work, body, webhook, acting(request).id)
        name = (await webhooks.of_body(work, body, webhook)).name
    return await _page(request, secret=(name, secret))


@routes.post("/bodies/{body}/webhooks/{webhook}/remove")
@allow(Role.ADMINISTRATOR)
async def remove(request: web.Request) -> web.Response:
    """Take a webhook away."""
    body = await _body(request)
    async with request.app[HOUSE].work() as work:
        await webhooks.remove(work, body, request.match_info["webhook"], acting(request).id)
    raise web.HTTPSeeOther(f"{PATH}/bodies/{body}/webhooks")


@routes.post("/bodies/{body}/webhooks/{webhook}/test")
@allow(Role.ADMINISTRATOR)
async def test(request: web.Request) -> web.Response:
    """Send a test and wait a moment for how it goes."""
    body, webhook = await _body(request), request.match_info["webhook"]
    house = request.app[HOUSE]
    async with house.work() as work:
        delivery = await webhooks.test(work, body, webhook)
    await _went(house, webhook, delivery)
    raise web.HTTPSeeOther(f"{PATH}/bodies/{body}/webhooks?tested={delivery}#webhook-{webhook}")


async def _went(house: House, webhook: str, delivery: str) -> None:
    for _ in range(LOOKS):
        async with house.view() as view:
            if await webhook_log.of_delivery(view, webhook, delivery) is not None:
                return
        await asyncio.sleep(SECONDS)


async def _body(request: web.Request) -> str:
    """The body the page is of, if this administrator looks after it."""
    body = request.match_info["body"]
    check_scope(request, body)
    async with request.app[HOUSE].view() as view:
        if body not in {row.id for row in await bodies.known(view)}:
            raise web.HTTPNotFound
    return body


async def _page(
    request: web.Request,
    *,
    error: DomainError | None = None,
    form: Form | None = None,
    failed: str = "",
    secret: tuple[str, str] = ("", ""),
) -> web.Response:
    body, locale = await _body(request), locale_of(request)
    tested = request.query.get("tested", "")[:32]
    async with request.app[HOUSE].view() as view:
        shown = [
            await _shown(view, row, locale, tested) for row in await webhooks.listed(view, body)
        ]
    return page(
        request,
        "webhooks.html",
        status=error.http_status if error else 200,
        body=body,
        name=bodies.name_of(body, locale),
        rows=shown,
        groups=list(Group),
        most=webhooks.MOST,
        error=said(request, error) if error else "",
        failed=failed,
        form=form or Form(),
        secret=secret,
    )


async def _shown(view: Work, row: Webhook, locale: str, tested: str) -> Shown:
    try:
        origin, wrong = webhooks.address_of(view, row).origin, ""
    except Invalid as error:
        origin, wrong = "", text(locale, error.text_key, **error.params)
    log = [
        (one, event_words(one.event, locale), went_words(one, locale), _TONES[one.went])
        for one in await webhook_log.newest(view, row.id)
    ]
    last = await webhook_log.of_delivery(view, row.id, tested) if tested else None
    result = (
        (went_words(last, locale), "good" if last.went == SENT else "bad") if last else ("", "")
    )
    return Shown(row, origin, wrong, log, result)


def event_words(event: str, locale: str) -> str:
    """An event of the log in words."""
    if event in _OWN_EVENTS:
        return text(locale, f"hooks.event_{event}")
    return text(locale, f"case.event_{event}")


def went_words(one: WebhookTry, locale: str) -> str:
    """How a try went: what the receiver answered, or why it didn't, and what becomes of it."""
    if one.status is None:
        how = text(locale, f"hooks.fault_{one.fault}")
    elif 300 <= one.status < 400:
        how = text(locale, "hooks.answer_moved", status=one.status)
    else:
        how = text(locale, "hooks.answer", status=one.status)
    return text(locale, f"hooks.went_{one.went}", how=how)
