"""Takes out what tells who the reporter is: numbers, accounts, plates, names with a cue word."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from nlp.folding import clean, plain
from nlp.redact_numbers import number_rules
from nlp.redact_people import people_rules
from nlp.redact_rule import RUN, Rule, compiled

_ROUNDS = 4
"""What is taken out may leave something that stands out only then; seldom more than once."""
_RUN = re.compile(
    r"[0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖oli*×][0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖oli*×\s\-.·—_/\\()+,然后再面接着]{5,}"
)


class _Openings(NamedTuple):
    rules: tuple[Rule, ...]
    automaton: AhoCorasick
    opens: tuple[tuple[int, ...], ...]
    """The rules that each word of the automaton opens."""
    by_run: tuple[int, ...]


@cache
def _openings() -> _Openings:
    rules = (*number_rules(), *people_rules())
    opened: dict[str, list[int]] = defaultdict(list)
    for at, rule in enumerate(rules):
        for word in rule.opened_by:
            opened[word].append(at)
    by_run = tuple(opened.pop(RUN, ()))
    return _Openings(rules, AhoCorasick(list(opened)), tuple(map(tuple, opened.values())), by_run)


def redact(text: str) -> str:
    """``text`` without phones, numbers, plates, accounts and named people; everything else stays.

    Enterprise, the hazard's address, document and standard numbers stay. A text that was redacted
    already comes back as it is.
    """
    shown, spelled = clean(text), plain(text)
    for _ in range(_ROUNDS):
        secrets = _secrets(spelled)
        if not secrets:
            break
        shown, spelled = _without(shown, secrets), _without(spelled, secrets)
    return shown


def _secrets(spelled: str) -> list[tuple[int, int, str]]:
    """What must go, in order: start, end and the label to put there. An earlier rule wins."""
    places: dict[int, set[int]] = defaultdict(set)
    known = _openings()
    for word, start, _ in known.automaton.find_matches_as_indexes(spelled, overlapping=True):
        for number in known.opens[word]:
            places[number].add(start)
    if _RUN.search(spelled):
        for number in known.by_run:
            places[number].add(0)
    taken: list[tuple[int, int, str]] = []
    for number in sorted(places):
        rule = known.rules[number]
        for found in _found(rule, spelled, places[number]):
            start, end = found.span("secret")
            apart = all(end <= other[0] or other[1] <= start for other in taken)
            if apart and rule.means(spelled, start, end):
                taken.append((start, end, rule.label))
    return sorted(taken)


def _found(rule: Rule, spelled: str, places: set[int]) -> Iterator[re.Match[str]]:
    if not rule.begins:
        yield from compiled(rule).finditer(spelled)
        return
    for place in sorted(places):
        found = compiled(rule).match(spelled, place)
        if found:
            yield found


def _without(text: str, secrets: list[tuple[int, int, str]]) -> str:
    parts, at = list[str](), 0
    for start, end, label in secrets:
        parts += [text[at:start], label]
        at = end
    return "".join(parts) + text[at:]
