"""Counts for the operator in Prometheus' text format; for nobody else, as counts tell of people.

A public count of reports would tell an employer the minute one arrives, so only this machine or a
holder of the metrics token may read them, and no label names a person, a place or a body.
"""

import hmac
import ipaddress
import resource
from collections.abc import Iterable

from aiohttp import web
from sqlalchemy import Result, func, select

from backend.db.models import Case, Job
from backend.domain.cases import Role, Status
from backend.house import Work
from backend.web.base import HOUSE, Access, allow
from backend.web.problems import Problem

_HEADERS = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
JOB_STATES = ("queued", "leased", "parked")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


async def operator_door(request: web.Request, _: frozenset[Role | Access]) -> None:
    """Let in a direct caller from this machine, or one with the metrics token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    right = request.config_dict[HOUSE].settings.metrics_token.get_secret_value()
    if right and hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
        return
    # What a proxy on this machine forwards comes from somewhere else.
    forwarded = any(name in request.headers for name in _FORWARDED)
    if _is_loopback(request.remote) and _asked_here(request) and not forwarded:
        return
    raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})


def _asked_here(request: web.Request) -> bool:
    """Whether this machine was asked for by its own name.

    A browser on it may be sent here by a page whose host name was made to point to it.
    """
    try:
        host = request.url.host
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address((address or "").partition("%")[0]).is_loopback
    except ValueError:
        return False


@allow(Access.OPERATOR)
async def show_metrics(request: web.Request) -> web.Response:
    """The counts as they are now."""
    async with request.config_dict[HOUSE].view() as view:
        lines = [line for metric in await _collect(view) for line in metric]
    return web.Response(body="".join(f"{line}\n" for line in lines).encode(), headers=_HEADERS)


async def _collect(view: Work) -> list[list[str]]:
    session = view.session
    cases = await session.execute(select(Case.status, func.count()).group_by(Case.status))
    jobs = await session.execute(select(Job.state, func.count()).group_by(Job.state))
    oldest = await session.scalar(
        select(func.min(Job.run_at)).where(Job.state == "queued", Job.run_at <= view.now)
    )
    overdue = await session.scalar(
        select(func.count()).where(Case.due_at < view.now, Case.paused_at.is_(None))
    )
    waited = (view.now - oldest).total_seconds() if oldest else 0
    usage = resource.getrusage(resource.RUSAGE_SELF)
    processor = usage.ru_utime + usage.ru_stime
    return [
        _by_label("chuishao_cases", "Cases by status.", "status", tuple(Status), cases),
        _one("chuishao_cases_overdue", "gauge", "Cases past their time limit.", overdue or 0),
        _by_label("chuishao_jobs", "Jobs of the outbox.", "state", JOB_STATES, jobs),
        _one("chuishao_jobs_oldest_seconds", "gauge", "How long the oldest due job waits.", waited),
        _one("process_cpu_seconds_total", "counter", "Processor time of this process.", processor),
        _one("process_peak_memory_bytes", "gauge", "The most it held.", usage.ru_maxrss * 1024),
    ]


def _by_label(
    name: str, help_text: str, label: str, known: Iterable[str], rows: Result[str, int]
) -> list[str]:
    counts = dict.fromkeys(map(str, known), 0) | {row[0]: row[1] for row in rows}
    return [
        f"# HELP {name} {help_text}",
        f"# TYPE {name} gauge",
        *(f'{name}{{{label}="{value}"}} {count}' for value, count in counts.items()),
    ]


def _one(name: str, kind: str, help_text: str, value: float) -> list[str]:
    return [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}", f"{name} {value}"]
