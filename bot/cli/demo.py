"""`chuishao demo`: fills an empty installation with an invented life for every page."""

import argparse
import datetime as dt
import random
import sys

from sqlalchemy import func, select

from backend.db.models import Case, Staff
from backend.domain.cases import Role
from backend.house import House
from backend.services import bodies
from backend.services.slow_hashes import hash_words
from bot.cli.common import settings_of, with_house
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated

PASSWORD = "demo-only-1234"  # noqa: S105 - of invented people, said to whoever fills the demo
ADMINISTRATOR = "demo"
STEP = 20


def demo(args: argparse.Namespace) -> int:
    """Live two invented years; refuses where there is a case already, or outside a demo."""

    async def act(house: House) -> int:
        # Imported here: pictures and the text analysis take a second.
        from bot.demo_life import Life

        async with house.view() as view:
            if await view.session.scalar(select(func.count()).select_from(Case)):
                if args.if_empty:
                    return 0
                raise Refused("demo_not_empty", data=house.settings.data)
        hashed = await hash_words(PASSWORD)
        end = dt.datetime.now(dt.UTC)
        life = Life(house, hashed, end, random.Random(args.seed), _progress)  # noqa: S311 - no secret
        await _administrator(house, hashed)
        await life.live(args.cases)
        _progress(life.filed, args.cases)
        sys.stderr.write("\n")
        say(translated("demo_done", count=life.filed, name=ADMINISTRATOR, password=PASSWORD))
        return 0

    if not settings_of(args).demo:
        raise Refused("demo_setting")
    return with_house(args, act)


async def _administrator(house: House, hashed: str) -> None:
    async with house.work() as work:
        body = bodies.intake_body(house.settings)
        roles = [role.value for role in (Role.ADMINISTRATOR, Role.INTAKE, Role.OFFICER)]
        work.session.add(Staff(name=ADMINISTRATOR, body_id=body, roles=roles, password_hash=hashed))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() and (done % STEP == 0 or done == total):
        sys.stderr.write("\r" + translated("demo_progress", done=done, total=total))
        sys.stderr.flush()
