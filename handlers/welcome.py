"""The first thing anybody sees: who we are, the safety line first."""

from handlers.buttons import status_choice
from handlers.reply import Say, choice, say
from handlers.report import new_report
from nlp.analyse import analyse

LONGEST_GREETING = 6


def welcome() -> Say:
    """Who we are, in three lines, with the safety line first."""
    return say("chat.welcome", new_report(), status_choice(), choice("help", "chat.choice_help"))


def is_greeting(words: str) -> bool:
    """Whether a few words say nothing that could be a report (在吗, hello), it seems."""
    if len(words.strip()) > LONGEST_GREETING:
        return False
    found = analyse(words)
    told = [match for match in found.classification.matched if len(match.term) > 1]
    return not told and not found.place.place and found.place.region is None
