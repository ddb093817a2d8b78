"""Where a report stands: by receipt from anywhere, or by the link of this chat."""

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from backend.domain.deadlines import SHANGHAI, day_in_shanghai
from backend.domain.errors import NotFound
from backend.domain.inside import Kind
from backend.domain.receipts import find_receipt, looks_like_receipt
from backend.domain.rewards import RewardStatus
from backend.house import Work
from backend.services import ratings
from backend.services.notices import reward_sentences
from backend.services.outward import InsideStatus
from backend.services.status import (
    ReporterView,
    linked_cases,
    report_by_receipt,
    reporter_view,
)
from config.workplace import workplace
from handlers.bodies import reached_lines
from handlers.context import Turn
from handlers.filing import cut_choice
from handlers.meant import about
from handlers.reply import Choice, Line, Reply, Say, Words, choice, line, reply, say
from handlers.report import new_report
from handlers.reward import claim_opened
from handlers.steps import Step, typed

router = Router(name="status")
STEPS_SHOWN = 10
REPORTS_SHOWN = 3
LINES_SHOWN = 6
ASKED_AT_MOST = 14
"""Letters beside a receipt that only ask where it stands; more may be meant for the body."""


def is_receipt(message: Message) -> bool:
    """Whether the message is meant as a receipt, or holds one: a receipt is no part of a report."""
    words = message.text or ""
    return looks_like_receipt(words) or find_receipt(words) is not None


async def find_report(turn: Turn, receipt: str) -> tuple[Work, str]:
    """The report of a receipt; after a few wrong ones the next try waits longer.

    Raises NotFound.
    """
    await turn.slow_down()
    work = await turn.begin()
    try:
        report_id = await report_by_receipt(work, receipt)
    except NotFound:
        turn.note_receipt(right=False)
        raise
    turn.note_receipt(right=True)
    return work, report_id


@router.message(is_receipt)
async def open_by_receipt(message: Message, state: FSMContext, turn: Turn) -> Reply:
    """A receipt opens its report, or proves whose reward it is."""
    step = await state.get_state()
    words = message.text or ""
    beside = sum(sign.isalpha() for sign in words)
    try:
        work, report_id = await find_report(turn, find_receipt(words) or words)
    except NotFound:
        if beside > ASKED_AT_MOST:
            # Some other long number in a report: its words are not lost over it.
            raise SkipHandler from None
        raise
    turn.opened = report_id
    await state.set_state(None)
    if step == Step.receipt_to_claim.state:
        return await claim_opened(state, turn, report_id)
    if step == Step.receipt_to_write.state:
        await state.set_state(Step.message)
        return reply(say("chat.ask_message"))
    shown = status_say(await reporter_view(work, report_id, turn.locale))
    return reply(shown, say("chat.status_rest")) if beside > ASKED_AT_MOST else reply(shown)


@router.callback_query(F.data == "status.open")
@router.message(Command("status"))
@router.message(typed("chat.typed_status"))
async def open_linked(_: Message | CallbackQuery, turn: Turn) -> Reply:
    """The reports this chat is linked to; else the receipt is asked for."""
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
        shown = [one.report_id for one in linked[:REPORTS_SHOWN]]
        if not shown and turn.opened:
            shown = [turn.opened]
        says = [status_say(await reporter_view(view, one, turn.locale)) for one in shown]
    return Reply(tuple(says)) if says else reply(say("chat.ask_receipt"))


def status_say(view: ReporterView) -> Say:
    """The status as the reporter sees it: like a parcel on its way."""
    lines: list[Line | Words] = [
        line("chat.status_head", number=view.case_number, status=line(f"case.status_{view.status}"))
    ]
    lines.append(line(f"chat.means_{view.status}"))
    if view.outcome:
        lines.append(line("chat.status_outcome", outcome=line(f"case.outcome_{view.outcome}")))
    if view.inside is not None:
        lines += _inside(view.inside)
    if view.inside is not None and view.inside.with_firm:
        next_ = "denied" if view.inside.denied else str(view.inside.way)
        days = workplace().spread_days
        lines.append(line(f"chat.status_inside_{next_}", body=view.body, days=days))
    elif view.desk != view.body:
        lines.append(line("chat.status_desk", desk=view.desk, body=view.body))
    else:
        lines.append(line("chat.status_body", body=view.body))
    lines += reached_lines(view.reached)
    if view.due_at is not None and not view.paused:
        lines.append(line("chat.status_due", day=day_in_shanghai(view.due_at)))
    if view.satisfied is not None:
        lines.append(line("chat.status_rated_good" if view.satisfied else "chat.status_rated_bad"))
    lines += _reward_lines(view)
    lines += _steps(view)
    lines += _looks(view)
    lines += [_dialogue_line(one.from_reporter, one.text) for one in view.lines[-LINES_SHOWN:]]
    if view.erased:
        lines.append(line("chat.status_erased"))
    return Say(tuple(lines), _choices(view), case_number=view.case_number)


