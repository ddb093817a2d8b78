"""Addresses for everybody, and for the operator: health, signed heads and counts."""

from aiohttp import web

from backend.web.base import enforce
from backend.web.problems import problems
from backend.web.public.heads import show_heads
from backend.web.public.health import healthz, readyz
from backend.web.public.metrics import operator_door, show_metrics


def setup(app: web.Application) -> None:
    """Add them to the application that holds the house."""
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/audit/heads", show_heads)
    metrics = web.Application(middlewares=[problems, enforce(operator_door)])
    metrics.router.add_get("", show_metrics)
    app.add_subapp("/metrics", metrics)
