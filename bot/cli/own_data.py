"""An agency's own changes for commands that need no installation, but heed one that is there."""

import argparse
import asyncio
import os
from collections.abc import Callable
from pathlib import Path


def with_own_data(args: argparse.Namespace, act: Callable[[], int]) -> int:
    """Do ``act`` under the changes that lie in the database, if there is one; nothing is made.

    The database's libraries are imported only then, and a mistake is one plain line.
    """
    folder = args.data or Path(os.environ.get("CHUISHAO_DATA") or "var")
    if not os.environ.get("CHUISHAO_DATABASE__URL") and not (folder / "chuishao.db").exists():
        return act()
    from bot.cli.common import plainly

    def read_then_act() -> int:
        asyncio.run(_bring_in(args))
        return act()

    return plainly(read_then_act)


async def _bring_in(args: argparse.Namespace) -> None:
    from backend.services import changes
    from bot.cli.common import database_there, settings_of

    database = await database_there(settings_of(args))
    if database is None:
        return
    try:
        async with database.read() as session:
            version, rows = await changes.stored(session)
    finally:
        await database.close()
    changes.bring_in(rows, version)
