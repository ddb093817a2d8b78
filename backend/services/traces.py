"""Wiping what a database remembers beside its rows: the order they came in, and rows deleted."""

import logging

from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError

from backend.db.models import OF_ACCOUNTS, Account
from backend.house import House, Work

log = logging.getLogger(__name__)
_TABLES = tuple(model.metadata.tables[model.__tablename__] for model in (Account, *OF_ACCOUNTS))
"""The tables about accounts; their keys are random, so that order by key tells nothing."""
_LOCK_SECONDS = 5


def leave_none(work: Work) -> None:
    """Once this transaction is on disk, let nothing but its rows tell what belonged together.

    SQLite's write-ahead log holds the pages of whole transactions: it is emptied at once. On
    PostgreSQL rows lie in the order in which they came, are marked with their transaction, and stay
    after they are deleted: the next sweep rewrites the tables.
    """

    async def act() -> None:
        work.house.traces_left = True
        if work.house.database.is_sqlite:
            await wipe(work.house)

    work.after_commit(act)


async def wipe(house: House) -> None:
    """Wipe the traces, if any are left; what is in use right now is done at the next call."""
    if not house.traces_left:
        return
    database = house.database
    house.traces_left = False
    if database.is_sqlite:
        done = await database.empty_log()
    else:
        done = all([await _rewrite(house, table) for table in _TABLES])
    # Somebody may have left new ones meanwhile.
    house.traces_left = house.traces_left or not done


async def _rewrite(house: House, table: Table) -> bool:
    """Rewrite one table in the order of its random key; False when it is in use."""
    name, column = table.name, table.primary_key.columns[0].name
    quick = text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
    try:
        async with house.work() as work:
            await work.session.execute(quick)
            await work.session.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))
            # All rows anew in one transaction: its number says nothing of who came when.
            await work.session.execute(text(f"UPDATE {name} SET {column} = {column}"))  # noqa: S608 - our own names
        async with house.work() as work:
            await work.session.execute(quick)
            await work.session.execute(text(f"CLUSTER {name} USING pk_{name}"))
    except DBAPIError as error:
        log.warning("a table was not rewritten: %s", getattr(error.orig, "sqlstate", ""))
        return False
    return True
