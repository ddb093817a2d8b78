"""Filing for a caller, a letter or a visitor; the receipt is shown once, to read out or print."""

import re

from aiohttp import web

from backend.db.models import random_id
from backend.domain.cases import Role
from backend.domain.errors import DomainError, Invalid
from backend.domain.reward_rules import payable_to
from backend.domain.routing import explain
from backend.house import Work
from backend.services import bodies, drafts, identities, reports
from backend.services.drafts import Draft, Understood
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting, answer_json, locale_of, page, said
from backend.web.forms import Form, read_form
from config.lexicon import industries
from config.texts import text
from nlp.regions import UnknownUnit, region_of

routes = web.RouteTableDef()
SOURCES = ("call", "letter", "visit")
WHO = (Role.INTAKE, Role.OFFICER)
_DRAFT_ID = re.compile(r"[0-9a-f]{32}")


@routes.get("/filing")
@allow(*WHO)
async def show(request: web.Request) -> web.Response:
    """The form."""
    return await _form_page(request, Form())


@routes.post("/filing/understand")
@allow(*WHO)
async def understand(request: web.Request) -> web.Response:
    """What the words amount to so far; nothing is stored."""
    draft, locale = _draft(request, await read_form(request)), locale_of(request)
    understood = drafts.understand(draft)
    choices = understood.analysis.place.choices if understood.place_asked else ()
    return answer_json(
        {
            "words": _understood_words(understood, locale),
            "choices": [[choice.unit, choice.name] for choice in choices[:8]],
        }
    )


@routes.post("/filing")
@allow(*WHO)
async def file(request: web.Request) -> web.Response:
    """File it; the answer is the only place where the receipt ever stands."""
    form, house = await read_form(request), request.app[HOUSE]
    try:
        draft = _draft(request, form)
        if not form.get("text").strip():
            raise Invalid("field_missing", field="narrative")
        _, refused = await drafts.add_files(house.media, draft, form.files)
        if refused:
            raise refused[0]
        understood = drafts.understand(draft)
        async with house.work() as work:
            if form.get("name").strip() or form.get("contact").strip():
                await _seal_identity(work, draft, form)
            filed = await reports.submit_report(work, draft, understood, actor=acting(request).id)
    except DomainError as error:
        return await _form_page(request, form, error)
    locale = locale_of(request)
    return page(
        request,
        "receipt.html",
        filed=filed,
        digits=filed.receipt.split(),
        body=bodies.name_of(filed.body.id, locale),
        desk=bodies.name_of(filed.desk.id, locale),
        source=draft.source,
        look_up=f"{request.app[HOUSE].public_url}/receipt",
    )


async def _seal_identity(work: Work, draft: Draft, form: Form) -> None:
    """Name and contact of a caller who gives them: sealed to the custodian, never with the case."""
    draft.named = True
    code = await identities.link_code(work, draft)
    await identities.take_in(work, code, form.get("name"), form.get("contact"))


def _draft(request: web.Request, form: Form) -> Draft:
    """The draft that a form amounts to; raises Invalid for a text that is too long."""
    draft = Draft(source=form.get("source") if form.get("source") in SOURCES else SOURCES[0])
    given = form.get("draft")
    # The form's own id: sent twice, it is one report.
    draft.id = given if _DRAFT_ID.fullmatch(given) else random_id()
    draft.add_text(form.get("text"))
    place = form.get("place").strip()[:200]
    if place:
        draft.add_text(text(locale_of(request), "console.place_line", place=place))
        draft.place = place
    if form.get("enterprise").strip():
        draft.enterprise = form.get("enterprise").strip()[:100]
    if form.get("industry") in industries():
        draft.industry = form.get("industry")
    if form.get("unit"):
        try:
            draft.unit = region_of(form.get("unit")).unit
        except UnknownUnit:
            draft.unit = None
    draft.jurisdiction = _own_unit(acting(request).body_id)
    return draft


def _own_unit(body_id: str) -> str | None:
    """The unit of the officer's body: where an unnamed place most likely lies."""
    try:
        return region_of(body_id.partition(".")[0]).unit
    except UnknownUnit:
        return None


def _understood_words(understood: Understood, locale: str) -> dict[str, str]:
    region, route = understood.region, understood.route
    industry = text(locale, f"routing.industry_{understood.industry}")
    if understood.industry_asked:
        industry = text(locale, "console.maybe", what=industry)
    items = understood.criteria
    sure = region is not None and not understood.place_asked
    named_only = sure and payable_to(understood.where).value == "named_only"
    return {
        "industry": industry,
        "place": "".join(region.path) if region and sure else text(locale, "console.place_unknown"),
        "urgency": text(locale, f"case.urgency_{understood.analysis.urgency}"),
        "body": route.body.name if route and sure else text(locale, "console.goes_to_triage"),
        "why": explain(route, locale) if route and sure else "",
        "reward": text(locale, "console.say_named_only") if named_only else "",
        "criteria": text(locale, "console.list_mark").join(i.title for i in items),
    }


async def _form_page(
    request: web.Request, form: Form, error: DomainError | None = None
) -> web.Response:
    async with request.app[HOUSE].view() as view:
        takes_names = await identities.takes_names(view)
    return page(
        request,
        "filing.html",
        takes_names=takes_names,
        status=error.http_status if error else 200,
        form=form,
        draft=form.get("draft") or random_id(),
        sources=SOURCES,
        industries=list(industries()),
        limit=drafts.MAX_TEXT,
        files=drafts.MAX_FILES,
        error=said(request, error) if error else "",
        field=str(error.params.get("field", "")) if error else "",
        no_photos=bool(form.files),
    )
