"""The console: where the staff of the bodies work their cases."""

from aiohttp import web

from backend.web.auth import PATH, SLOW_DOWN, door
from backend.web.base import HOUSE, enforce
from backend.web.console import (
    account,
    accounts,
    audit,
    bodies,
    cases,
    copies,
    corrections,
    counter,
    digests,
    discipline,
    evidence,
    filing,
    firm,
    handover,
    identities,
    jobs,
    keeping,
    ledger,
    live,
    looks,
    maps,
    oversight,
    passkeys,
    photos,
    posters,
    queue,
    queue_work,
    register,
    register_import,
    rewards,
    robots,
    sealed,
    second_factor,
    session,
    similar,
    single_sign_on,
    staff,
    webhooks,
    workplace_box,
)
from backend.web.console.shell import prepare_templates, say_errors
from backend.web.slow_down import SlowDown

ROOMS = (
    session,
    single_sign_on,
    account,
    second_factor,
    passkeys,
    queue,
    maps,
    queue_work,
    live,
    cases,
    copies,
    corrections,
    similar,
    workplace_box,
    keeping,
    discipline,
    handover,
    sealed,
    photos,
    evidence,
    rewards,
    counter,
    accounts,
    ledger,
    oversight,
    filing,
    looks,
    identities,
    firm,
    register_import,
    register,
    posters,
    staff,
    bodies,
    robots,
    digests,
    webhooks,
    audit,
    jobs,
)


def setup(app: web.Application) -> None:
    """Add the console to an application that already holds the house."""
    console = web.Application(middlewares=[say_errors, enforce(door)])
    console[HOUSE] = app[HOUSE]
    console[SLOW_DOWN] = SlowDown()
    prepare_templates(console)
    live.prepare(console)
    for room in ROOMS:
        console.add_routes(room.routes)
    app.add_subapp(PATH, console)
