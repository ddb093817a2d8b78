"""The one-time page where a named reporter leaves name and contact, sealed on arrival."""

from aiohttp import web

from backend.domain.errors import Invalid, NotFound
from backend.services import identities
from backend.web.base import HOUSE, Access, allow
from backend.web.forms import read_form
from bot.channels.web_render import from_here, locale_of, page
from config.texts import text

NO_WORDS = {"name": "", "contact": ""}


def setup(app: web.Application) -> None:
    """Add the page."""
    app.router.add_get("/identity/{code}", show)
    app.router.add_post("/identity/{code}", post)


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """The form, while its code is open."""
    async with request.app[HOUSE].view() as view:
        is_open = await identities.code_is_open(view, request.match_info["code"])
    if not is_open:
        return _page(request, "gone", status=404)
    return _page(request, "open")


@allow(Access.PUBLIC)
async def post(request: web.Request) -> web.Response:
    """Seal what was given to the custodian; the code is spent."""
    form = await read_form(request, files=False)
    values = {name: form.get(name).strip() for name in NO_WORDS}
    locale = locale_of(request)
    if not from_here(request, form.get("check")):
        errors = {"name": text(locale, "web.form_again"), "contact": ""}
        return _page(request, "open", status=422, values=values, errors=errors)
    try:
        async with request.app[HOUSE].work() as work:
            code = request.match_info["code"]
            await identities.take_in(work, code, values["name"], values["contact"])
    except NotFound:
        return _page(request, "gone", status=404)
    except Invalid as error:
        field = str(error.params.get("field"))
        sentence = text(locale, f"web.identity_{error.code}", **error.params)
        return _page(
            request, "open", status=422, values=values, errors={**NO_WORDS, field: sentence}
        )
    return _page(request, "done")


def _page(
    request: web.Request,
    state: str,
    *,
    status: int = 200,
    values: dict[str, str] = NO_WORDS,
    errors: dict[str, str] = NO_WORDS,
) -> web.Response:
    return page(request, "identity.html", status=status, state=state, values=values, errors=errors)
