"""The agency's own words of the lexicon: tried on the open cases first, then kept, or taken out."""

import math

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit, term_key, with_weight
from backend.domain.errors import DomainError
from backend.services import changes, term_preview
from backend.web.base import HOUSE, allow
from backend.web.console.changing import done, save
from backend.web.console.scope import check_whole
from backend.web.console.settings import body_name
from backend.web.console.shell import acting, locale_of, page, said
from backend.web.forms import Form, read_form
from config.lexicon import Kind as TermKind
from config.lexicon import hand_terms, industries
from config.overlay import current

routes = web.RouteTableDef()
KINDS = (TermKind.SUBJECT, TermKind.HARM, TermKind.GUARD, TermKind.PLACE, TermKind.CUE,
         TermKind.BLOCKER)  # fmt: skip
WEIGHTS = ("2", "4", "6", "8")
"""Weak to decisive, as a person is offered them; an own number may be typed."""


@routes.get("/settings/terms")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """The agency's own terms, and what the lexicon says of a word that is looked up."""
    check_whole(request)
    return await _terms_page(request)


@routes.post("/settings/terms")
@allow(Role.ADMINISTRATOR)
async def write(request: web.Request) -> web.Response:
    """Try a term on the open cases, keep it, or take it out again."""
    check_whole(request)
    form = await read_form(request, files=False)
    try:
        change = await _change(request, form)
        if not form.get("try"):
            await save(request, change)
        run_id = await term_preview.begin(request.app[HOUSE], change, acting(request))
    except DomainError as error:
        return await _terms_page(request, form, error)
    raise web.HTTPSeeOther(f"/console/settings/terms/tries/{run_id}")


async def _change(request: web.Request, form: Form) -> Change:
    term = term_key(form.get("term"))
    if form.get("remove"):
        return Change(Kind.TERM, term, None, form.get("basis"))
    if form.get("kind") not in set(KINDS):
        raise Unfit("term_kind")
    try:
        weight = float(form.get("weight") or "nan")
    except ValueError:
        weight = math.nan
    async with request.app[HOUSE].view() as view:
        before = (await changes.standing(view, Kind.TERM)).get(term)
    value = with_weight(
        before.value if before else None, form.get("industry"), TermKind(form.get("kind")), weight
    )
    return Change(Kind.TERM, term, value, form.get("basis"))


@routes.get("/settings/terms/tries/{id}")
@allow(Role.ADMINISTRATOR)
async def tried(request: web.Request) -> web.Response:
    """How far a try is, and what it found."""
    check_whole(request)
    run, locale = term_preview.find(request.match_info["id"], acting(request)), locale_of(request)
    return page(
        request,
        "term_try.html",
        run=run,
        term=run.change.key,
        told=run.told(),
        least=term_preview.LEAST,
        own=[
            (number, before, now, body_name(old, locale), body_name(new, locale))
            for number, before, now, old, new in run.own[: changes.SHOWN]
        ],
    )


@routes.post("/settings/terms/tries/{id}")
@allow(Role.ADMINISTRATOR)
async def decide(request: web.Request) -> web.Response:
    """Stop a try, or keep what was tried."""
    check_whole(request)
    form = await read_form(request, files=False)
    run = term_preview.find(request.match_info["id"], acting(request))
    if form.get("stop"):
        term_preview.cancel(run.id, acting(request))
        raise web.HTTPSeeOther(f"/console/settings/terms/tries/{run.id}")
    if run.proposal:
        raise web.HTTPNotFound
    await save(request, run.change)


@routes.post("/settings/changes/{id}/try")
@allow(Role.ADMINISTRATOR)
async def try_proposed(request: web.Request) -> web.Response:
    """Try a term that another administrator has proposed, on all open cases."""
    check_whole(request)
    run_id = await term_preview.begin_second_look(
        request.app[HOUSE], request.match_info["id"], acting(request)
    )
    raise web.HTTPSeeOther(f"/console/settings/terms/tries/{run_id}")


async def _terms_page(
    request: web.Request, form: Form | None = None, error: DomainError | None = None
) -> web.Response:
    asked = request.query.get("q", "").strip()[:20]
    own = current().terms
    found = [
        (term, weights.kind.value, sorted(weights.industries.items()))
        for term, weights in hand_terms().items()
        if asked and asked.casefold() in term
    ]
    return page(
        request,
        "terms.html",
        status=error.http_status if error else 200,
        own=[(term, one.kind, one.weights) for term, one in sorted(own.items())],
        asked=asked,
        found=found[:40],
        kinds=[kind.value for kind in KINDS],
        weights=WEIGHTS,
        industries=list(industries()),
        form=form or Form(),
        done=done(request),
        error=said(request, error) if error else "",
    )
