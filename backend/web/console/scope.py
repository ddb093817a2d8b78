"""How far an administrator's arm reaches: their own body, or all from the intake body."""

from aiohttp import web

from backend.services import bodies
from backend.web.base import HOUSE
from backend.web.console.shell import acting


def is_whole(request: web.Request) -> bool:
    """Whether this administrator looks after the whole installation."""
    return acting(request).body_id == bodies.intake_body(request.app[HOUSE].settings)


def check_scope(request: web.Request, body_id: str) -> None:
    """Raise HTTPNotFound for a body that is not this administrator's."""
    if not is_whole(request) and body_id != acting(request).body_id:
        raise web.HTTPNotFound


def check_whole(request: web.Request) -> None:
    """Raise HTTPNotFound unless this administrator looks after the whole installation."""
    if not is_whole(request):
        raise web.HTTPNotFound
