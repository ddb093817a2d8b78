"""A case as one sealed file for a body outside; its passphrase goes another way."""

import asyncio
import base64

from aiohttp import web

from backend.domain.errors import Conflict, DomainError, NotFound
from backend.house import House
from backend.media import Stored
from backend.sealed_page import new_passphrase, seal_page
from backend.services import audit, bodies, mail, travelling, views
from backend.services.cases import Actor
from backend.services.travelling import CHECKERS
from backend.services.views import CaseView
from backend.web.base import HOUSE, allow
from backend.web.console import facts
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()


@routes.get("/cases/{number}/sealed")
@allow(*CHECKERS)
async def show(request: web.Request) -> web.Response:
    """A fresh passphrase, to be noted, and the button that makes the file for it."""
    number = request.match_info["number"]
    try:
        await _checked(request.app[HOUSE], number, acting(request))
    except Conflict as error:
        return _sealed_page(request, number, "", error=error)
    return _sealed_page(request, number, new_passphrase())


def _sealed_page(
    request: web.Request,
    number: str,
    passphrase: str,
    *,
    to: str = "",
    sent: bool = False,
    error: DomainError | None = None,
) -> web.Response:
    """The page with the passphrase that was noted, or without one before a person has looked."""
    return page(
        request,
        "sealed.html",
        status=error.http_status if error else 200,
        number=number,
        passphrase=passphrase,
        by_mail=request.app[HOUSE].settings.mail.on,
        to=to,
        sent=sent,
        error=said(request, error) if error else "",
    )


@routes.post("/cases/{number}/sealed")
@allow(*CHECKERS)
async def make(request: web.Request) -> web.Response:
    """The file itself; neither it nor the passphrase stays here."""
    house, me, locale = request.app[HOUSE], acting(request), locale_of(request)
    form = await read_form(request, files=False)
    try:
        found, photos = await _checked(house, request.match_info["number"], me)
    except DomainError as error:
        if error.http_status == 404:
            raise
        return _sealed_page(request, request.match_info["number"], "", error=error)
    content = await _content(house, found, photos, me, locale)
    words = {
        name: text(locale, f"console.sealed_{name}")
        for name in ("name", "intro", "ask", "button", "wrong", "old")
    } | {"lang": locale.replace("_", "-")}
    made = await asyncio.to_thread(seal_page, content, words, form.get("passphrase"))
    to, name = form.get("mail").strip(), f"{found.case.number}.html"
    try:
        async with house.work() as work:
            await audit.record(
                work, me.id, "seal_copy", found.case.number, pictures=len(photos), mailed=bool(to)
            )
            if to:
                await mail.send_file(work, to, name, made.decode())
    except DomainError as error:
        passphrase = form.get("passphrase")
        return _sealed_page(request, found.case.number, passphrase, to=to, error=error)
    if to:
        return _sealed_page(request, found.case.number, form.get("passphrase"), to=to, sent=True)
    return web.Response(
        body=made,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _checked(house: House, number: str, me: Actor) -> tuple[CaseView, list[Stored]]:
    """The case and its photos; raises Conflict before a person has looked through them."""
    async with house.view() as view:
        found = await views.case_view(view, number, me)
    if found.content is None:
        raise NotFound("case_not_found")
    if not found.case.copy_checked:
        raise Conflict("copy_unchecked")
    photos, _ = travelling.what_travels(found.files, found.lines)
    return found, photos


async def _content(
    house: House, found: CaseView, photos: list[Stored], me: Actor, locale: str
) -> dict[str, object]:
    """The copy that travels, as plain values: no name, no contact, no receipt is in it."""
    case, content = found.case, found.content
    assert content is not None  # noqa: S101 - asked by _checked
    async with house.view() as view:
        key = await bodies.data_key(view, found.report_id, me.body_id)
    finer = facts.finer(content.place, case.area)
    rows = [
        ("case_number", case.number),
        ("field_industry", text(locale, f"routing.industry_{case.industry}")),
        ("field_urgency", text(locale, f"case.urgency_{case.urgency}")),
        ("field_place", f"{case.area} {finer}".strip()),
        ("field_enterprise", content.enterprise),
        ("suspected", "\n".join(one.title for one in facts.suspected(case, locale))),
        ("sheet_why", facts.why_body(case, locale)),
        ("desk", bodies.name_of(case.holder_id, locale)),
    ]
    pictures = [await house.media.read(one.id, "clean", key) for one in photos]
    return {
        "title": text(locale, "console.sheet_title"),
        "rows": [[text(locale, f"console.{name}"), value] for name, value in rows if value],
        "text": content.redacted,
        "photos": [base64.b64encode(one).decode() for one in pictures],
    }
