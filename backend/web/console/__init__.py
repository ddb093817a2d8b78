"""The console: where the staff of the bodies work their cases."""

from aiohttp import web

from backend.web.auth import PATH, SLOW_DOWN, door
from backend.web.base import HOUSE, enforce
from backend.web.console import (
    account,
    accounts,
    arrangements,
    audit,
    bodies,
    cases,
    copies,
    corrections,
    counter,
    deadlines,
    digests,
    discipline,
    docket,
    evidence,
    figures,
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
    place_files,
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
    settings,
    similar,
    single_sign_on,
    staff,
    terms,
    texts,
    typical_cases,
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
    figures,
    docket,
    filing,
    looks,
    identities,
    firm,
    register_import,
    register,
    posters,
    typical_cases,
    staff,
    bodies,
    robots,
    digests,
    settings,
    texts,
    deadlines,
    terms,
    arrangements,
    place_files,
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
