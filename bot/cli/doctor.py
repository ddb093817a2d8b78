"""`chuishao doctor`: what is configured, what is missing, what is reachable, what to confirm."""

import argparse
import asyncio
import datetime as dt
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from difflib import get_close_matches

import aiohttp
from pydantic import BaseModel

from backend.domain.deadlines import knows_year
from bot import logs
from bot.cli.common import open_checked, plainly, settings_of
from bot.cli.doctor_inside import Finding, inside
from bot.cli.doctor_map import map_findings
from bot.cli.mistakes import sentence
from bot.cli.speech import say, translated
from config.base import Status
from config.deadlines import deadlines
from config.jurisdictions import jurisdictions
from config.load import all_faults
from config.rules import rewards
from config.settings import Settings

SECONDS = 5
LITTLE_ROOM = 1_000_000_000
"""Bytes of free disk below which a server should not be left alone."""
_WEAK = (Status.INTERNAL, Status.UNVERIFIED)
_OTHERS = ("CHUISHAO_CHROMIUM", "CHUISHAO_CASES")
"""What begins with our name and is for the tests."""


def doctor(args: argparse.Namespace) -> int:
    """One line a finding: its level, a tab, the sentence; status 1 if anything failed."""

    async def act() -> int:
        logs.watch(asyncio.get_running_loop())
        failed = False
        async for level, words in _findings(settings_of(args)):
            say(f"{level}\t{words}")
            failed = failed or level == "fail"
        return 1 if failed else 0

    return plainly(lambda: asyncio.run(act()))


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    for finding in (*_names(), *_data(), *_disks(settings), *map_findings(settings.map)):
        yield finding
    if not settings.data.is_dir():
        # Looking must not make anything.
        yield "warn", translated("doctor_nothing", data=settings.data)
    else:
        for finding in await _installation(settings):
            yield finding
    yield await _redis(settings)
    yield await _telegram(settings)
    yield await _mail(settings)
    for finding in _unconfirmed():
        yield finding


def _names() -> Iterator[Finding]:
    """Variables that look like settings of ours and are none: a typing mistake is silent else."""
    known = set(setting_names(Settings))
    for name in sorted(os.environ):
        if name.upper().startswith("CHUISHAO_") and name.upper() not in (*known, *_OTHERS):
            near = get_close_matches(name, known, 1)
            yield "warn", translated("doctor_unknown_setting", name=name, near="".join(near) or "-")


def setting_names(model: type[BaseModel], prefix: str = "CHUISHAO_") -> Iterator[str]:
    """The names of all variables that set something."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from setting_names(inner, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper()


def _data() -> Iterator[Finding]:
    faults = all_faults()
    if faults:
        yield "fail", translated("doctor_data_wrong", count=len(faults))
    else:
        yield "ok", translated("data_right")
    # In November next year's notice is out, and limits already end in that year.
    ahead = (dt.datetime.now(dt.UTC) + dt.timedelta(days=60)).year
    if not knows_year(ahead):
        yield "warn", translated("doctor_holidays", year=ahead)


def _disks(settings: Settings) -> Iterator[Finding]:
    keys, data = settings.key_folder, settings.data
    if not (keys.is_dir() and data.is_dir()):
        return
    if keys.stat().st_dev == data.stat().st_dev:
        yield "warn", translated("doctor_same_disk", keys=keys)
    else:
        yield "ok", translated("doctor_keys", keys=keys)
    for folder in (keys, data):
        if folder.stat().st_mode & 0o077:
            yield "fail", translated("doctor_mode", folder=folder)
        else:
            yield "ok", translated("doctor_mode_right", folder=folder)
    room = shutil.disk_usage(data).free
    level = "ok" if room > LITTLE_ROOM else "warn"
    yield level, translated("doctor_room", megabytes=room // 10**6)


async def _installation(settings: Settings) -> list[Finding]:
    try:
        house = await open_checked(settings)
    except Exception as error:
        words = sentence(error)
        if words is None:
            raise
        return [("fail", words)]
    try:
        return await inside(house)
    finally:
        await house.close()


async def _redis(settings: Settings) -> Finding:
    url = settings.redis.url
    if not url:
        return "ok", translated("doctor_no_redis")
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        redis: Redis = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    except ValueError:
        return "fail", translated("doctor_redis_gone")
    try:
        await redis.ping()
    except (RedisError, OSError):
        return "fail", translated("doctor_redis_gone")
    finally:
        await redis.aclose()
    return "ok", translated("doctor_redis")


async def _telegram(settings: Settings) -> Finding:
    token = settings.telegram.token.get_secret_value()
    if not token:
        return "ok", translated("doctor_no_telegram")
    # Plain HTTP: importing the bot library only to ask one question costs seconds.
    address = f"{settings.telegram.api_base.rstrip('/')}/bot{token}/getMe"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
            session.get(address) as response,
        ):
            if response.status == 200:
                return "ok", translated("doctor_telegram")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        pass
    return "fail", translated("doctor_telegram_gone")


async def _mail(settings: Settings) -> Finding:
    if not settings.mail.on:
        return "ok", translated("doctor_no_mail")
    import aiosmtplib

    from bot.mail import server

    given = server(settings.mail) | {"timeout": SECONDS}
    name, password = given.pop("username"), given.pop("password")
    try:
        async with aiosmtplib.SMTP(**given, username=name, password=password):
            return "ok", translated("doctor_mail")
    except (aiosmtplib.SMTPException, OSError):
        return "fail", translated("doctor_mail_gone")


def _unconfirmed() -> Iterator[Finding]:
    """What an agency must confirm: rules of our own, those nobody has checked, open questions."""
    names = [f"deadlines.{name}" for name, rule in deadlines().items() if rule.status in _WEAK]
    for table in ("rules", "payable_to", "joint", "employee_uplift"):
        rules = getattr(rewards(), table)
        names += [f"rewards.{table}.{name}" for name in rules if rules[name].status in _WEAK]
    for place in jurisdictions().values():
        names += [f"{place.name}: {question}" for question in place.open_questions]
        if place.plan.draft:
            yield "warn", translated("doctor_draft", place=place.name, title=place.plan.title)
    for name in names:
        yield "warn", translated("doctor_confirm", rule=name)