def _inside(found: InsideStatus) -> list[Line | Words]:
    """What the firm says it does, by the day."""
    lines: list[Line | Words] = [
        line(f"chat.inside_{found.state}", day=found.due_on)
        if found.with_firm
        else line("chat.inside_both" if found.both else "chat.inside_was")
    ]
    for one in found.lines[-LINES_SHOWN:]:
        if one.kind != Kind.TEXT:
            said = {"day": one.day.strftime("%m-%d"), "until": one.until, "yuan": one.yuan}
            lines.append(line(f"chat.inside_line_{one.kind}", **said))
    return lines


def _steps(view: ReporterView) -> list[Line]:
    """The latest steps; the body is named where it changes."""
    found, body = [], view.body
    for step in view.steps[-STEPS_SHOWN:]:
        found.append(
            line(
                "chat.status_step",
                day=step.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"),
                event=line(f"case.did_{step.event}"),
                body=line("chat.status_at", body=step.body) if step.body != body else "",
                reason=step.reason and line("chat.status_reason", reason=step.reason),
            )
        )
        body = step.body
    return found


def _looks(view: ReporterView) -> list[Line]:
    """How often and why a named reporter's identity was looked at."""
    if not view.named and not view.looks:
        return []
    times = sum(one.times for one in view.looks)
    head = line("chat.status_looks", times=times) if times else line("chat.status_no_looks")
    return [
        head,
        *(
            line(
                "chat.status_look",
                day=one.day,
                body=one.body,
                reason=line(f"case.look_reason_{one.reason}"),
                times=one.times,
            )
            for one in view.looks[-STEPS_SHOWN:]
        ),
    ]


def _dialogue_line(from_reporter: bool, words: str) -> Line:
    return line("chat.status_you" if from_reporter else "chat.status_they", text=words)


def _reward_lines(view: ReporterView) -> list[Line]:
    reward = view.reward
    if reward is None:
        return []
    if reward.amount_yuan is None:
        return [line(reward.reason_key)]
    sentences = reward_sentences(reward.reason_key, reward.params)
    state = line(f"case.reward_status_{reward.status}")
    return [
        line("chat.status_reward", amount=f"{reward.amount_yuan:,}", state=state),
        *(
            line(key, **{name: _grouped(one) for name, one in numbers.items()})
            for key, numbers in sentences
        ),
    ]


def _grouped(value: object) -> object:
    return f"{value:,}" if type(value) is int else value


def _choices(view: ReporterView) -> tuple[Choice, ...]:
    found = [choice("dialogue.write", "chat.choice_dialogue_write")]
    if view.reward and view.reward.status in (RewardStatus.APPROVED, RewardStatus.CLAIMED):
        found.insert(0, choice("reward.claim", "chat.choice_reward_claim"))
    if view.inside is not None and view.inside.may_go_outward:
        found.insert(0, choice("inside.outward", "chat.choice_inside_outward"))
    if view.inside is not None and view.inside.may_claim:
        found.append(choice("inside.claim", "chat.choice_inside_claim"))
    if view.may_rate:
        if not view.satisfied:
            found.append(choice(ratings.GOOD, "chat.choice_rate_good"))
        if view.satisfied is not False:
            found.append(choice(ratings.BAD, "chat.choice_rate_bad"))
    if view.may_ask_review:
        found.append(choice("review.ask", "chat.choice_review_ask"))
    if view.may_withdraw:
        found.append(choice("withdraw.ask", "chat.choice_withdraw_ask"))
    if view.linked:
        if view.reward is None or view.reward.status != RewardStatus.PAID:
            key = (
                "chat.choice_claim_password_change"
                if view.claim_password
                else "chat.choice_claim_password"
            )
            found.append(choice("claim.password", key))
        found.append(cut_choice())
    found.append(new_report())
    return tuple(about(one, view.case_number) for one in found)
