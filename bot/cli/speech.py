"""How the commands speak: lines to the two outputs, in the language of the terminal."""

import os
import sys
from functools import cache

from config.texts import DEFAULT_LOCALE, locale_for, text

_NONE = ("", "C", "POSIX")
"""What a locale of the system is called when nobody chose a language."""


@cache
def locale() -> str:
    """The language of the command line, as the environment asks for; Chinese if it doesn't."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        asked = os.environ.get(name, "")
        if asked:
            language = asked.partition(".")[0]
            return DEFAULT_LOCALE if language in _NONE else locale_for(language)
    return DEFAULT_LOCALE


def translated(key: str, **params: object) -> str:
    """A text of the command line."""
    return text(locale(), f"cli.{key}", **params)


def say(words: str) -> None:
    """One line to standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def complain(words: str) -> int:
    """One line to standard error; returns the exit status of a refusal."""
    sys.stderr.write(f"{words}\n")
    return 2
