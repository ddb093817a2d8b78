"""Questions people ask before they dare to report: short true answers, never in a report's way."""

import re
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from backend.services.drafts import NOT_SAFETY
from config.texts import LOCALES, text
from handlers.buttons import status_choice
from handlers.context import Turn
from handlers.reply import Choice, Reply, choice, reply, say
from handlers.report import has_ideographs, new_report
from handlers.steps import Step, load_draft
from nlp.analyse import analyse
from nlp.folding import fold

router = Router(name="questions")
ANSWERED = (
    "thanks",
    "lost",
    "identity",
    "boss",
    "reward",
    "when",
    "status",
    "writing",
    "human",
    "who",
    "place",
    "photo",
    "wrong",
    "withdraw",
    "free",
    "trust",
    "scared",
    "temper",
)
"""The first whose words are found answers. ``chat.asked_NAME`` holds the words: ``/`` divides one
wording from the next, ``+`` joins parts that must all be there, ``=`` wants nothing else beside."""
ENGLISH = "en"
SENTENCE = 3
"""Words from which on plain letters are taken for English."""
LONGEST = {True: 30, False: 90}
"""Characters of a question; longer words are a report. True: written in ideographs."""


def speaks_english(words: str) -> bool:
    """Whether a whole sentence is in plain letters."""
    return words.isascii() and len(words.split()) >= SENTENCE


def question_in(words: str) -> str | None:
    """The name of the question that words ask, or None: words that tell of a hazard ask none."""
    plain = fold(words).text.lower().strip()
    if not plain or len(plain) > LONGEST[has_ideographs(plain)]:
        return None
    bare = re.sub(r"[^\w]+", "", plain)
    found = next((name for name in ANSWERED if _asks(name, plain, bare)), None)
    return found if found and not _tells(words) else None


def _asks(name: str, plain: str, bare: str) -> bool:
    wordings = "/".join(text(locale, f"chat.asked_{name}") for locale in LOCALES).split("/")
    return any(
        bare == wording[1:].replace(" ", "")
        if wording.startswith("=")
        else all(part in plain for part in wording.split("+"))
        for wording in wordings
    )


def _tells(words: str) -> bool:
    """Whether words say where a hazard is, or what it is."""
    found = analyse(words)
    if found.urgency != "ordinary" or found.place.region is not None:
        return True
    guess = found.classification
    return guess.industry != NOT_SAFETY and not guess.ask


class Asked(Filter):
    """Lets a question through, and hands its name to the handler as ``name``.

    What is written to a body is for the body.
    """

    async def __call__(
        self, message: Message, turn: Turn, raw_state: str | None = None
    ) -> bool | dict[str, Any]:
        """The name of the question, or False."""
        if turn.group or raw_state in (Step.message.state, Step.reprisal.state, Step.team.state):
            return False
        name = question_in(message.text or "")
        return {"name": name} if name else False


@router.message(Asked())
async def answer(message: Message, state: FSMContext, turn: Turn, name: str) -> Reply:
    """The answer; what was under way goes on."""
    if speaks_english(message.text or ""):
        turn.locale = ENGLISH
    draft = await load_draft(state)
    found: list[Choice] = [
        choice("report.card", "chat.choice_report_card") if draft else new_report(),
        status_choice(),
    ]
    return reply(say(f"chat.answer_{name}", *found))
