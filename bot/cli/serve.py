"""`chuishao serve`: the embedded whole in one process, stopped cleanly by Ctrl-C."""

import argparse
import asyncio
import fcntl
import ipaddress
import logging
import signal
import ssl
from pathlib import Path
from typing import IO

from aiohttp import web
from sqlalchemy import select

from backend.db.models import Staff
from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.house import House, open_house
from backend.services import bodies, staff
from backend.vault import VaultError
from backend.web.proxies import parse_networks
from bot.cli.common import complain, prepare, say, settings_of, translated

FIRST_STAFF = "admin"
FIRST_ROLES = (Role.ADMINISTRATOR, Role.INTAKE, Role.OFFICER)
DRAIN_SECONDS = 10.0


def serve(args: argparse.Namespace) -> int:
    """Run until stopped; status 2 for a refusal that says why."""
    refusal = _refusal(args)
    if refusal:
        return complain(refusal)
    settings = settings_of(args)
    try:
        house = open_house(settings)
        with _only_one(settings.data) as lock:
            if lock is None:
                return complain(translated("already_running", data=settings.data))
            return asyncio.run(_run(house, args))
    except (VaultError, OSError, DomainError) as error:
        return complain(str(error))


def _refusal(args: argparse.Namespace) -> str | None:
    """Why these addresses can't be served: other than loopback wants TLS or a named proxy."""
    if bool(args.tls_cert) != bool(args.tls_key):
        return translated("tls_pair")
    try:
        parse_networks(tuple(args.behind_proxy))
    except ValueError as error:
        return translated("bad_cidr", error=error)
    if _is_loopback(args.host) or args.tls_cert or args.behind_proxy:
        return None
    return translated("needs_tls", host=args.host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _only_one:
    """Holds the data folder for one server; yields None when another holds it."""

    def __init__(self, data: Path) -> None:
        self._path = data / "server.lock"
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes] | None:
        self._file = self._path.open("ab")
        try:
            # Held by the process: gone with it, however it ends.
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            return None
        return self._file

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


async def _run(house: House, args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Their lines carry addresses, paths with one-time codes, or texts of updates.
    for name in ("aiohttp.access", "aiogram.event", "aiogram.dispatcher"):
        logging.getLogger(name).setLevel(logging.ERROR)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await prepare(house)
    scheme = "https" if args.tls_cert else "http"
    shown = f"[{args.host}]" if ":" in args.host else args.host
    address = f"{scheme}://{shown}:{args.port}"
    house.public_url = (house.settings.public_url or address).rstrip("/")
    # Imported here: the chat library costs seconds that no other command pays.
    from bot.app import running

    try:
        async with running(house, proxies=tuple(args.behind_proxy)) as parts:
            runner = web.AppRunner(parts.app, access_log=None, shutdown_timeout=DRAIN_SECONDS)
            await runner.setup()
            try:
                site = web.TCPSite(runner, args.host, args.port, ssl_context=_tls(args))
                await site.start()
                await _greet(house, address)
                await stop.wait()
                say(translated("stopping"))
            finally:
                await runner.cleanup()
    finally:
        await house.close()
    return 0


def _tls(args: argparse.Namespace) -> ssl.SSLContext | None:
    if not args.tls_cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(args.tls_cert, args.tls_key)
    return context


async def _greet(house: House, address: str) -> None:
    say(translated("chat_at", address=f"{address}/"))
    say(translated("console_at", address=f"{address}/console"))
    async with house.view() as view:
        known = await view.session.scalar(select(Staff.id).limit(1))
    if known is None:
        desk = bodies.intake_body(house.settings)
        password = await staff.add_staff(house, FIRST_STAFF, desk, FIRST_ROLES, "system")
        say(translated("first_password", name=FIRST_STAFF, password=password))
    say(translated("stop_with"))
