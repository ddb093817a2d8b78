"""Installations to back up, and all that is in one, to compare it with what comes back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.api import HAZARD

if TYPE_CHECKING:
    from backend.house import House
    from tests.support.filing import Filing

OWN_ROWS = ("restored", "backup_made", "backup_public_key", "server_key", "keys")
"""Rows of ``meta`` about the installation, which a restore may write."""


def names_in(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


async def file_with(house: "House", text: str = HAZARD, *contents: bytes) -> "Filing":
    """A filed report with files, at the desk of a connected body."""
    from backend.services import drafts, reports
    from tests.support.api import BODY
    from tests.support.filing import Filing, connect

    await connect(house, BODY)
    draft = drafts.Draft()
    draft.add_text(text)
    uploads = [drafts.Upload(f"file{index}", content) for index, content in enumerate(contents)]
    taken, _ = await drafts.add_files(house.media, draft, uploads)
    assert len(taken) == len(contents)
    understood = drafts.understand(draft)
    async with house.work() as work:
        filed = await reports.submit_report(work, draft, understood, account_id=None)
    return Filing(house, filed.case_number, filed.receipt, filed.report_id)


async def everything(house: "House") -> tuple[dict[str, Any], dict[str, bytes]]:
    """All rows by table, as a backup has them, and all files by name."""
    from backend import dump

    tables: dict[str, Any] = {}
    async with house.database.reading_engine.connect() as connection:
        for table in await dump.tables(connection):
            found = []
            async for part in dump.rows(connection, table):
                found += [dict(zip(part.columns, row, strict=True)) for row in part.values]
            if table.name == "meta":
                found = [row for row in found if row["name"] not in OWN_ROWS]
            tables[table.name] = sorted(found, key=repr)
    folder = house.media.folder
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    return tables, files


def elsewhere(house: "House", url: str, folder: Path) -> Any:
    """Settings of an empty installation with the same keys on another database."""
    from config.settings import DatabaseSettings, Settings

    return Settings(data=folder, keys=house.settings.key_folder, database=DatabaseSettings(url=url))
