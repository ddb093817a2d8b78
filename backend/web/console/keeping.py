"""Beside a case: how long its content is kept, what holds it, and a suspicion of bad faith."""

from dataclasses import dataclass

from aiohttp import web

from backend.db.models import Case
from backend.domain.cases import Role
from backend.house import Work
from backend.services import discipline, holds, malice, retention
from backend.services.cases import Actor
from backend.services.discipline import PROPOSERS
from backend.services.holds import HOLDERS, HoldReason
from backend.services.malice import MARKERS, Judgement, MaliceReason
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.shell import acting
from backend.web.forms import read_form
from config.texts import text

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Keeping:
    """The block as the page shows it; empty words where there is nothing to say."""

    when: str
    held: str
    held_words: str
    may_hold: bool
    hold_reasons: tuple[tuple[str, str], ...]
    suspected: str
    suspected_words: str
    judged: str
    may_mark: bool
    malice_reasons: tuple[tuple[str, str], ...]
    judgements: tuple[tuple[str, str], ...]
    """What this person may judge; empty when it isn't theirs to judge."""
    may_refer: bool
    """Whether public officials in the case may be handed to discipline inspection from here."""
    referral_waits: bool
    """Whether a proposal to do so waits for this very person."""


async def block(work: Work, case: Case, me: Actor, locale: str) -> Keeping:
    """All of it for one case and person."""
    held = await holds.of_case(work, case)
    mark = await malice.of_case(work, case, me.body_id)
    open_mark = mark is not None and mark[0].judged is None
    judges = open_mark and mark is not None and Role.REVIEWER in me.roles
    mine = mark is not None and mark[0].actor == me.id
    return Keeping(
        when=await _when(work, case, locale),
        held=text(locale, f"console.hold_{held[0].reason}") if held else "",
        held_words=held[1] if held else "",
        may_hold=bool(HOLDERS & me.roles) and case.erased_at is None,
        hold_reasons=tuple((one.value, text(locale, f"console.hold_{one}")) for one in HoldReason),
        suspected=text(locale, f"console.malice_{mark[0].reason}") if mark else "",
        suspected_words=mark[1] if mark else "",
        judged=text(locale, f"console.malice_{mark[0].judged}") if mark and mark[0].judged else "",
        may_mark=mark is None and bool(MARKERS & me.roles) and case.erased_at is None,
        malice_reasons=tuple(
            (one.value, text(locale, f"console.malice_{one}")) for one in MaliceReason
        ),
        judgements=tuple((one.value, text(locale, f"console.malice_{one}")) for one in Judgement)
        if judges and not mine
        else (),
        may_refer=bool(PROPOSERS & me.roles) and case.holder_id == me.body_id,
        referral_waits=any(one.may_decide for one in await discipline.of_case(work, case, me)),
    )


async def _when(work: Work, case: Case, locale: str) -> str:
    if case.erased_at is not None:
        return text(locale, "console.content_erased")
    found = await retention.day_of(work, case)
    if found is None:
        return ""
    day, blocked = found
    key = f"console.content_kept_{blocked}" if blocked else "console.content_goes"
    return text(locale, key, day=day)


@routes.post("/cases/{number}/hold")
@allow(*HOLDERS)
async def hold(request: web.Request) -> web.Response:
    """Hold the content, or let it go."""
    number, form, me = request.match_info["number"], await read_form(request), acting(request)
    async with request.app[HOUSE].work() as work:
        if form.get("lift"):
            await holds.lift(work, number, me)
        else:
            await holds.hold(work, number, form.get("code"), form.get("reason"), me)
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}#keeping")


@routes.post("/cases/{number}/malice")
@allow(*MARKERS, Role.REVIEWER)
async def suspect(request: web.Request) -> web.Response:
    """Put a suspicion on record, or judge one."""
    number, form, me = request.match_info["number"], await read_form(request), acting(request)
    async with request.app[HOUSE].work() as work:
        if form.get("judgement"):
            await malice.judge(work, number, form.get("judgement"), me)
        else:
            await malice.mark(work, number, form.get("code"), form.get("reason"), me)
    raise web.HTTPSeeOther(f"{PATH}/cases/{number}#keeping")
