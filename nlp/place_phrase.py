"""The finest phrase that says where the hazard is: road, estate, house, village, works."""

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from config.divisions import place_words

_PUNCTUATION = frozenset(',，。;；:：!！?？\n\r\t "“”()（）【】《》…')
_COUNTER = re.compile(r"[0-9A-Za-z一二三四五六七八九十]")
_TAIL = re.compile(
    r"(?:(?:附近|对面|旁边|旁|门口|大门口|门前|楼下|楼上|周边|周围|入口处|出口处|入口|出口|路边|路旁|后面|前面|"
    r"后门|[东南西北]门|斜对面|[东南西北]{1,2}[侧边面头角]|以[东南西北]|处|内|里)|"
    r"(?:往|向)?[东南西北]?约?\d+余?(?:米|公里)(?:处|左右|路[东南西北])?){1,4}"
)
_LEADING = "从由往于和与及至到去经对自、给向"
_TRAILING = "、和与及-—·至到"
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class _Words:
    automaton: AhoCorasick
    words: tuple[str, ...]
    stops: frozenset[str]
    counted: frozenset[str]
    ends: frozenset[str]


@cache
def _words() -> _Words:
    known = place_words()
    words = tuple({*known.phrase_stops, *known.phrase_ends, *known.phrase_counted})
    return _Words(
        AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest),
        words,
        frozenset(known.phrase_stops),
        frozenset(known.phrase_counted),
        frozenset(known.phrase_ends),
    )


def place_phrase(text: str, names: list[tuple[int, int]]) -> str:
    """The place phrase, a literal part of the text, or "" where there is none.

    ``names`` are the spans of units that the text names; a phrase that holds one is preferred,
    then a longer one with a road, estate, village or house, then an earlier one.
    """
    known = _words()
    best, best_score = "", 0.0
    begin, end, place_ends = 0, 0, 0
    for start, stop, word in [*_events(text), (len(text), len(text), "")]:
        is_end = word in known.ends or (
            word in known.counted and start > 0 and bool(_COUNTER.match(text[start - 1]))
        )
        inside_name = word not in _PUNCTUATION and any(s < stop and start < e for s, e in names)
        if is_end and not inside_name:
            end, place_ends = stop, place_ends + 1
        elif is_end or inside_name or (word and word in known.counted):
            continue
        else:
            if end or any(begin <= s and e <= start for s, e in names):
                phrase, score = _judge(text, begin, end, start, place_ends, names)
                if score > best_score:
                    best, best_score = phrase, score
            begin, end, place_ends = stop, 0, 0
    return best


def _events(text: str) -> list[tuple[int, int, str]]:
    """Every word and every punctuation mark that opens, ends or breaks a phrase, in order."""
    known = _words()
    found = [
        (start, end, known.words[index])
        for index, start, end in known.automaton.find_matches_as_indexes(text)
    ]
    found += [(at, at + 1, mark) for at, mark in enumerate(text) if mark in _PUNCTUATION]
    found.sort()
    return found


def _judge(
    text: str, begin: int, end: int, limit: int, place_ends: int, names: list[tuple[int, int]]
) -> tuple[str, float]:
    """The phrase of one stretch, up to the last place word or name in it, and its score."""
    named = [e for s, e in names if begin <= s and e <= limit]
    end = max([end, *named])
    if end <= begin:
        return "", 0.0
    tail = _TAIL.match(text, end, limit)
    end = tail.end() if tail else end
    phrase = text[max(begin, end - _LONGEST) : end].lstrip(_LEADING).rstrip(_TRAILING)
    if len(phrase) < 2 or phrase in _words().ends:
        return "", 0.0
    score = min(len(phrase), 16) + 8 * bool(named) + 3 * min(place_ends, 3) - begin * 0.06
    return phrase, max(score, 0.1)
