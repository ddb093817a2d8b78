"""`chuishao lexicon add`, `remove` and `mine`: an agency's own terms, and proposals for them."""

import argparse

from bot.cli.common import plainly
from bot.cli.lexicon import texts_of
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated
from config import own_terms
from config.lexicon import Kind, hand_terms, industries
from nlp.folding import fold
from nlp.mining import mine as proposals

LONGEST = 20
"""Characters of a term: nobody repeats a longer phrase word for word."""
MOST_WEIGHT = 10.0


def _term(given: str) -> str:
    """The term as texts are searched for it; raises Refused for what no text can match."""
    term = fold(given.strip()).text
    if not 1 < len(term) <= LONGEST or any(character.isspace() for character in term):
        raise Refused("term_unfit", most=LONGEST)
    return term


def add(args: argparse.Namespace) -> int:
    """Write an own term for an industry, or as a blocker for none."""
    return plainly(lambda: _add(args))


def _add(args: argparse.Namespace) -> int:
    term, kind = _term(args.term), Kind(args.kind)
    if args.industry not in industries():
        raise Refused("industry_unknown", industry=args.industry, known=" ".join(industries()))
    if not 0 < abs(args.weight) <= MOST_WEIGHT:
        raise Refused("weight_unfit", most=f"{MOST_WEIGHT:g}")
    known = hand_terms().get(term)
    own_terms.add(term, args.industry, kind, args.weight)
    say(translated("term_added", term=term, path=own_terms.path()))
    if known is not None:
        listed = " ".join(f"{code}:{weight:g}" for code, weight in known.industries.items())
        say(translated("term_replaces", kind=known.kind.value, weights=listed or "-"))
    return 0


def remove(args: argparse.Namespace) -> int:
    """Take an own term out again."""
    return plainly(lambda: _remove(args))


def _remove(args: argparse.Namespace) -> int:
    term = _term(args.term)
    if not own_terms.remove(term):
        raise Refused("term_not_own", term=term)
    say(translated("term_removed", term=term))
    return 0


def mine(args: argparse.Namespace) -> int:
    """Print words that the lexicon lacks, for a person to judge."""
    return plainly(lambda: _mine(args))


def _mine(args: argparse.Namespace) -> int:
    found = proposals(text for path in args.corpus for text in texts_of(path))
    for one in found[: args.most]:
        say(f"{one.term}\t{one.industry}\t{one.texts}/{one.of}")
    if not found:
        say(translated("nothing_mined"))
    return 0
