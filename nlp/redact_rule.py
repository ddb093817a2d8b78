"""One rule of redaction: what opens it, what it looks for, and what is put in its place."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

RUN = ""
"""Opens a rule by a long run of digits, in any spelling."""

Test = Callable[[str, int, int], bool]


def _always(_text: str, _start: int, _end: int) -> bool:
    """No further test: the pattern says enough."""
    return True


class Rule(NamedTuple):
    """A pattern over folded text whose group ``secret`` goes, if ``means`` says so too.

    A text that holds none of ``opened_by`` isn't searched at all; with ``begins`` the pattern
    begins with the word that opens it, and is tried nowhere else.
    """

    label: str
    pattern: str
    opened_by: tuple[str, ...]
    begins: bool
    means: Test


@cache
def compiled(rule: Rule) -> re.Pattern[str]:
    """The rule's pattern, compiled when a text first opens it: most texts open few."""
    return re.compile(rule.pattern)


def cued(label: str, pattern: str, opened_by: Sequence[str], means: Test = _always) -> Rule:
    """A rule whose pattern begins with one of ``opened_by``."""
    return Rule(label, pattern, tuple(opened_by), begins=True, means=means)


def free(label: str, pattern: str, opened_by: Sequence[str], means: Test = _always) -> Rule:
    """A rule whose pattern may begin anywhere in a text that holds one of ``opened_by``."""
    return Rule(label, pattern, tuple(opened_by), begins=False, means=means)


def listed(words: Sequence[str]) -> str:
    """The words as alternatives of a pattern, longer ones first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
