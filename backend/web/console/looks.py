"""Looking at a case's identity: asking a custodian, and taking the look that was granted."""

from aiohttp import web

from backend.domain.errors import DomainError
from backend.domain.looks import ASKING, LookReason
from backend.services import looks
from backend.vault import public_half
from backend.web.auth import PATH, look_key
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.texts import text

routes = web.RouteTableDef()
DONE = ("ask_look", "renew_look")
_NUMBER = frozenset({"case_not_found", "identity_not_found", "look_not_holder", "look_asked"})


@routes.get("/looks")
@allow(*ASKING)
async def show(request: web.Request) -> web.Response:
    """The form, and what one asked before."""
    return await _page(request, Form({"number": [request.query.get("number", "")[:20]]}))


@routes.post("/looks")
@allow(*ASKING)
async def ask(request: web.Request) -> web.Response:
    """Ask for a look at one case's identity."""
    form, public = await read_form(request, files=False), public_half(look_key(request))
    code, words = form.get("reason_code"), form.get("reason")
    try:
        async with request.app[HOUSE].work() as work:
            await looks.ask(work, form.get("number"), code, words, acting(request), public)
    except DomainError as error:
        return await _page(request, form, error)
    raise web.HTTPSeeOther(f"{PATH}/looks?done=ask_look")


@routes.post("/looks/{id}/renew")
@allow(*ASKING)
async def renew(request: web.Request) -> web.Response:
    """Have the answer sealed to this browser: the one that asked has signed out."""
    public = public_half(look_key(request))
    async with request.app[HOUSE].work() as work:
        await looks.renew(work, request.match_info["id"], acting(request), public)
    raise web.HTTPSeeOther(f"{PATH}/looks?done=renew_look")


@routes.post("/looks/{id}/open", name="open_look")
@allow(*ASKING)
async def open_one(request: web.Request) -> web.Response:
    """Take a granted look; the page is made after the entry is on disk, never before."""
    try:
        async with request.app[HOUSE].work() as work:
            me, key = acting(request), look_key(request)
            found = await looks.look(work, request.match_info["id"], me, key)
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _page(request, Form(), error, of_form=False)
    return page(request, "look.html", found=found)


async def _page(
    request: web.Request, form: Form, error: DomainError | None = None, *, of_form: bool = True
) -> web.Response:
    async with request.app[HOUSE].view() as view:
        rows, now = await looks.mine(view, acting(request)), view.now
    done, words = request.query.get("done", ""), said(request, error) if error else ""
    field = _field_of(error) if error and of_form else ""
    public = public_half(look_key(request))
    return page(
        request,
        "looks.html",
        status=error.http_status if error else 200,
        form=form,
        reasons=list(LookReason),
        error="" if field else words,
        field=field,
        problem_words=words,
        done=text(locale_of(request), f"console.audit_{done}") if done in DONE else "",
        rows=[(row, row.until is not None and row.until < now) for row in rows],
        here_key=public,
    )


def _field_of(error: DomainError) -> str:
    """Which field of the form an error belongs to."""
    return "number" if error.code in _NUMBER else str(error.params.get("field", ""))
