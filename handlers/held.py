"""Words and photos that came after a report was filed: more on it, or a new one?

They are held until the reporter says which: nothing of them is lost, and nothing goes to a body
that it isn't meant for.
"""

from aiogram.fsm.context import FSMContext

from backend.services.drafts import Draft, add_files, understand
from backend.services.status import LinkedCase, linked_cases, unit_of_report
from handlers.context import Turn
from handlers.reply import Choice, Reply, choice, reply, say
from handlers.steps import Step, begin_draft
from nlp.types import Urgency

OFFERED = 3
_HELD = "held"


async def hold_words(state: FSMContext, turn: Turn, words: str) -> Reply:
    """Keep the words with what is held already, and ask."""
    held = await _load(state)
    held.add_text(words, turn.message_id)
    return await _ask(state, turn, held)


async def hold_files(state: FSMContext, turn: Turn, caption: str) -> Reply:
    """The same for photos with their caption; what can't be taken is said."""
    held = await _load(state)
    taken, refused = await add_files(turn.house.media, held, turn.uploads)
    if caption:
        held.add_text(caption, turn.message_id)
    notes = [say(error.text_key, **error.params) for error in refused]
    if not taken and not caption:
        return Reply(tuple(notes))
    answer = await _ask(state, turn, held)
    return Reply((*notes, *answer.says))


async def take(state: FSMContext) -> Draft | None:
    """What is held, which then is held no longer; None for nothing."""
    data = await state.get_data()
    raw = data.pop(_HELD, None)
    if raw is None:
        return None
    await state.set_data(data)
    await state.set_state(None)
    return Draft.load(raw)


async def other_matter(turn: Turn, words: str, report_id: str) -> bool:
    """Whether words that were asked for about one case tell of another danger or another place."""
    draft = Draft()
    draft.add_text(words)
    understood = understand(draft)
    if understood.analysis.urgency == Urgency.IMMEDIATE:
        return True
    async with turn.house.view() as view:
        unit = await unit_of_report(view, report_id)
    return understood.region is not None and bool(unit) and understood.region.unit != unit


async def _load(state: FSMContext) -> Draft:
    raw = (await state.get_data()).get(_HELD)
    return Draft.load(raw) if raw else await begin_draft(state)


async def _ask(state: FSMContext, turn: Turn, held: Draft) -> Reply:
    await state.update_data({_HELD: held.dump()})
    await state.set_state(Step.old_or_new)
    async with turn.house.view() as view:
        linked = await linked_cases(view, turn.account_id) if turn.account_id else []
    new = choice("report.new", "chat.choice_report_new")
    return reply(say("chat.old_or_new", new, *map(_append, linked[:OFFERED])))


def _append(linked: LinkedCase) -> Choice:
    return choice(
        f"report.append:{linked.case_number}",
        "chat.choice_report_append",
        number=linked.case_number,
    )
