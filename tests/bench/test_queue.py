"""Queue and case page beside 100,000 cases of one desk, against 1,000: over HTTP, SQLite."""

import random
import sys
import time
from statistics import median

from sqlalchemy import insert

from backend.db.models import Case
from backend.domain.cases import Role
from backend.domain.queueing import queue_key
from backend.house import House
from nlp.types import Urgency
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Desk, Office

FEW, MANY = 1_000, 100_000
ROUNDS = 15
STATUSES = ("assigned", "accepted", "verifying", "waiting_reporter", "closed", "declined")
URGENCIES = [urgency.value for urgency in Urgency]
PAGES = (
    "/cases", "/cases?tab=new", "/cases?tab=done", "/cases?tab=all", "/cases?tab=all&page=20",
    "/cases?industry=hazchem",
)  # fmt: skip


async def _fill(house: House, number: str, start: int, end: int) -> None:
    dice = random.Random(start)  # noqa: S311 - no secret
    async with house.work() as work:
        sample = await work.session.get_one(Case, number)
        columns = {c.name: getattr(sample, c.name) for c in Case.__table__.columns}
        for at in range(start, end, 2_000):
            rows = []
            for each in range(at, min(at + 2_000, end)):
                status, urgency = dice.choice(STATUSES), dice.choice(URGENCIES)
                key = queue_key(status, urgency, sample.due_at, unanswered=False)
                rows.append(
                    {**columns, "number": f"ZZ-{each:08d}", "status": status,
                     "urgency": urgency, "queue_key": key}
                )  # fmt: skip
            await work.session.execute(insert(Case), rows)


async def _took(desk: Desk, path: str) -> float:
    found = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        await desk.get(path)
        found.append((time.perf_counter() - before) * 1000)
    return median(found)


async def test_growth(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    desk = await office.desk("林承办", BODY, Role.OFFICER, Role.REVIEWER)
    pages = (*PAGES, f"/cases/{number}")
    await _fill(office.house, number, 0, FEW)
    few = {path: await _took(desk, path) for path in pages}
    await _fill(office.house, number, FEW, MANY)
    many = {path: await _took(desk, path) for path in pages}
    sys.stdout.write(f"\npage, ms beside {FEW:,} / {MANY:,} cases, ratio (bar: 1.5)\n")
    for path in pages:
        shown = path.replace(number, "NUMBER")
        sys.stdout.write(
            f"{shown}: {few[path]:.1f} / {many[path]:.1f}, {many[path] / few[path]:.2f}\n"
        )
