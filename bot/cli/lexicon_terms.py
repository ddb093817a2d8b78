"""`chuishao lexicon add`, `remove` and `mine`: an agency's own terms, and proposals for them."""

import argparse

from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, term_key, with_weight
from backend.house import House
from backend.services import bodies, changes
from backend.services.cases import Actor
from bot.cli.common import plainly, with_house
from bot.cli.lexicon import texts_of
from bot.cli.mistakes import Refused
from bot.cli.own_data import with_own_data
from bot.cli.speech import say, translated
from config.lexicon import Kind as TermKind
from config.lexicon import lexicon
from nlp.mining import mine as proposals

CLI = "cli"


def add(args: argparse.Namespace) -> int:
    """An own term for an industry, or as a blocker for none; it overrules the shipped one."""

    async def act(house: House) -> int:
        term, kind = term_key(args.term), TermKind(args.kind)
        async with house.view() as view:
            before = (await changes.standing(view, Kind.TERM)).get(term)
        value = with_weight(before.value if before else None, args.industry, kind, args.weight)
        known = lexicon().hand.get(term)
        change = Change(Kind.TERM, term, value, args.basis)
        row = await changes.propose(house, change, _operator(house))
        say(translated("term_waits" if row.state == changes.PROPOSED else "term_added", term=term))
        if known is not None:
            listed = " ".join(f"{code}:{weight:g}" for code, weight in known.industries.items())
            say(translated("term_replaces", kind=known.kind.value, weights=listed or "-"))
        return 0

    return with_house(args, act)


def remove(args: argparse.Namespace) -> int:
    """Take an own term out again."""

    async def act(house: House) -> int:
        term = term_key(args.term)
        async with house.view() as view:
            if term not in await changes.standing(view, Kind.TERM):
                raise Refused("term_not_own", term=term)
        row = await changes.undo(house, Kind.TERM, term, _operator(house))
        waits = row.state == changes.PROPOSED
        say(translated("term_waits" if waits else "term_removed", term=term))
        return 0

    return with_house(args, act)


def _operator(house: House) -> Actor:
    """Who has the machine: as an administrator of all of it."""
    return Actor(CLI, bodies.intake_body(house.settings), frozenset({Role.ADMINISTRATOR}))


def mine(args: argparse.Namespace) -> int:
    """Print words that the lexicon lacks, for a person to judge."""
    return with_own_data(args, lambda: plainly(lambda: _mine(args)))


def _mine(args: argparse.Namespace) -> int:
    found = proposals(text for path in args.corpus for text in texts_of(path))
    for one in found[: args.most]:
        say(f"{one.term}\t{one.industry}\t{one.texts}/{one.of}")
    if not found:
        say(translated("nothing_mined"))
    return 0
