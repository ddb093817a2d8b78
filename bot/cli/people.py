"""Commands about the database, bodies, staff, tokens and keys."""

import argparse
from difflib import get_close_matches

from backend import backup
from backend.domain.bodies import Body, listed_bodies
from backend.domain.cases import Role
from backend.domain.errors import NotFound
from backend.house import House
from backend.services import access, custodians, second_factor, staff
from backend.services import bodies as body_services
from bot.cli.common import with_house
from bot.cli.custodian import fresh
from bot.cli.mistakes import Refused
from bot.cli.speech import say, translated
from config.jurisdictions import departments, jurisdictions

CLI = "cli"
NEAREST, CLOSE = 3, 0.5


def migrate(args: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""

    async def act(_: House) -> int:
        say(translated("migrated"))
        return 0

    return with_house(args, act)


def bodies(args: argparse.Namespace) -> int:
    """One body a line: id, name, department, level, region, connected yes or no."""

    async def act(house: House) -> int:
        listed = {body.id: body for body in _bodies_of(args.region)}
        if not listed:
            raise Refused("unknown_region", region=args.region)
        async with house.view() as view:
            own = await body_services.known(view)
        here = {row.id for row in own if row.connected}
        if not args.region:
            listed |= {row.id: body_services.describe(row.id) for row in own}
        for body in sorted(listed.values(), key=lambda one: one.id):
            yes = "yes" if body.id in here else "no"
            columns = (body.id, body.name, body.department, body.level, body.region, yes)
            say("\t".join(columns))
        return 0

    return with_house(args, act)


def _bodies_of(region: str) -> list[Body]:
    if not region:
        return list(listed_bodies())
    unit = jurisdictions()[region].root if region in jurisdictions() else region
    found = []
    for department in departments():
        try:
            found.append(body_services.describe(f"{unit}.{department}"))
        except KeyError:
            continue
    return found


def check_known(body_id: str) -> None:
    """Raise Refused, with the nearest ids by id or name, unless there is such a body."""
    try:
        body_services.describe(body_id)
    except KeyError:
        unit = body_id.partition(".")[0]
        pool = {body.id: body.name for body in (*listed_bodies(), *_bodies_of(unit))}
        named = [known for known, name in pool.items() if body_id and body_id in name]
        own = [known for known in pool if known.partition(".")[0] == unit]
        near = get_close_matches(body_id, own or pool, NEAREST, CLOSE)
        found = [f"{known} ({pool[known]})" for known in (named or near)[:NEAREST]]
        raise Refused("unknown_body", body=body_id[:80], near=", ".join(found) or "-") from None


def staff_add(args: argparse.Namespace) -> int:
    """A new member of staff; prints the one-time password."""

    async def act(house: House) -> int:
        check_known(args.body)
        roles = tuple(dict.fromkeys(Role(role) for role in args.role or ("officer",)))
        say(await staff.add_staff(house, args.name, args.body, roles, CLI))
        return 0

    return with_house(args, act)


def forget_second_factor(args: argparse.Namespace) -> int:
    """Let somebody whose phone is lost set up another second factor at the next sign-in."""

    async def act(house: House) -> int:
        async with house.work() as work:
            found = [one for one in await staff.people(work) if one.name == args.name.strip()]
            if not found:
                raise NotFound("staff_not_found")
            await second_factor.forget(work, found[0].id, CLI)
        say(translated("second_factor_forgotten", name=args.name))
        return 0

    return with_house(args, act)


def token_create(args: argparse.Namespace) -> int:
    """A new API token; prints it and nothing else."""

    async def act(house: House) -> int:
        check_known(args.body)
        async with house.work() as work:
            token = await access.create_token(work, args.body, Role(args.role), args.name, CLI)
        say(token)
        return 0

    return with_house(args, act)


def keys_init(args: argparse.Namespace) -> int:
    """Make all keys, the custodian's at last; its passphrase is typed, or from standard input."""

    async def act(house: House) -> int:
        passphrase = fresh()
        await backup.public_key(house)
        async with house.work() as work:
            await custodians.make_first(work, passphrase)
        folder = house.vault.folder
        say(translated("keys_made", keys=folder.folder, names=", ".join(folder.names())))
        say(translated("custodian_made"))
        return 0

    return with_house(args, act)
