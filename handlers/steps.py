"""The steps of a conversation, and the draft that goes with it."""

import re
from collections.abc import Callable
from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message, TelegramObject

from backend.services.drafts import Draft
from config.texts import LOCALES, text

FOLLOW_UP = "follow_up"
"""In the conversation: the case number, and the questions that are left, by their keys."""


class Step(StatesGroup):
    """What the next words answer, where they aren't simply more of the report."""

    place = State()
    enterprise = State()
    message = State()
    """Words for the body that works the case."""
    team = State()
    """Workshop, team or shift."""
    reprisal = State()
    """What was done to a reporter for an earlier report."""
    review = State()
    """Why another officer should look again."""
    rating = State()
    """What the reporter adds to a rating."""
    follow_up = State()
    """The answer to a question after filing."""
    receipt_to_claim = State()
    new_claim_password = State()
    claim_password = State()
    """The claim password of the receipt that was just shown."""
    receipt_to_write = State()
    old_or_new = State()
    """Words that came after a report was filed: more on it, or a new one?"""


async def load_draft(state: FSMContext) -> Draft | None:
    """The draft under way, if any."""
    raw = (await state.get_data()).get("draft")
    return Draft.load(raw) if raw else None


async def begin_draft(state: FSMContext) -> Draft:
    """The draft under way, or a new one about the place or workplace that a deep link named."""
    data = await state.get_data()
    firm = data.get("firm") or {}
    return await load_draft(state) or Draft(jurisdiction=data.get("unit"), **firm)


class WithDraft(Filter):
    """Lets only a conversation with a draft through, and hands the draft to the handler."""

    async def __call__(self, _: TelegramObject, state: FSMContext) -> bool | dict[str, Any]:
        """The draft as ``draft``, or False."""
        draft = await load_draft(state)
        return {"draft": draft} if draft is not None else False


async def keep_draft(state: FSMContext, draft: Draft) -> None:
    """Keep the draft with the conversation."""
    await state.update_data(draft=draft.dump())


async def end_draft(state: FSMContext) -> None:
    """Forget draft and step."""
    await state.clear()


def typed(key: str) -> Callable[[Message], bool]:
    """Whether a message is just one of these words (``/`` between them), in any language.

    Who doesn't see a button, or has none, types what it says.
    """

    def is_it(message: Message) -> bool:
        word = re.sub(r"[\s\W]+$", "", (message.text or "").strip().lower())
        return word in {one for locale in LOCALES for one in text(locale, key).split("/")}

    return is_it
