"""How often the industry stays what it was when a text is only written differently.

``CHUISHAO_CASES=FOLDER python -m tests.bench.robustness [dev|train|routing-dev]``: full width,
traditional characters, one typing mistake, clauses in another order, a greeting before and thanks
after, emoji, inserted spaces. The mistakes come from a seed, so that a run can be repeated.
"""

import argparse
import re
import sys
from collections.abc import Callable
from importlib.resources import files
from random import Random

from nlp.classify import classify
from nlp.folding import fold
from tests.bench.cases import load

SEED = 20261126
CLAUSE = re.compile("[^,，。;；!！?？]+[,，。;；!！?？]?")
GREETINGS = ("您好，我想反映一个问题：", "领导你好，", "你好，请问一下，", "尊敬的领导：")
THANKS = ("，谢谢！", "，望尽快处理，谢谢。", "，急急急", "。麻烦你们了")
EMOJI = ("😡", "🙏", "😭😭", "⚠️", "👍")


def _wide(text: str, _: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _traditional(text: str, _: Random) -> str:
    source = (files("config") / "data" / "traditional.tsv").read_text("utf-8")
    traditional, simplified = source.splitlines()[1].split("\t")
    table = {ord(s): t for t, s in zip(traditional, simplified, strict=True)}
    return text.translate(table)


def _typo(text: str, random: Random) -> str:
    """One Chinese character lost, doubled or taken for another of the text."""
    places = [at for at, c in enumerate(text) if "\u4e00" <= c <= "\u9fff"]
    if not places:
        return text
    at = random.choice(places)
    wrong = random.choice(("", text[at] * 2, text[random.choice(places)]))
    return text[:at] + wrong + text[at + 1 :]


def _shuffled(text: str, random: Random) -> str:
    clauses = CLAUSE.findall(text)
    if len(clauses) < 2:
        return text
    parts = [clause.rstrip(",，。;；!！?？") for clause in clauses]
    random.shuffle(parts)
    return "，".join(parts)


def _greeted(text: str, random: Random) -> str:
    return random.choice(GREETINGS) + text + random.choice(THANKS)


def _emoji(text: str, random: Random) -> str:
    clauses = CLAUSE.findall(text)
    return "".join(clause + random.choice(EMOJI) for clause in clauses)


def _spaced(text: str, random: Random) -> str:
    return "".join(c + (" " if random.random() < 0.2 else "") for c in text)


CHANGES: dict[str, Callable[[str, Random], str]] = {
    "full width": _wide,
    "traditional": _traditional,
    "one typing mistake": _typo,
    "clauses shuffled": _shuffled,
    "greeting and thanks": _greeted,
    "emoji": _emoji,
    "inserted spaces": _spaced,
}


def industry(text: str) -> str:
    """The first industry of ``text``."""
    return classify(fold(text)).industry


def main() -> None:
    """Prints the share of texts whose industry stays, for each kind of change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="dev")
    told = parser.parse_args()
    texts = [case.text for case in load(told.name)]
    before = [industry(text) for text in texts]
    kept_in_all = 0
    for name, change in CHANGES.items():
        random = Random(SEED)  # noqa: S311 - the same mistakes every time
        pairs = [
            (text, change(text, random), label) for text, label in zip(texts, before, strict=True)
        ]
        changed = [(new, label) for text, new, label in pairs if new != text]
        kept = sum(industry(new) == label for new, label in changed)
        kept_in_all += kept - len(changed)
        sys.stdout.write(f"{name}: {kept} of {len(changed)} = {kept / (len(changed) or 1):.3f}\n")
    share = 1 + kept_in_all / (len(CHANGES) * len(texts))
    sys.stdout.write(f"all changes together, {told.name} ({len(texts)}): {share:.3f}\n")


if __name__ == "__main__":
    main()
