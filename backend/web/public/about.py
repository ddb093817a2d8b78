"""The pages that explain: how it works, protection, questions, accessibility, where to start."""

import segno
from aiohttp import web

from backend.domain.suppression import FEW
from backend.web.base import HOUSE, Access, allow
from backend.web.public.shell import page

STEPS = ("report", "card", "receipt", "work", "answer", "reward")
READERS = (
    "backup", "database", "keys", "machine", "firm", "officer", "custodian", "administrator",
    "messenger", "network", "court",
)  # fmt: skip
"""Who could read what, in the order of the README's table; each has two texts."""
QUESTIONS = (
    "who", "nameless", "receipt_lost", "company", "phone", "photo", "evidence", "false", "how_long",
    "silent", "reward", "tax", "reprisal", "colleagues", "withdraw", "children", "life",
)  # fmt: skip


@allow(Access.PUBLIC)
async def how(request: web.Request) -> web.Response:
    """From the report to the reward, in six steps."""
    return page(request, "about.html", steps=STEPS)


@allow(Access.PUBLIC)
async def protection(request: web.Request) -> web.Response:
    """Who could read what, whoever they are and whatever they took."""
    return page(request, "protection.html", readers=READERS, few=FEW)


@allow(Access.PUBLIC)
async def questions(request: web.Request) -> web.Response:
    """What people ask."""
    return page(request, "questions.html", questions=QUESTIONS)


@allow(Access.PUBLIC)
async def accessibility(request: web.Request) -> web.Response:
    """What these pages keep to, how that is checked, and what isn't there yet."""
    phone = request.config_dict[HOUSE].settings.phone
    return page(request, "accessibility.html", phone=phone)


@allow(Access.PUBLIC)
async def start(request: web.Request) -> web.Response:
    """A code to begin with, to be scanned from a screen or printed."""
    house = request.config_dict[HOUSE]
    name = house.settings.telegram.name
    ways = [("web", f"{house.public_url}/")]
    if name:
        ways.append(("telegram", f"https://t.me/{name}"))
    codes = [
        (way, address, segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=6))
        for way, address in ways
    ]
    return page(request, "start.html", codes=codes)


def setup(app: web.Application) -> None:
    """Add them to the application."""
    app.router.add_get("/about", how)
    app.router.add_get("/about/protection", protection)
    app.router.add_get("/about/questions", questions)
    app.router.add_get("/about/accessibility", accessibility)
    app.router.add_get("/about/start", start)
