"""The receipt page without a script: where a report stands, the dialogue, and the reward."""

from dataclasses import dataclass

from aiohttp import web

from backend.domain.deadlines import day_in_shanghai
from backend.domain.errors import DomainError, Invalid, NotAllowed, NotFound
from backend.domain.ratings import RatingReason, parse_reason
from backend.domain.receipts import format_receipt, parse_receipt
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import (
    claim_passwords,
    dialogue,
    outward,
    payment_accounts,
    ratings,
    sent_files,
)
from backend.services.notices import reward_sentence
from backend.services.status import (
    ClaimedReward,
    ReporterView,
    ask_review,
    claim_reward,
    report_by_receipt,
    reporter_view,
    say_to_body,
    withdraw,
)
from backend.web.base import HOUSE, Access, allow
from backend.web.forms import Form, read_form
from bot.channels.web_chat import WEB_CHAT
from bot.channels.web_render import from_here, locale_of, page
from bot.guard import network_of
from config.texts import text
from config.workplace import workplace

ACTS = ("say", "claim", "account", "account_back", "review", "outward", "withdraw", "rate")


@dataclass(slots=True)
class Done:
    """What one post did."""

    view: ReporterView
    sent: bool = False
    claimed: ClaimedReward | None = None
    error: str = ""


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """The field for a receipt."""
    return page(request, "receipt.html", receipt="", error="")


@allow(Access.PUBLIC)
async def post(request: web.Request) -> web.Response:
    """Open a receipt; with it, send a message or claim the reward. It is never in an address."""
    form = await read_form(request, files=False)
    receipt, locale = form.get("receipt").strip()[:60], locale_of(request)
    if not from_here(request, form.get("check")):
        error = text(locale, "web.form_again")
        return page(request, "receipt.html", status=422, receipt=receipt, error=error)
    front = request.app[WEB_CHAT].front
    assert front is not None  # noqa: S101 - wired at start
    guard, network = front.guard, network_of(request)
    # Without a script nothing can prove work: the delay alone stands.
    await guard.wait(network=network)
    house, act = request.app[HOUSE], form.get("act")
    act_asked = act
    if act == "file":
        return await _file(request, receipt, form.get("file"))
    try:
        # Looking changes nothing: it takes no turn from those who write.
        proof, refused = "", ""
        if act in ("claim", "account", "account_back"):
            # The slow hash is looked at before the transaction: nobody waits for it.
            async with house.view() as looking:
                report_id = await report_by_receipt(looking, receipt)
            try:
                proof = await claim_passwords.prove(house, report_id, form.get("claim_password"))
            except NotAllowed as refusal:
                act, refused = "", text(locale, refusal.text_key, **refusal.params)
        async with house.work() if act in ACTS else house.view() as work:
            report_id = await report_by_receipt(work, receipt)
            done = await _act(work, report_id, act, form, locale, proof)
            done.error = done.error or refused
    except NotFound as refusal:
        guard.wrong(network)
        error = text(locale, refusal.text_key, **refusal.params)
        return page(request, "receipt.html", status=404, receipt=receipt, error=error)
    view = done.view
    if dialogue.unread(view.lines, from_reporter=False):
        async with house.work() as work:
            await dialogue.mark_read(work, view.report_id, from_reporter=False)
    reward = view.reward
    claimable = reward is not None and reward.status in (
        RewardStatus.APPROVED,
        RewardStatus.CLAIMED,
    )
    async with house.view() as looking:
        account = await payment_accounts.of_case(looking, view.case_number)
        takes_accounts = claimable and await payment_accounts.taken_for(looking, view.case_number)
    return page(
        request,
        "receipt_open.html",
        account=account if reward else None,
        takes_accounts=takes_accounts,
        receipt=format_receipt(parse_receipt(receipt) or ""),
        view=view,
        spread_days=workplace().spread_days,
        due=day_in_shanghai(view.due_at) if view.due_at and not view.paused else "",
        steps=[(day_in_shanghai(step.at), step) for step in view.steps],
        reward_why=reward_sentence(reward.reason_key, reward.params, locale) if reward else "",
        claimable=claimable,
        rating_reasons=[reason.value for reason in RatingReason],
        done=done,
        until=day_in_shanghai(done.claimed.until) if done.claimed and done.claimed.until else "",
        # Into the field they were typed in: an account must not land in a message to the desk.
        words={act_asked: form.get("text")} if done.error else {},
    )


async def _file(request: web.Request, receipt: str, file_id: str) -> web.Response:
    """A file of the dialogue, to be saved; an unknown receipt counts as one that was guessed."""
    house = request.app[HOUSE]
    try:
        async with house.view() as view:
            report_id = await report_by_receipt(view, receipt)
            stored, key = await sent_files.open_for_reporter(view, report_id, file_id)
        content = await house.media.read_shown(stored, key)
    except (NotFound, FileNotFoundError):
        front = request.app[WEB_CHAT].front
        assert front is not None  # noqa: S101 - wired at start
        front.guard.wrong(network_of(request))
        raise web.HTTPNotFound from None
    name = f"{stored.id[:6]}.{stored.ending}"
    return web.Response(
        body=content,
        content_type=stored.mime,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _act(work: Work, report_id: str, act: str, form: Form, locale: str, proof: str) -> Done:
    """Do what the page asks; a refusal leaves the rest as it was and is said beside its field."""
    error, sent, claimed, words = "", False, None, form.get("text")
    try:
        if act == "say":
            sent = await _say(work, report_id, words.strip(), locale)
        elif act == "review":
            await ask_review(work, report_id, words)
        elif act == "outward":
            await outward.deny(work, report_id)
        elif act == "withdraw":
            await withdraw(work, report_id)
        elif act == "rate":
            await _rate(work, report_id, form)
        elif act == "claim":
            claimed = await claim_reward(work, report_id, proof)
        elif act == "account":
            await claim_passwords.check_proof(work, report_id, proof)
            await payment_accounts.give(work, report_id, words)
        elif act == "account_back":
            await claim_passwords.check_proof(work, report_id, proof)
            await payment_accounts.take_back(work, report_id)
    except DomainError as refusal:
        error = text(locale, refusal.text_key, **refusal.params)
    return Done(await reporter_view(work, report_id, locale), sent, claimed, error)


async def _say(work: Work, report_id: str, words: str, locale: str) -> bool:
    before = (await reporter_view(work, report_id, locale)).lines
    # The same page sent twice is one message.
    again = bool(before) and before[-1].from_reporter and before[-1].text == words
    if words and not again:
        await say_to_body(work, report_id, words)
    return bool(words)


async def _rate(work: Work, report_id: str, form: Form) -> None:
    pressed, words = form.get("rating"), form.get("text").strip()
    if pressed not in (ratings.GOOD, ratings.BAD):
        raise Invalid("unknown_rating_reason", reason=pressed[:40])
    satisfied = pressed == ratings.GOOD
    # All of it is read before any of it is kept.
    reasons = [] if satisfied else [parse_reason(name) for name in form.all("reason")]
    await ratings.rate(work, report_id, satisfied=satisfied)
    for reason in reasons:
        await ratings.add_reason(work, report_id, reason)
    if words:
        await ratings.add_words(work, report_id, words)


def setup(app: web.Application) -> None:
    """Add the receipt page to the application."""
    app.router.add_get("/receipt", show)
    app.router.add_post("/receipt", post)
