"""A scanned poster: the workplace is known, and who will read the report is said first."""

from typing import Any

from aiogram.fsm.context import FSMContext

from backend.services import bodies, posters
from backend.services.posters import Scan
from handlers.context import Turn
from handlers.reply import Reply, line, reply, say
from handlers.report import new_report
from handlers.steps import keep_draft, load_draft
from handlers.welcome import welcome


async def scan(state: FSMContext, turn: Turn, code: str) -> Reply:
    """Begin a report about the workplace of a code; a bad code is a warning, it may be forged."""
    async with turn.house.view() as view:
        found = await posters.scanned(view, code)
        reader = await bodies.reader(view, found.body) if found else ""
    draft = await load_draft(state)
    if found is None:
        # What an earlier code said is no more to be believed of what comes now.
        await state.update_data(firm=None)
        if draft is not None and draft.workplace:
            draft.forget_workplace()
            draft.enterprise = draft.unit = None
            await keep_draft(state, draft)
        return reply(say("chat.poster_unknown"), welcome())
    firm = _facts(found)
    if draft is not None:
        draft.forget_workplace()
        for name, value in firm.items():
            setattr(draft, name, value)
        await keep_draft(state, draft)
    await state.update_data(firm=firm)
    who = line("chat.poster_who", firm=found.name, body=bodies.name_of(reader, turn.locale))
    return reply(say("chat.poster_scanned", new_report(), firm=found.name, who=who))


def _facts(found: Scan) -> dict[str, Any]:
    """What a poster says, by the fields of a draft."""
    return {
        "workplace": found.workplace_id,
        "enterprise": found.name,
        "unit": found.unit,
        "firm_industry": found.industry,
        "firm_body": found.body_in_register,
        "firm_people": found.people,
    }
