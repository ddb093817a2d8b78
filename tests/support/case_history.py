"""Whole histories of cases written straight into the tables: many, and always the same ones.

They have the shape that services.cases leaves; a test of figures holds the two against each other.
"""

import datetime as dt
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend.house import House

COUNTY, NEIGHBOUR, CITY = "530402.emergency", "530402.fire", "530400.emergency"
"""Two bodies of one county, and the one above the first."""
PEOPLE = ("staff:one", "staff:two", "staff:three")
INDUSTRIES = ("hazchem", "gas", "fire")
OUTCOMES = ("verified", "verified", "partly_verified", "unfounded", "unverifiable")


@dataclass(slots=True)
class History:
    """Rows under way, by table."""

    seed: int = 7
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    chance: random.Random = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - the same cases every time

    def add(self, table: str, **row: Any) -> None:
        """One row."""
        self.rows.setdefault(table, []).append(row)

    def one(self, at: dt.datetime, body: str = COUNTY) -> None:
        """A case filed at ``at`` with whatever then happens to it."""
        life = _Life(self, f"T{self.count:06d}", body, at)
        self.count += 1
        life.run()


@dataclass(slots=True)
class _Life:
    history: History
    number: str
    body: str
    at: dt.datetime
    seq: int = 0
    status: str = "assigned"
    case: dict[str, Any] = field(default_factory=dict)
    clocks: int = 0

    def step(self, event: str, to: str, body: str = "", actor: str = "", **facts: Any) -> None:
        self.seq += 1
        self.status = to
        self.history.add(
            "case_events", id=f"{self.number}e{self.seq}", case_number=self.number, seq=self.seq,
            at=self.at, event=event, actor=actor or self.chance.choice(PEOPLE),
            body_id=body or self.body, to_status=to, facts=facts, texts=None,
        )  # fmt: skip

    @property
    def chance(self) -> random.Random:
        return self.history.chance

    def clock(self, kind: str, began: dt.datetime, limit_days: float) -> None:
        self.clocks += 1
        self.history.add(
            "case_clocks", id=f"{self.number}c{self.clocks}", case_number=self.number, kind=kind,
            body_id=self.body, main=True, started_at=began,
            due_at=began + dt.timedelta(days=limit_days), paused_at=None, ended_at=self.at,
            armed=True,
        )  # fmt: skip

    def wait(self, most_days: float) -> dt.datetime:
        began = self.at
        self.at += dt.timedelta(seconds=self.chance.randrange(int(most_days * 86_400)))
        return began

    def run(self) -> None:
        created = self.at
        way = self.chance.random()
        inside = way < 0.05
        self.step("submit", "inside" if inside else "assigned", actor="reporter", holder=self.body)
        if inside:
            self.wait(20)
            if self.chance.random() < 0.5:
                self.step("outward", "assigned", "inside", "system")
            else:
                self.step("settle", "closed", "inside", "system")
        if self.status == "assigned":
            self._answer()
        self.history.add(
            "cases", number=self.number, status=self.status,
            industry=self.chance.choice(INDUSTRIES), jurisdiction="yuxi", unit_id="530402",
            area="云南省玉溪市红塔区",
            urgency=self.chance.choice(("ordinary", "ordinary", "major", "immediate")),
            criteria=[], body_id=self.body, holder_id=self.body, routing={}, refusals=0,
            decided_finally=False, extended=False, officers_named=False, review_asked=False,
            copy_checked=False, criterion_confirmed=False, concealed_deaths=0, by_employee=False,
            signatories=1, created_at=created, updated_at=self.at, version=1, **self.case,
        )  # fmt: skip

    def _answer(self) -> None:
        began = self.wait(7)
        way = self.chance.random()
        if way < 0.08:
            self.step("decline", "declined", reason_code="out_of_scope")
            self.clock("accept", began, 5)
            return
        if way < 0.2:
            to = NEIGHBOUR if self.body != NEIGHBOUR else COUNTY
            self.step("transfer", "assigned", to_body=to)
            self.clock("accept", began, 5)
            sender, self.body = self.body, to
            began = self.wait(3)
            if way < 0.13:
                self.step("refuse", "triage", reason_code="wrong_area")
                self.clock("transfer", began, 2)
                self.body = sender
                return
        self.step("accept", "accepted")
        self.clock("accept", began, 5)
        if self.chance.random() < 0.85:
            self._verify()

    def _verify(self) -> None:
        began = self.at
        self.wait(2)
        self.step("verify", "verifying")
        if self.chance.random() < 0.1:
            self.at = began + dt.timedelta(days=60)
            self.step("overdue", "verifying", actor="system", limit="verify", point="overdue",
                      to_body=CITY)  # fmt: skip
            if self.chance.random() < 0.3:
                self.at = began + dt.timedelta(days=180)
                self.step("overdue", "verifying", actor="system", limit="verify",
                          point="overdue_thrice", to_body=CITY)  # fmt: skip
        self.wait(30)
        outcome = self.chance.choice(OUTCOMES)
        found: dict[str, Any] = {"outcome": outcome}
        if outcome == "verified":
            found["penalty_yuan"] = self.chance.randrange(1, 20) * 1_000
            found["criterion_confirmed"] = self.chance.random() < 0.4
        self.case = {"outcome": outcome, "penalty_yuan": found.get("penalty_yuan")}
        if outcome == "verified" and self.chance.random() < 0.5:
            self.step("find", "rectifying", **found)
            self.clock("verify", began, 60)
            began = self.wait(35)
            # The finding is said once more, or a smaller penalty.
            again = {k: v for k, v in found.items() if k != "outcome"}
            if self.chance.random() < 0.3:
                again["penalty_yuan"] = 500
            self.step("finish", "closed", **again)
            self.clock("rectify", began, 30)
        else:
            self.step("close", "closed", **found)
            self.clock("verify", began, 60)
        self.case["closed_at"] = self.at
        if self.chance.random() < 0.1:
            self.wait(20)
            self.step("ask_review", "review", actor="reporter")
            self.wait(10)
            self.step("reopen", "verifying")


async def write(house: "House", history: History) -> None:
    """Put all rows into the database."""
    from backend.db.models import Base

    async with house.work() as work:
        connection = await work.session.connection()
        for table in ("cases", "case_events", "case_clocks", *history.rows):
            rows = history.rows.pop(table, [])
            keys = {key for row in rows for key in row}
            full = [dict.fromkeys(keys) | row for row in rows]
            for at in range(0, len(full), 5_000):
                await connection.execute(
                    Base.metadata.tables[table].insert(), full[at : at + 5_000]
                )


def many(count: int, begin: dt.datetime, days: int, *, seed: int = 7) -> History:
    """``count`` cases filed over some days, most of them the first county's."""
    history = History(seed)
    for _ in range(count):
        at = begin + dt.timedelta(seconds=history.chance.randrange(days * 86_400))
        history.one(at, history.chance.choice((COUNTY, COUNTY, COUNTY, NEIGHBOUR, CITY)))
    return history


def facts_of(row: Any) -> dict[str, Any]:
    """The facts of a step read with plain SQL, whichever database it came from."""
    found: dict[str, Any] = json.loads(row) if isinstance(row, str) else row
    return found
