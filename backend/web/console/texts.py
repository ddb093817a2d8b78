"""The texts people read, put in the agency's own words: found, written, looked at, undone."""

import re

from aiohttp import web

from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit, checked
from backend.domain.errors import DomainError, Invalid
from backend.services import changes
from backend.web.base import HOUSE, allow
from backend.web.console.changing import PAGES, done, waiting_keys
from backend.web.console.scope import check_whole
from backend.web.console.shell import acting, page, said
from backend.web.forms import Form, read_form
from config import own_texts
from config.texts import LOCALES, catalogue

routes = web.RouteTableDef()
MOST = 60
_FIELD = re.compile(r"\{(\w*)[^}]*\}")


@routes.get("/settings/texts")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """Texts found by the words they show or by key; without a search the agency's own."""
    check_whole(request)
    words = request.query.get("q", "").strip()[:100]
    async with request.app[HOUSE].view() as view:
        own = {key.partition(":")[2] for key in await changes.standing(view, Kind.TEXT)}
    found = [key for key in own_texts.all_keys() if _fits(key, words.casefold())] if words else own
    rows = [
        (
            key,
            {locale: _standing(locale, key) for locale in LOCALES},
            key in own,
            own_texts.lock_of(key),
        )
        for key in sorted(found, key=lambda key: (own_texts.is_locked(key), key))[:MOST]
    ]
    more = len(rows) == MOST
    return page(request, "texts.html", words=words, rows=rows, more=more, done=done(request))


def _fits(key: str, words: str) -> bool:
    shown = (_standing(locale, key) for locale in LOCALES)
    return words in key or any(words in one.casefold() for one in shown)


def _standing(locale: str, key: str) -> str:
    return catalogue(locale, key.partition(".")[0])[key]


@routes.get("/settings/texts/{id}")
@allow(Role.ADMINISTRATOR)
async def one(request: web.Request) -> web.Response:
    """One text in all languages, to be edited."""
    check_whole(request)
    return await _text_page(request)


@routes.post("/settings/texts/{id}")
@allow(Role.ADMINISTRATOR)
async def write(request: web.Request) -> web.Response:
    """Look at the words as they would be shown, or save them; both languages or none."""
    check_whole(request)
    form, key = await read_form(request, files=False), _key(request)
    house, basis = request.app[HOUSE], form.get("basis")
    wanted = [
        Change(Kind.TEXT, f"{locale}:{key}", given, basis)
        for locale in LOCALES
        if (given := form.get(locale).replace("\r\n", "\n").strip()) != _standing(locale, key)
    ]
    try:
        fit = [checked(one) for one in wanted]
        if form.get("look"):
            return await _text_page(request, form=form, looked=True)
        if not fit:
            raise Invalid("field_missing", field="words")
        async with house.view() as view:
            waiting = waiting_keys(await changes.waiting(view, [Kind.TEXT]))
        if any(change.key in waiting for change in fit):
            raise Unfit("waiting")
        rows = []
        for change in fit:
            locale, _, name = change.key.partition(":")
            usual = own_texts.shipped_text(locale, name)
            value = None if change.value == usual else change.value
            asked = Change(Kind.TEXT, change.key, value, basis)
            rows.append(await changes.propose(house, asked, acting(request)))
    except DomainError as error:
        return await _text_page(request, form=form, error=error)
    raise web.HTTPSeeOther(f"{PAGES[Kind.TEXT]}/{key}?done={changes.outcome(rows)}")


def _key(request: web.Request) -> str:
    key = request.match_info["id"]
    if own_texts.is_locked(key) or own_texts.shipped_text(LOCALES[0], key) is None:
        raise web.HTTPNotFound
    return key


async def _text_page(
    request: web.Request,
    *,
    form: Form | None = None,
    error: DomainError | None = None,
    looked: bool = False,
) -> web.Response:
    key = _key(request)
    async with request.app[HOUSE].view() as view:
        own = await changes.standing(view, Kind.TEXT)
        waiting = waiting_keys(await changes.waiting(view, [Kind.TEXT]))
    rows = []
    for locale in LOCALES:
        usual = own_texts.shipped_text(locale, key) or ""
        given = form.get(locale) if form else _standing(locale, key)
        rows.append(
            {
                "locale": locale,
                "usual": usual,
                "given": given,
                "most": own_texts.longest(usual),
                "own": own.get(f"{locale}:{key}"),
                "looks": _FIELD.sub(lambda found: f"〔{found[1]}〕", given),
            }
        )
    return page(
        request,
        "text.html",
        status=error.http_status if error else 200,
        key=key,
        rows=rows,
        fields=sorted(set(_FIELD.findall(own_texts.shipped_text(LOCALES[0], key) or ""))),
        basis=form.get("basis") if form else "",
        looked=looked,
        second=own_texts.is_for_reporters(key),
        waiting=[row.id for at, row in waiting.items() if at.partition(":")[2] == key],
        done=done(request),
        error=said(request, error) if error else "",
    )
