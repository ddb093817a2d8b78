"""Commands about custodians: who can open identities, another one, a new key, one taken away.

Each passphrase comes from the terminal, typed by its own custodian, or as a line of standard input:
first the one that opens, then the new one.
"""

import argparse
import getpass
import sys

from sqlalchemy import func, select

from backend.db.models import IdentityKey
from backend.house import House
from backend.services import custodians
from bot.cli.common import with_house
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated


def opening(name: str) -> str:
    """The passphrase of a custodian who is there."""
    return _asked(translated("passphrase_of", name=name or custodians.FIRST))


def fresh() -> str:
    """A new passphrase, typed twice at a terminal; raises Refused when the two differ."""
    given = _asked(translated("passphrase"))
    if sys.stdin.isatty() and _asked(translated("passphrase_again")) != given:
        raise Refused("passphrase_differs")
    return given


def _asked(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def listed(args: argparse.Namespace) -> int:
    """One key a line: id, name, day, how many identities it opens, yes if its file is here."""

    async def act(house: House) -> int:
        async with house.view() as view:
            rows = await custodians.known(view)
            counted = await view.session.execute(
                select(IdentityKey.custodian, func.count()).group_by(IdentityKey.custodian)
            )
            opens = {row[0]: row[1] for row in counted}
        for row in rows:
            here = "yes" if house.vault.folder.has(row.id) else "no"
            columns = (row.id, row.name, row.day.isoformat(), str(opens.get(row.id, 0)), here)
            say("\t".join(columns))
        return 0

    return with_house(args, act)


def add(args: argparse.Namespace) -> int:
    """Another custodian, to whom one who is there seals again all that it can open."""

    async def act(house: House) -> int:
        by_passphrase = opening(args.by)
        made = await custodians.add(house, args.name, fresh(), args.by, by_passphrase)
        say(translated("custodian_added", name=args.name, made=made))
        return 0

    return with_house(args, act)


def rotate(args: argparse.Namespace) -> int:
    """A new key for a custodian; the old one is forgotten."""

    async def act(house: House) -> int:
        passphrase = opening(args.name)
        made = await custodians.rotate(house, args.name, passphrase, fresh())
        say(translated("custodian_rotated", made=made))
        return 0

    return with_house(args, act)


def remove(args: argparse.Namespace) -> int:
    """Take a custodian away by another who opens everything."""

    async def act(house: House) -> int:
        await custodians.remove(house, args.name, args.by, opening(args.by))
        say(translated("custodian_removed"))
        return 0

    return with_house(args, act)
