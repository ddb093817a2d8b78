"""Looking through what travels with a case: its words, and photos to be blacked out by hand."""

from aiohttp import web

from backend.domain.errors import DomainError, NotFound
from backend.services import evidence, travelling, views
from backend.services.travelling import CHECKERS, NAMES, WHOLE
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, page, said
from backend.web.forms import Form, read_form

routes = web.RouteTableDef()


@routes.get("/cases/{number}/copy")
@allow(*CHECKERS)
async def show(request: web.Request) -> web.Response:
    """The copy as it would travel now."""
    return await _copy_page(request)


@routes.post("/cases/{number}/copy")
@allow(*CHECKERS)
async def confirm(request: web.Request) -> web.Response:
    """Keep what was confirmed; a picture that is left out is black all over."""
    form, number = await read_form(request), request.match_info["number"]
    ids = [name.removeprefix("boxes_") for name in form.fields if name.startswith("boxes_")]
    try:
        boxes = {
            one: (WHOLE,)
            if form.get(f"leave_{one}")
            else travelling.parse_boxes(form.get(f"boxes_{one}"))
            for one in ids
        }
        words = {name: form.get(name) for name in NAMES}
        await travelling.confirm(request.app[HOUSE], number, words, boxes, acting(request))
    except DomainError as error:
        if error.http_status == 404:
            raise
        return await _copy_page(request, form, error)
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}?done=check_copy")


async def _copy_page(
    request: web.Request, form: Form | None = None, error: DomainError | None = None
) -> web.Response:
    async with request.app[HOUSE].view() as view:
        me = acting(request)
        found = await views.case_view(view, request.match_info["number"], me)
        taken = await evidence.pieces(view, found.case, me)
    if found.content is None:
        raise NotFound("case_not_found")
    content = found.content
    photos, others = travelling.what_travels(found.files, found.lines)
    values = {name: form.get(name) if form else getattr(content, name) for name in NAMES}
    return page(
        request,
        "copy.html",
        status=error.http_status if error else 200,
        case=found.case,
        values=values,
        photos=photos,
        others=others,
        evidence=taken,
        error=said(request, error) if error else "",
        field=str(error.params.get("field", "")) if error else "",
    )
