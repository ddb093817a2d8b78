"""`chuishao doctor`: what is configured, what is missing, what is reachable, what to confirm."""

import argparse
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from backend.db.models import Job, Meta, Staff
from backend.house import House
from backend.services import audit, identities
from bot.cli.common import with_house
from bot.cli.speech import say, translated
from config.base import Status
from config.rules import deadlines, rewards

SECONDS = 5


def doctor(args: argparse.Namespace) -> int:
    """One line a finding, ``ok``, ``warn`` or ``fail`` first; status 1 if anything failed."""

    async def act(house: House) -> int:
        findings = [
            ("ok", translated("doctor_database", kind=_kind(house))),
            _disks(house),
            _folder_mode(house.settings.key_folder),
            await _redis(house),
            await _telegram(house),
            *await _people(house),
            *_unconfirmed(),
        ]
        for level, words in findings:
            say(f"{level}\t{words}")
        return 1 if any(level == "fail" for level, _ in findings) else 0

    return with_house(args, act)


def _kind(house: House) -> str:
    return "SQLite" if house.database.is_sqlite else "PostgreSQL"


def _disks(house: House) -> tuple[str, str]:
    keys, data = house.settings.key_folder, house.settings.data
    if keys.stat().st_dev == data.stat().st_dev:
        return "warn", translated("doctor_same_disk", keys=keys)
    return "ok", translated("doctor_keys", keys=keys)


def _folder_mode(folder: Path) -> tuple[str, str]:
    if folder.stat().st_mode & 0o077:
        return "fail", translated("doctor_mode", keys=folder)
    return "ok", translated("doctor_mode_right")


async def _redis(house: House) -> tuple[str, str]:
    url = house.settings.redis.url
    if not url:
        return "ok", translated("doctor_no_redis")
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    redis: Redis = Redis.from_url(url, socket_timeout=SECONDS)
    try:
        await redis.ping()
    except (RedisError, OSError):
        return "fail", translated("doctor_redis_gone")
    finally:
        await redis.aclose()
    return "ok", translated("doctor_redis")


async def _telegram(house: House) -> tuple[str, str]:
    settings = house.settings.telegram
    token = settings.token.get_secret_value()
    if not token:
        return "ok", translated("doctor_no_telegram")
    # Plain HTTP: importing the bot library only to ask one question costs seconds.
    address = f"{settings.api_base.rstrip('/')}/bot{token}/getMe"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
            session.get(address) as response,
        ):
            if response.status == 200:
                return "ok", translated("doctor_telegram")
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    return "fail", translated("doctor_telegram_gone")


async def _people(house: House) -> list[tuple[str, str]]:
    async with house.view() as view:
        count = await view.session.scalar(select(func.count()).select_from(Staff)) or 0
        parked = await view.session.scalar(
            select(func.count()).select_from(Job).where(Job.state == "parked")
        )
        custodian = await identities.public_key(view) is not None
        broken = await audit.first_broken(view)
        fits = await view.session.get(Meta, "keys")
    found = [
        ("ok" if count else "warn", translated("doctor_staff", count=count)),
        ("warn" if parked else "ok", translated("doctor_parked", count=parked or 0)),
        ("ok", translated("doctor_custodian"))
        if custodian
        else ("warn", translated("doctor_no_custodian")),
        ("fail", translated("doctor_audit_broken", seq=broken))
        if broken is not None
        else ("ok", translated("doctor_audit")),
    ]
    if fits is not None:
        found.append(("ok", translated("doctor_keys_fit")))
    return found


def _unconfirmed() -> list[tuple[str, str]]:
    """What an agency must confirm: rules of our own, and those that nobody has checked."""
    weak = (Status.INTERNAL, Status.UNVERIFIED)
    names = [f"deadlines.{name}" for name, rule in deadlines().items() if rule.status in weak]
    names += [
        f"rewards.payable_to.{name}"
        for name, rule in rewards().payable_to.items()
        if rule.status in weak
    ]
    return [("warn", translated("doctor_confirm", rule=name)) for name in names]
