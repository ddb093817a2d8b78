"""Imports begun on a page: each goes on by itself, and any process of the host can tell how far."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from backend.db.models import random_id
from backend.domain.errors import Conflict, DomainError, NotFound
from backend.house import House
from backend.services import register_import
from backend.services.cases import Actor
from backend.services.register_spool import Counts, Spool

log = logging.getLogger(__name__)
SILENT_SECONDS = 120
"""A run that said nothing for so long ended with its process."""
KEPT_SECONDS = 24 * 3600
WORKING = ("reading", "comparing", "writing")


@dataclass(slots=True)
class Run:
    """How far an import is: reading, comparing, checked, writing, done or failed."""

    id: str
    actor: str
    phase: str = "reading"
    done: int = 0
    total: int = 0
    error: str = ""
    """The text key of what went wrong."""
    params: dict[str, Any] = field(default_factory=dict)
    counts: Counts | None = None

    @property
    def working(self) -> bool:
        """Whether it goes on by itself."""
        return self.phase in WORKING


_tasks: set[asyncio.Task[None]] = set()
"""Held, as the loop holds only weak references to what it runs."""


async def begin(house: House, table: bytes, actor: Actor) -> str:
    """Check a table in the background; returns the id of the run."""
    run = Run(random_id(), actor.id)
    spool = register_import.spool_of(house, run.id)
    _sweep_old(spool.path.parent)
    path = spool.path.with_suffix(".table")
    await asyncio.to_thread(_write, path, table)
    _note(house, run)

    async def check() -> None:
        try:
            run.counts = await register_import.check(house, path, spool, _teller(house, run))
        finally:
            path.unlink(missing_ok=True)
        run.phase = "checked"

    _go(house, run, check())
    return run.id


async def carry_out(house: House, run_id: str, actor: Actor) -> None:
    """Write what was checked, in the background; raises NotFound, Conflict ``import_not_ready``."""
    run = find(house, run_id, actor)
    if run.phase != "checked":
        raise Conflict("import_not_ready")
    spool = spool_of(house, run)
    run.phase, run.done = "writing", 0
    _note(house, run)

    async def write() -> None:
        await register_import.carry_out(house, spool, actor, _teller(house, run))
        run.phase = "done"
        spool.drop()

    _go(house, run, write())


def find(house: House, run_id: str, actor: Actor) -> Run:
    """A run of this person; raises NotFound for another's, or one that is gone."""
    path = _path(house, run_id)
    try:
        said = json.loads(path.read_text("utf-8"))
        silent = time.time() - path.stat().st_mtime
    except (OSError, ValueError):
        raise NotFound("import_not_found") from None
    said["counts"] = Counts(**said["counts"]) if said["counts"] else None
    run = Run(**said)
    if run.actor != actor.id:
        raise NotFound("import_not_found")
    if run.working and silent > SILENT_SECONDS:
        run.phase, run.error = "failed", "case.error_import_stopped"
    return run


def drop(house: House, run_id: str, actor: Actor) -> None:
    """Forget a run that waits for nothing any more; raises NotFound, Conflict."""
    run = find(house, run_id, actor)
    if run.working:
        raise Conflict("import_not_ready")
    spool_of(house, run).drop()
    _path(house, run.id).unlink(missing_ok=True)


def spool_of(house: House, run: Run) -> Spool:
    """The checked rows of a run."""
    return register_import.spool_of(house, run.id)


def _go(house: House, run: Run, act: Awaitable[None]) -> None:
    async def safely() -> None:
        try:
            await act
        except DomainError as error:
            run.phase, run.error, run.params = "failed", error.text_key, error.params
        except Exception as error:  # noqa: BLE001 - said on the page, whatever it was
            log.error("an import failed: %s", type(error).__name__)  # noqa: TRY400 - may quote a row
            run.phase, run.error = "failed", "case.error_import_stopped"
        _note(house, run)

    task = asyncio.get_running_loop().create_task(safely())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _teller(house: House, run: Run) -> Any:
    def tell(phase: str, done: int, total: int) -> None:
        run.phase, run.done, run.total = phase, done, total
        _note(house, run)

    return tell


def _note(house: House, run: Run) -> None:
    _write(_path(house, run.id), json.dumps(asdict(run), ensure_ascii=False).encode())


def _path(house: House, run_id: str) -> Path:
    # Ours are hex digits: nothing else is looked for on the disk.
    name = run_id if run_id.isalnum() and run_id.isascii() and len(run_id) == 32 else "none"
    return register_import.spool_of(house, name).path.with_suffix(".state")


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    partial.replace(path)


def _sweep_old(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
