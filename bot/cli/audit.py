"""`chuishao audit`: check the chains, print a day's head, export them for whoever must check."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from backend.domain.audit import Check
from backend.house import House
from backend.services import audit_heads, audit_words
from backend.services.audit_heads import DayHead
from bot.cli import audit_export
from bot.cli.common import plainly, with_house
from bot.cli.mistakes import Refused
from bot.cli.people import check_known
from bot.cli.speech import say, translated

CHANGED = 1
MOST_BYTES = 10_000_000
"""Of a head's file: thousands of chains."""


def verify(args: argparse.Namespace) -> int:
    """Follow all chains; status 1 when anything was changed, added, swapped or cut off."""
    return plainly(lambda: _verify(args, _head(args.head) if args.head else None))


def _verify(args: argparse.Namespace, head: DayHead | None) -> int:

    async def act(house: House) -> int:
        async with house.view() as view:
            found = await audit_heads.check(view, head, _progress())
            differ = await audit_words.differing(view, args.case) if args.case else None
        for chain, seq in found.breaks.items():
            say(translated("audit_broken", chain=chain, seq=seq))
        if head is not None:
            key = "audit_head_missing" if found.leaves else "audit_head_found"
            say(translated(key, day=head.day, count=len(found.leaves)))
        if differ is not None:
            say(translated(f"audit_words_{differ.result}", steps=differ.said()))
        if found.whole:
            say(translated("audit_whole", total=found.count, chains=len(found.heads)))
        right = found.whole and (differ is None or not differ.steps)
        return 0 if right else CHANGED

    return with_house(args, act)


def head(args: argparse.Namespace) -> int:
    """Print the newest day's head, or that of a day, as it was signed."""

    async def act(house: House) -> int:
        async with house.view() as view:
            known = await audit_heads.heads(view)
        for one in known:
            if args.day in ("", one.day):
                say(one.dump())
                return 0
        raise Refused("audit_no_head", day=args.day or "-")

    return with_house(args, act)


def export(args: argparse.Namespace) -> int:
    """Write the chain of one body, or all, with all that checking them takes."""

    async def act(house: House) -> int:
        if args.body:
            check_known(args.body)
        async with house.view() as view:
            count = await audit_export.write(view, args.file, args.body)
        say(translated("audit_exported", count=count, path=args.file))
        return 0

    return with_house(args, act)


def _head(path: Path) -> DayHead:
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES)
    return audit_heads.parse_head(raw.decode("utf-8", "replace"))


def _progress() -> Callable[[Check], None]:
    """Says on a terminal how far it is; silent elsewhere."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(check: Check) -> None:
        sys.stderr.write(f"\r{check.count:,}")
        sys.stderr.flush()

    return show
