"""`chuishao retention run`: what is due by the rules of retention, done or only listed."""

import argparse

from backend.house import House
from backend.services import retention
from bot.cli.common import with_house
from bot.cli.speech import say, translated


def run(args: argparse.Namespace) -> int:
    """One line a thing: case number, what, and the day; ``--dry-run`` changes nothing."""

    async def act(house: House) -> int:
        if args.dry_run:
            async with house.view() as view:
                found = await retention.plan(view)
        else:
            found = await retention.run(house)
        for one in found:
            say(f"{one.number}\t{translated(f'retention_{one.what}')}\t{one.day}")
        key = "retention_planned" if args.dry_run else "retention_done"
        say(translated(key, count=len(found)))
        return 0

    return with_house(args, act)
