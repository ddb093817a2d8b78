"""Our own server as people start it: the installed command, a data folder, a free port."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from tests.support import processes

CHUISHAO = Path(sys.executable).parent / "chuishao"
START_SECONDS = 180
"""A deadline for a loaded machine, not an expectation: a start takes a few seconds."""
ANSWER = aiohttp.ClientTimeout(total=10)


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One ``chuishao serve`` on its own data folder; use its coroutines from any event loop."""

    def __init__(
        self, folder: Path, env: Mapping[str, str] | None = None, arguments: tuple[str, ...] = ()
    ) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **processes.clean_environment(),
            "CHUISHAO_DATA": str(self.data),
            "PYTHONUNBUFFERED": "1",
            **(env or {}),
        }
        self._arguments = arguments
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def output(self) -> str:
        """All that the server has written so far, over all its starts."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    async def start(self, seconds: float = START_SECONDS) -> None:
        """Starts the server and returns when ``/healthz`` answers."""
        command: list[str | Path] = [CHUISHAO, "serve", "--port", str(self.port), *self._arguments]
        self._process = processes.start(command, self._log, env=self.env)
        deadline = asyncio.get_running_loop().time() + seconds
        async with aiohttp.ClientSession(timeout=ANSWER) as client:
            while not await self._healthy(client):
                late = asyncio.get_running_loop().time() > deadline
                if late or self._process.poll() is not None:
                    await self.kill()
                    pytest.fail(f"the server did not come up:\n{self.output}", pytrace=False)
                await asyncio.sleep(0.05)

    async def stop(self, how: int = signal.SIGINT) -> int:
        """Ends the server as Ctrl-C does and returns its exit status; fails if it hangs."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        status = await asyncio.to_thread(processes.stop, process, how)
        if status == -signal.SIGKILL and how != signal.SIGKILL:
            pytest.fail(f"the server did not stop:\n{self.output}", pytrace=False)
        return status if status is not None else 0

    async def kill(self) -> None:
        """``kill -9``: the server gets no chance to finish anything."""
        await self.stop(signal.SIGKILL)

    async def restart(self) -> None:
        """Stops the server if it runs and starts it again on the same data and port."""
        await self.stop()
        await self.start()

    async def cli(self, *arguments: str, stdin: str = "", check: bool = True) -> str:
        """Runs ``chuishao`` on the same data and returns what it prints; fails on exit status."""
        process = await asyncio.create_subprocess_exec(
            str(CHUISHAO),
            *arguments,
            env=self.env,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(stdin.encode())
        if check and process.returncode:
            pytest.fail(
                f"chuishao {' '.join(arguments)} ended with {process.returncode}:\n"
                f"{err.decode('utf-8', 'replace')}\nthe server wrote:\n{self.output}",
                pytrace=False,
            )
        return out.decode()

    async def _healthy(self, client: aiohttp.ClientSession) -> bool:
        try:
            async with client.get(f"{self.base_url}/healthz") as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


ServerFactory = Callable[..., Server]


@pytest.fixture
def make_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerFactory]:
    """Makes servers that are not started yet; whatever still runs at the end is killed."""
    made: list[Server] = []

    def make(env: Mapping[str, str] | None = None, arguments: tuple[str, ...] = ()) -> Server:
        made.append(Server(tmp_path_factory.mktemp("server"), env, arguments))
        return made[-1]

    yield make
    end_all(made)


@pytest.fixture
async def server(make_server: ServerFactory) -> Server:
    """A running server with an empty data folder, for one test."""
    fresh = make_server()
    await fresh.start()
    return fresh


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server for all tests of a module that do not mind what the others filed."""
    shared = Server(tmp_path_factory.mktemp("shared-server"))
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(shared.start())
    yield shared
    end_all([shared])


def end_all(servers: list[Server]) -> None:
    """The last resort after a test; a clean stop is asserted by those who test stopping."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        for each in servers:
            runner.run(each.stop(signal.SIGTERM))
