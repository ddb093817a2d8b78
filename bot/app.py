"""The only wiring: which parts a process runs, and how they know each other."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiogram.fsm.storage.base import BaseEventIsolation
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiohttp import web

from backend.house import House
from backend.outbox import Executor, Outbox
from backend.services import changes, sweep
from backend.web import api, console, public
from backend.web.base import HOUSE, add_safe_headers
from backend.web.proxies import add_hsts, believe_proxies
from bot import dispatcher
from bot.channels import web_identity, web_pages
from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.channels.web_chat import WebChat
from bot.clocks import Clocks
from bot.delivery import Delivery
from bot.digests import Digests
from bot.faults import last_net
from bot.logs import trail
from bot.mail import Mail
from bot.robot_cards import RobotCards
from bot.storage import ConversationStorage, HashedKeys, RedisStorage, SqlStorage
from bot.turn import Front
from bot.unit_cards import UnitCards
from bot.webhooks import Webhooks

log = logging.getLogger(__name__)
SWEEP_SECONDS = 600
NOTICE_SECONDS = 2
"""How long another process's change of the data may take to hold in this one."""


@dataclass(slots=True)
class Running:
    """What one process runs."""

    house: House
    app: web.Application
    outbox: Outbox
    front: Front
    channels: dict[str, Channel] = field(default_factory=dict)


@asynccontextmanager
async def running(house: House, *, proxies: tuple[str, ...] = ()) -> AsyncIterator[Running]:
    """Web, chat and workers of one process, started; all of it stops when the block ends."""
    async with AsyncExitStack() as stack:
        storage, isolation = await _memory(house, stack)
        executors: dict[str, Executor] = {}
        # The last one made is woken at every commit; this one looks each second.
        hooks = Outbox(house, Webhooks(house).executors())
        outbox = Outbox(house, executors)
        front = Front(outbox, storage, dispatcher.build(storage, isolation))
        web_chat = WebChat(house)
        web_chat.front = front
        channels: dict[str, Channel] = {web_chat.name: web_chat}
        app = build_web(house, web_chat, proxies)
        tasks = []
        if house.settings.telegram.token.get_secret_value():
            telegram = TelegramChannel(house, front.feed)
            channels[telegram.name] = telegram
            stack.push_async_callback(telegram.close)
            tasks.append(asyncio.create_task(telegram.run(), name="telegram"))
        executors |= Delivery(house, channels).executors() | UnitCards(house, channels).executors()
        executors |= Clocks(house).executors() | Mail(house).executors()
        executors |= RobotCards(house).executors() | Digests(house, channels).executors()
        tasks += [
            asyncio.create_task(outbox.run(), name="outbox"),
            asyncio.create_task(hooks.run(), name="webhooks"),
            asyncio.create_task(_sweep(house), name="sweep"),
            asyncio.create_task(_notice_changes(house), name="changes"),
        ]
        stack.push_async_callback(_stop, tasks)
        yield Running(house, app, outbox, front, channels)


def build_web(house: House, web_chat: WebChat, proxies: tuple[str, ...]) -> web.Application:
    """One application: chat, pages, console, API, health."""
    app = web.Application(middlewares=[believe_proxies(proxies), last_net], client_max_size=2**20)
    app[HOUSE] = house
    app.on_response_prepare.extend((add_safe_headers, add_hsts))
    web_chat.setup(app)
    web_pages.setup(app)
    web_identity.setup(app)
    public.setup(app)
    api.setup(app)
    console.setup(app)
    return app


async def _memory(
    house: House, stack: AsyncExitStack
) -> tuple[ConversationStorage, BaseEventIsolation]:
    """Where conversations lie, and what keeps two messages of one chat apart."""
    url = house.settings.redis.url
    if not url:
        isolation: BaseEventIsolation = SimpleEventIsolation()
        stack.push_async_callback(isolation.close)
        return SqlStorage(house), isolation
    from aiogram.fsm.storage.redis import RedisEventIsolation
    from redis.asyncio import Redis

    redis: Redis = Redis.from_url(url)
    stack.push_async_callback(redis.aclose)
    isolation = RedisEventIsolation(redis, HashedKeys(house.vault), lock_kwargs={"timeout": 60})
    return RedisStorage(house, redis), isolation


async def _sweep(house: House) -> None:
    while True:
        try:
            await sweep.run(house)
        except Exception as error:  # noqa: BLE001 - tried again in a while
            log.warning("the sweep failed: %s", trail(error))
        await asyncio.sleep(SWEEP_SECONDS)


async def _notice_changes(house: House) -> None:
    while True:
        try:
            if await changes.refresh(house):
                log.info("changes of the data hold now, up to number %s", house.overlay_version)
        except Exception as error:  # noqa: BLE001 - tried again in a moment
            log.warning("changes of the data could not be read: %s", trail(error))
        await asyncio.sleep(NOTICE_SECONDS)


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
