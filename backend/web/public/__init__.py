"""Addresses for everybody: the bulletin, what explains us, signed heads; and for the operator."""

from aiohttp import web

from backend.web.base import enforce
from backend.web.problems import problems
from backend.web.public import about, bulletins, open_data, reward_places
from backend.web.public.heads import show_heads
from backend.web.public.health import healthz, readyz
from backend.web.public.metrics import operator_door, show_metrics
from backend.web.public.shell import static

_ROOMS = (about, bulletins, open_data, reward_places)


def setup(app: web.Application) -> None:
    """Add them to the application that holds the house."""
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/audit/heads", show_heads)
    app.router.add_get("/static/public/{name}", static)
    for room in _ROOMS:
        room.setup(app)
    metrics = web.Application(middlewares=[problems, enforce(operator_door)])
    metrics.router.add_get("", show_metrics)
    app.add_subapp("/metrics", metrics)
