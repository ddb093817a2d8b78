"""What the commands share: settings with the data folder of the command line, and plain errors."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from backend.db.migrate import upgrade
from backend.domain.errors import DomainError
from backend.house import House, check_keys_fit, open_house
from backend.services import bodies
from backend.vault import VaultError
from config.settings import Settings
from config.texts import DEFAULT_LOCALE, text


def say(words: str) -> None:
    """One line to standard output."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def complain(words: str) -> int:
    """One line to standard error; returns the exit status of a refusal."""
    sys.stderr.write(f"{words}\n")
    return 2


def translated(key: str, **params: object) -> str:
    """A text of the command line."""
    return text(DEFAULT_LOCALE, f"cli.{key}", **params)


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings, with ``--data`` above the environment."""
    return Settings(data=args.data) if args.data else Settings()


async def prepare(house: House) -> None:
    """Bring the database up to date, check that the keys belong to it, open the intake desk."""
    await upgrade(house.database)
    await check_keys_fit(house)
    async with house.work() as work:
        await bodies.ensure(work, bodies.intake_body(house.settings))


def with_house(args: argparse.Namespace, act: Callable[[House], Awaitable[int]]) -> int:
    """Run ``act`` on the installation; a person's mistake is one plain line and status 2."""

    async def run() -> int:
        house = open_house(settings_of(args))
        try:
            await prepare(house)
            return await act(house)
        finally:
            await house.close()

    try:
        return asyncio.run(run())
    except DomainError as error:
        return complain(text(DEFAULT_LOCALE, error.text_key, **error.params))
    except (VaultError, OSError, KeyError) as error:
        return complain(str(error))
