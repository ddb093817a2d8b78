"""`chuishao serve`: the embedded whole in one process, stopped cleanly by Ctrl-C."""

import argparse
import asyncio
import gc
import logging
import signal
import socket
import ssl

from aiohttp import web
from sqlalchemy import select

from backend.db.models import Staff
from backend.domain.cases import Role
from backend.house import House
from backend.services import bodies, staff
from bot import logs
from bot.cli import listening
from bot.cli.common import only_one, open_checked, plainly, settings_of
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated
from nlp.analyse import analyse

log = logging.getLogger(__name__)
FIRST_STAFF = "admin"
FIRST_ROLES = (Role.ADMINISTRATOR, Role.INTAKE, Role.OFFICER)
DRAIN_SECONDS = 5.0
"""How long a stop waits for requests that are being answered."""
IDLE_SECONDS = 75.0
"""How long a connection without a request is kept."""


def serve(args: argparse.Namespace) -> int:
    """Run until stopped; status 2 for a refusal that says why."""
    return plainly(lambda: asyncio.run(_run(args)))


async def _run(args: argparse.Namespace) -> int:
    listening.check(args)
    loop = asyncio.get_running_loop()
    logs.watch(loop)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    tls = listening.tls(args)
    if tls is not None:
        loop.add_signal_handler(signal.SIGHUP, _renew, tls, args)
    settings = settings_of(args)
    with only_one(settings.data):
        # Before anything that takes time: a port in use is said at once.
        sockets = listening.bind(args.host, args.port)
        try:
            house = await open_checked(settings)
            try:
                await _serve(house, args, sockets, tls, stop)
            finally:
                await house.close()
        finally:
            for one in sockets:
                one.close()
    return 0


def _renew(tls: ssl.SSLContext, args: argparse.Namespace) -> None:
    try:
        listening.load(tls, args)
    except (OSError, Refused) as error:
        log.error("the certificate was not renewed: %s", type(error).__name__)  # noqa: TRY400
    else:
        log.info("the certificate was read again")


async def _serve(
    house: House,
    args: argparse.Namespace,
    sockets: list[socket.socket],
    tls: ssl.SSLContext | None,
    stop: asyncio.Event,
) -> None:
    shown = f"[{args.host}]" if ":" in args.host else args.host
    own = f"{'https' if tls else 'http'}://{shown}:{sockets[0].getsockname()[1]}"
    house.public_url = (house.settings.public_url or own).rstrip("/")
    # Words, law and places are read now: a fault in them stops the start, not the first report.
    analyse("")
    # Imported here: the chat library costs seconds that no other command pays. What it makes stays
    # for good: walking it would slow the start, and later hold up every chat at once.
    gc.disable()
    from bot.app import running

    gc.freeze()
    gc.enable()

    async with running(house, proxies=tuple(args.behind_proxy)) as parts:
        runner = web.AppRunner(
            parts.app,
            access_log=None,
            shutdown_timeout=DRAIN_SECONDS,
            keepalive_timeout=IDLE_SECONDS,
        )
        await runner.setup()
        try:
            for one in sockets:
                site = web.SockSite(runner, one, ssl_context=tls, backlog=listening.BACKLOG)
                await site.start()
            await _greet(house)
            await stop.wait()
            say(translated("stopping"))
        finally:
            await runner.cleanup()


async def _greet(house: House) -> None:
    say(translated("chat_at", address=f"{house.public_url}/"))
    say(translated("console_at", address=f"{house.public_url}/console"))
    password = await _first_password(house)
    if password is not None:
        say(translated("first_password", name=FIRST_STAFF, password=password))
    say(translated("stop_with"))


async def _first_password(house: House) -> str | None:
    """A one-time password while nobody could ever sign in: none was made yet, or it ran out."""
    async with house.view() as view:
        people = list(await view.session.scalars(select(Staff).limit(2)))
    if not people:
        desk = bodies.intake_body(house.settings)
        return await staff.add_staff(house, FIRST_STAFF, desk, FIRST_ROLES, "system")
    first = people[0]
    until = first.one_time_until
    if len(people) == 1 and first.name == FIRST_STAFF and until and until < house.clock():
        return await staff.reset_password(house, first.id, "system")
    return None
