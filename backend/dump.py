"""The rows of a whole database in a form that both kinds of database write and read.

Tables are taken as they are in the database, not as the code has them: a backup of an older schema
stays what it was. Rows come in the order of their keys, which are random where order would tell
anything, and nothing of freed pages or of a row's number goes along.
"""

import base64
import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

BATCH = 500
VERSIONS = "alembic_version"
"""The table that holds the revision of the schema; a restore makes it anew."""
_TIME, _DAY, _BYTES, _JSON = "t", "d", "b", "j"


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one table, each value ready for JSON."""

    table: str
    columns: list[str]
    values: list[list[Any]]


def _reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # An empty column stays empty and doesn't become the JSON word null.
                column.type.none_as_null = True
    return metadata


async def tables(connection: AsyncConnection) -> list[Table]:
    """All tables of the database but that of revisions, those that others refer to first."""
    metadata = await connection.run_sync(_reflected)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


async def revision(connection: AsyncConnection) -> str | None:
    """The revision of the schema; None for a database without one."""
    metadata = await connection.run_sync(_reflected)
    if VERSIONS not in metadata.tables:
        return None
    found = await connection.scalar(select(metadata.tables[VERSIONS].c.version_num))
    return str(found) if found is not None else None


async def rows(connection: AsyncConnection, table: Table) -> AsyncIterator[Rows]:
    """All rows of a table, a batch at a time; at least one batch, so that its name is known."""
    columns = list(table.columns)
    names = [column.name for column in columns]
    as_json = [isinstance(column.type, JSON) for column in columns]
    query = select(*columns).order_by(*table.primary_key.columns)
    async with connection.stream(query) as found:
        any_yet = False
        async for part in found.partitions(BATCH):
            any_yet = True
            yield Rows(table.name, names, [_packed(row, as_json) for row in part])
    if not any_yet:
        yield Rows(table.name, names, [])


async def insert(connection: AsyncConnection, known: Mapping[str, Table], given: Rows) -> None:
    """Write rows; raises KeyError for a table or a column that isn't there."""
    table = known[given.table]
    columns = [table.columns[name] for name in given.columns]
    if given.values:
        named = [
            {column.name: _unpacked(value) for column, value in zip(columns, row, strict=True)}
            for row in given.values
        ]
        await connection.execute(table.insert(), named)


def _packed(row: Sequence[Any], as_json: list[bool]) -> list[Any]:
    return [pack(value, as_json=is_json) for value, is_json in zip(row, as_json, strict=True)]


def pack(value: Any, *, as_json: bool = False) -> Any:
    """A value of a row as JSON can hold it; raises TypeError for what no table of ours holds."""
    if value is None:
        return None
    if as_json:
        return {_JSON: value}
    if isinstance(value, bytes | bytearray | memoryview):
        return {_BYTES: base64.b64encode(bytes(value)).decode()}
    if isinstance(value, dt.datetime):
        # SQLite forgets the zone; what it holds is UTC.
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return {_TIME: aware.astimezone(dt.UTC).isoformat()}
    if isinstance(value, dt.date):
        return {_DAY: value.isoformat()}
    if isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a value of type {type(value).__name__} has no place in a backup")


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(kind, inner)] = value.items()
    if kind == _JSON:
        return inner
    if kind == _BYTES:
        return base64.b64decode(inner)
    if kind == _TIME:
        return dt.datetime.fromisoformat(inner)
    if kind == _DAY:
        return dt.date.fromisoformat(inner)
    raise KeyError(kind)
