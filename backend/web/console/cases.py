"""The case page: all that is needed to decide, and each next step as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from backend.domain.cases import Event, parse_event
from backend.domain.errors import Conflict, DomainError
from backend.domain.reward_rules import payable_to
from backend.domain.transitions import BY_EVENT
from backend.house import Work
from backend.media import Stored
from backend.services import (
    assignments,
    audit,
    bodies,
    clocks,
    desks,
    dialogue,
    sent_files,
    staff,
    views,
)
from backend.services.cases import apply_event, roles_on
from backend.services.claim_codes import note_wrong
from backend.services.corrections import DECIDING
from backend.services.notices import reward_sentence
from backend.services.original_photos import OriginalReason
from backend.services.rewards import where_of
from backend.services.travelling import CHECKERS
from backend.services.views import CaseView
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console import (
    evidence,
    facts,
    hints,
    inside_story,
    keeping,
    maps,
    previews,
    similar,
    step_input,
    steps,
    timeline,
    workplace_box,
)
from backend.web.console.bodies import suggestions
from backend.web.console.shell import (
    CASE_READERS,
    acting,
    answer_json,
    locale_of,
    page,
    said,
)
from backend.web.forms import Form, read_form
from config.lexicon import industries
from config.rules import rewards
from config.texts import text

routes = web.RouteTableDef()
ASSIGNED = "assigned"


@routes.get("/cases/{number}")
@allow(*CASE_READERS)
async def show(request: web.Request) -> web.Response:
    """One case on one screen."""
    done = request.query.get("done", "")
    return await _case_page(request, done=done if done in {*Event, ASSIGNED} else "")


@routes.post("/cases/{number}/whole")
@allow(*CASE_READERS)
async def whole(request: web.Request) -> web.Response:
    """The case with the words as they came; whoever looks leaves an entry."""
    async with request.app[HOUSE].work() as work:
        me = acting(request)
        case = await desks.find_case(work, request.match_info["number"], me)
        await audit.record(work, me.id, "read_whole_text", case.number)
    return await _case_page(request, whole=True)


@routes.post("/cases/{number}/events/{event}")
@allow(*CASE_READERS)
async def take_step(request: web.Request) -> web.Response:
    """Let one event happen; what is wrong stands next to its field and nothing typed is lost."""
    number, form = request.match_info["number"], await read_form(request)
    event = parse_event(request.match_info["event"])
    raw = step_input.read_fields(form, BY_EVENT[event])
    me = acting(request)
    files: list[Stored] = []
    try:
        if event in steps.WITH_FILES:
            # Cleaned before the transaction: nobody waits for it.
            files = await sent_files.take_in_from_body(request.app[HOUSE], number, form.files, me)
        async with request.app[HOUSE].work() as work:
            case = await desks.find_case(work, number, me, lock=True)
            if form.get("version") not in ("", str(case.version)):
                raise Conflict("case_moved_on")
            case = await apply_event(work, number, event, raw | step_input.read_stated(form), me)
            await sent_files.send(work, case, files, me)
            stays = await desks.may_see(work, case, me)
    except DomainError as error:
        for one in files:
            request.app[HOUSE].media.delete(one.id)
        if error.code == "wrong_claim_code":
            async with request.app[HOUSE].work() as work:
                await note_wrong(work, number, acting(request).id)
        return await _refused(request, error, event, form)
    back = f"{PATH}/cases/{case.number}" if stays else f"{PATH}/cases"
    raise web.HTTPSeeOther(f"{back}?done={event}")


@routes.post("/cases/{number}/preview/{event}")
@allow(*CASE_READERS)
async def preview(request: web.Request) -> web.Response:
    """What the reporter will read, with the fields as they stand in the form."""
    locale, row = locale_of(request), BY_EVENT[parse_event(request.match_info["event"])]
    raw = step_input.read_fields(await read_form(request), row)
    async with request.app[HOUSE].view() as work:
        me = acting(request)
        view = await views.case_view(work, request.match_info["number"], me)
        try:
            words = await previews.told(work, view, row, raw, me, locale)
        except (KeyError, ValueError):
            words = text(locale, "console.told_when_filled")
    return answer_json({"told": words})


async def _refused(
    request: web.Request, error: DomainError, event: Event, form: Form
) -> web.Response:
    if error.http_status == 404:
        raise error
    return await _case_page(request, error.http_status, error=error, event=event, form=form)


async def _case_page(
    request: web.Request,
    status: int = 200,
    *,
    whole: bool = False,
    done: str = "",
    error: DomainError | None = None,
    event: Event | None = None,
    form: Form | None = None,
) -> web.Response:
    locale, me = locale_of(request), acting(request)
    async with request.app[HOUSE].view() as work:
        view = await views.case_view(work, request.match_info["number"], me)
        forms = [
            replace(
                step_input.with_ready(f, request.query.get("ready", "")),
                told=await _told(work, view, f.event, request),
            )
            for f in steps.forms(view, locale)
        ]
        people = await staff.people(work, me.body_id)
        gives = view.case.holder_id == me.body_id and bool(assignments.GIVING & me.roles)
        givable = await assignments.colleagues(work, me.body_id) if gives else []
        assignee = await assignments.name_of(work, view.case)
        away = {one.id for one in givable if assignments.is_away(one, work)}
        alike = await similar.rows(work, view.case, me, locale)
        kept = await keeping.block(work, view.case, me, locale)
        linking = bool(await roles_on(work, view.case, me) & DECIDING)
        beside = [
            facts.limit_left(kind, due, view.case, work.now, locale)
            for kind, due in await clocks.beside(work, view.case)
        ]
        enterprise = view.content.enterprise if view.content else ""
        workplace = await workplace_box.box(work, view.case, enterprise, me, locale)
        taken = await evidence.shown(work, view.case, me, locale)
        inside = await inside_story.story(work, view.case, view.report_id, me)
        now = work.now
    if dialogue.unread(view.lines, from_reporter=True):
        async with request.app[HOUSE].work() as work:
            await dialogue.mark_read(work, view.report_id, from_reporter=True)
    if error is not None and event is not None and form is not None:
        words, field = said(request, error), str(error.params.get("field", ""))
        without = str(error.params.get("without", ""))
        forms = [
            step_input.with_values(f, form, words, field, without) if f.event == event else f
            for f in forms
        ]
    content, case, parts = view.content, view.case, _parts(view, locale)
    shown = (view.words if whole else content.redacted) if content else ""
    settings = request.app[HOUSE].settings
    spot = maps.spot_of(view, settings)
    response = page(
        request,
        "case.html",
        status=status,
        view=view,
        spot=spot,
        case=case,
        body=bodies.name_of(case.body_id, locale),
        reached=bodies.reached(case.body_id),
        desk=bodies.name_of(case.holder_id, locale),
        parts=parts,
        unsent={text(locale, f"console.part_{part}") for part in ("joint", "informed")},
        time_left=facts.time_left(case, now, locale),
        beside=beside,
        why=facts.why_body(case, locale),
        suspected=facts.suspected(case, locale),
        finer=facts.finer(content.place, case.area) if content else "",
        words=facts.marked(shown, facts.deciding_words(content)) if content else None,
        deciding=facts.deciding_words(content) if content else [],
        whole=whole,
        hidden=content is not None and view.words != content.redacted,
        photos=[f for f in view.files if f.kind == "photo"],
        others=[f for f in view.files if f.kind != "photo"],
        steps=[f for f in forms if not steps.is_reward_step(f)],
        reward_steps=[f for f in forms if steps.is_reward_step(f)],
        another=steps.needs_another(view, me),
        waits=hints.on_reward(view, people, me, locale),
        came=hints.came_here(view, locale),
        helping=hints.helping(view, me, parts, locale),
        formula=_formula(view, locale),
        rule=_rule(view, locale),
        similar=alike,
        workplace=workplace,
        inside=inside,
        evidence=taken,
        people=givable,
        original_reasons=[one.value for one in OriginalReason],
        undo_seconds=request.app[HOUSE].settings.undo_seconds,
        assignee=assignee,
        away=away,
        keeping=kept,
        may_check_copy=view.content is not None
        and view.case.holder_id == me.body_id
        and bool(CHECKERS & me.roles),
        deciding_here=linking,
        industries=tuple(industries()),
        entries=timeline.entries(view, {f"staff:{p.id}": p.name for p in people}, locale),
        lines=timeline.dialogue(view.lines, locale),
        suggested=suggestions(view.case, locale),
        colleagues=[p.name for p in people if not p.disabled],
        done=_done(done, assignee, locale),
        refused=_refused_step(request, forms, error),
        error=said(request, error) if error and not any(f.open for f in forms) else "",
    )
    return maps.with_tiles(response, settings.map) if spot else response


def _refused_step(
    request: web.Request, forms: Sequence[steps.StepForm], error: DomainError | None
) -> dict[str, str] | None:
    """What is said at the top of a page whose step was refused: it stands far below on a phone."""
    step = next((form for form in forms if form.open), None)
    if error is None or step is None:
        return None
    return {"event": step.event, "label": step.label, "words": said(request, error)}


async def _told(work: Work, view: CaseView, event: str, request: web.Request) -> str:
    row = BY_EVENT[Event(event)]
    return await previews.told(work, view, row, {}, acting(request), locale_of(request))


def _done(done: str, assignee: str, locale: str) -> str:
    if done == ASSIGNED:
        key = "console.assigned_to" if assignee else "console.assigned_nobody"
        return text(locale, key, name=assignee)
    return text(locale, f"case.event_{done}") if done else ""


def _parts(view: CaseView, locale: str) -> Mapping[str, str]:
    """The other bodies that take part, by name, and as what."""
    shown = ("intake", "verify", "joint", "informed")
    return {
        bodies.name_of(body, locale): text(locale, f"console.part_{part}")
        for body, part in view.parts.items()
        if part in shown
    }


def _formula(view: CaseView, locale: str) -> str:
    reward = view.reward
    return reward_sentence(reward.reason_key, reward.params, locale) if reward else ""


def _rule(view: CaseView, locale: str) -> tuple[str, str] | None:
    """What the reward rests on and how sure that is: the sum's rule, or who may be paid."""
    reward = view.reward
    if reward is None:
        return None
    if reward.reason_key == "case.reward_none_nameless":
        payable = payable_to(where_of(view.case))
        return payable.source, facts.sureness(payable.status, locale)
    rule = rewards().rules[reward.rule_id]
    source = f"{rule.source} ({rule.note})" if rule.note else rule.source
    return source, facts.sureness(rule.status, locale)
