"""Every figure against plain SQL of another make, on both databases; and against a worked case."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text

from backend.domain.figures import Period, parse_period
from backend.house import House
from backend.services import figures
from tests.support.api import BODY
from tests.support.case_history import COUNTY, NEIGHBOUR, PEOPLE, facts_of, many, write
from tests.support.filing import Filing

BEGIN = dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC)
PERIODS = ("2026-04", "2026-Q2", "2026-H1", "2026")
Rows = list[dict[str, Any]]
ACCEPTING, VERIFYING = ("accept", "urgent_accept", "transfer"), ("verify", "urgent_verify")


async def rows(house: House, query: str) -> Rows:
    """Plain rows, moments as moments and facts as facts."""
    async with house.view() as view:
        found = [dict(one._mapping) for one in await view.session.execute(text(query))]
    for row in found:
        for name, value in row.items():
            if name in ("at", "ended_at", "started_at", "due_at") and isinstance(value, str):
                row[name] = dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
        if "facts" in row:
            row["facts"] = facts_of(row["facts"])
    return found


COUNTING = {
    "accepted": "event = 'accept'",
    "declined": "event = 'decline'",
    "refused": "event = 'refuse'",
    "transferred": "event = 'transfer'",
    "verifications": "event = 'verify'",
    "concluded": "event IN ('close', 'finish')",
    "rectified": "event = 'finish'",
    "review_asked": "event = 'ask_review'",
    "reopened": "event = 'reopen'",
}
"""Figures that one condition of SQL says."""
COUNT = "SELECT count(*) FROM case_events WHERE body_id = :body AND at >= :begin AND at < :end AND "


async def counted(house: House, name: str, period: Period) -> int:
    """One of them, asked of the database in its own words."""
    query = COUNT + COUNTING[name]
    moments = {"begin": period.begin, "end": period.end}
    async with house.view() as view:
        if house.database.is_sqlite:
            moments = {k: v.strftime("%Y-%m-%d %H:%M:%S.%f") for k, v in moments.items()}  # type: ignore[misc]
        return int(await view.session.scalar(text(query), {"body": COUNTY, **moments}) or 0)


class Told:
    """All rows of a database, and the figures told from them one by one, in Python."""

    def __init__(self, steps: Rows, clocks: Rows, entries: Rows) -> None:
        self.steps, self.clocks, self.entries = steps, clocks, entries
        self.of_case: dict[str, Rows] = {}
        for step in steps:
            self.of_case.setdefault(step["case_number"], []).append(step)

    def figures(self, period: Period, *, body: str = "", actor: str = "") -> dict[str, Any]:
        def here(step: dict[str, Any]) -> bool:
            mine = step["body_id"] == body and (not actor or step["actor"] == actor)
            return bool(mine) and period.begin <= step["at"] < period.end

        mine = [step for step in self.steps if here(step)]

        def times(*events: str) -> int:
            return sum(step["event"] in events for step in mine)

        found: dict[str, Any] = {
            "accepted": times("accept"), "declined": times("decline"), "refused": times("refuse"),
            "transferred": times("transfer"), "raised": times("raise"),
            "verifications": times("verify"), "extended": times("extend"),
            "rectified": times("finish"), "crime_handed": times("crime_hand_over"),
            "review_asked": times("ask_review"), "reopened": times("reopen"),
            "rewards_approved": times("approve_reward"), "concluded": times("close", "finish"),
        }  # fmt: skip
        ended = [self.outcome(step) for step in mine if step["event"] in ("close", "finish")]
        true = sum(one in ("verified", "partly_verified") for one in ended)
        found["verified"] = true / len(ended) if ended else None
        for name, kinds, answers in (
            ("accept", ACCEPTING, ("accept", "decline", "refuse")),
            ("verify", VERIFYING, ("find", "close")),
        ):
            answered = [
                clock
                for clock in self.clocks
                for step in self.of_case[clock["case_number"]]
                if clock["kind"] in kinds
                and step["event"] in answers
                and step["at"] == clock["ended_at"]
                and here(step)
            ]
            took = [(one["ended_at"] - one["started_at"]).total_seconds() for one in answered]
            kept = sum(one["ended_at"] <= one["due_at"] for one in answered)
            found[f"{name}_on_time"] = kept / len(answered) if answered else None
            found[f"{name}_days"] = sum(took) / len(took) / 86_400 if took else None
        over = [step["facts"]["point"] for step in mine if step["event"] == "overdue"]
        found["overdue"], found["overdue_thrice"] = (
            over.count("overdue"),
            over.count("overdue_thrice"),
        )
        found["major_hazards"] = sum(self.first_confirmed(step) for step in mine)
        found["penalties"] = sum(self.more_penalty(step) for step in mine)
        # No made-up history is rated: see test_figures_ratings.
        found["ratings"], found["satisfied"] = 0, None
        all_then = [step for step in self.steps if period.begin <= step["at"] < period.end]
        found["received"] = sum(self.filed_with(step) == body for step in all_then)
        found["moved_in"] = sum(
            step["event"] == "transfer" and step["facts"]["to_body"] == body for step in all_then
        )
        found["given_back"] = sum(self.sender(step) == body for step in all_then)
        found["rewards_paid"] = -sum(
            one["amount_yuan"]
            for one in self.entries
            if one["kind"] != "budget"
            and one["body_id"] == body
            and period.begin <= one["at"] < period.end
        )
        return found

    def before(self, step: dict[str, Any], *events: str) -> Rows:
        steps = self.of_case[step["case_number"]]
        return [one for one in steps if one["seq"] < step["seq"] and one["event"] in events][::-1]

    def outcome(self, step: dict[str, Any]) -> str:
        said = step["facts"].get("outcome") or self.before(step, "find")[0]["facts"]["outcome"]
        return str(said)

    def first_confirmed(self, step: dict[str, Any]) -> bool:
        earlier = self.before(step, "find", "close", "finish", "penalty")
        said = [one["facts"].get("criterion_confirmed") for one in earlier]
        return bool(step["facts"].get("criterion_confirmed")) and True not in said

    def more_penalty(self, step: dict[str, Any]) -> int:
        if "penalty_yuan" not in step["facts"]:
            return 0
        earlier = [
            one["facts"]["penalty_yuan"]
            for one in self.before(step, "find", "close", "finish", "penalty")
            if "penalty_yuan" in one["facts"]
        ]
        return int(step["facts"]["penalty_yuan"]) - (earlier[0] if earlier else 0)

    def filed_with(self, step: dict[str, Any]) -> str:
        first = self.of_case[step["case_number"]][0]
        came = step is first and step["to_status"] != "inside"
        return str(first["body_id"]) if came or step["event"] == "outward" else ""

    def sender(self, step: dict[str, Any]) -> str:
        sent = self.before(step, "transfer") if step["event"] == "refuse" else []
        return str(sent[0]["body_id"]) if sent else ""


async def told(house: House) -> Told:
    """All that lies in the database."""
    return Told(
        await rows(house, "SELECT * FROM case_events ORDER BY case_number, seq"),
        await rows(house, "SELECT * FROM case_clocks WHERE ended_at IS NOT NULL"),
        await rows(house, "SELECT * FROM reward_ledger"),
    )


async def pay(house: House) -> None:
    """A few entries of the reward books, one of them taken back."""
    from backend.services import ledger
    from backend.services.ledger import Kind

    for day, kind, yuan in ((3, Kind.BUDGET, 9_000), (20, Kind.PAYMENT, -500),
                            (40, Kind.PAYMENT, -700), (70, Kind.COUNTER, 500)):  # fmt: skip
        house.clock = lambda day=day: BEGIN + dt.timedelta(days=day)  # type: ignore[misc]
        async with house.work() as work:
            await ledger.add(work, COUNTY, kind, yuan, "staff:one", case_number="T000001")


async def test_every_figure_is_what_plain_reading_finds(house: House) -> None:
    await write(house, many(250, BEGIN, 120))
    await pay(house)
    known = await told(house)
    seen: set[str] = set()
    async with house.view() as view:
        for written in PERIODS:
            period = parse_period(written)
            book = await figures.by_body(view, [COUNTY, NEIGHBOUR], period)
            for body in (COUNTY, NEIGHBOUR):
                found = book.of(body, period)
                expected = known.figures(period, body=body)
                assert set(found) == set(figures.NAMES) == set(expected)
                for name, figure in found.items():
                    assert figure.value == pytest.approx(expected[name], abs=1e-6), (written, name)
                    seen |= {name} if figure.value else set()
            for name in COUNTING:
                assert book.of(COUNTY, period)[name].value == await counted(house, name, period)
            total = book.total(period)
            both = [known.figures(period, body=body) for body in (COUNTY, NEIGHBOUR)]
            for name in ("received", "concluded", "penalties", "overdue"):
                assert total[name].value == sum(one[name] for one in both)
            people = await figures.by_person(view, COUNTY, period)
            for person in PEOPLE:
                mine = known.figures(period, body=COUNTY, actor=person)
                found = people.of(person, period)
                for name in set(figures.PERSONAL) - {"reopened", "satisfied"}:
                    assert found[name].value == pytest.approx(mine[name], abs=1e-6), name
    # What the made-up histories never show is shown by the worked case below.
    assert set(figures.NAMES) - seen == {
        "raised",
        "extended",
        "crime_handed",
        "ratings",
        "rewards_approved",
        "satisfied",
    }


async def test_reopened_counts_against_who_ended_it(house: House) -> None:
    await write(house, many(250, BEGIN, 120))
    known, period = await told(house), parse_period("2026")
    expected: dict[str, int] = {}
    for step in known.steps:
        if step["event"] == "reopen" and step["body_id"] == COUNTY:
            actor = known.before(step, "close", "finish", "decline")[0]["actor"]
            expected[actor] = expected.get(actor, 0) + 1
    async with house.view() as view:
        people = await figures.by_person(view, COUNTY, period)
        found = {one: people.of(one, period)["reopened"].value for one in PEOPLE}
    assert found == expected


async def test_a_case_worked_by_the_services_is_counted(filing: Filing) -> None:
    """The made-up rows above have the shape that real work leaves."""
    await filing.event("accept")
    await filing.event("verify", officers=["甲", "乙"])
    await filing.event("ask_extension", reason="要检测")
    await filing.event("extend", "reviewer", other_number="沪1")
    await filing.event(
        "find", outcome="verified", reason="堵了", penalty_yuan=20_000, criterion_confirmed=True
    )
    await filing.event("finish", reason="改好了", penalty_yuan=30_000)
    await filing.event("approve_reward", "reviewer")
    await filing.event("crime_report", reason="涉嫌", officers=["甲", "乙"])
    await filing.event("crime_approve", "reviewer")
    await filing.event("crime_hand_over", how="当面")
    await filing.event("reopen", "reviewer", reason="再看")
    async with filing.house.view() as view:
        period = parse_period(view.now.strftime("%Y"))
        book = await figures.by_body(view, [BODY], period)
        people = await figures.by_person(view, BODY, period)
    found = {name: one.value for name, one in book.of(BODY, period).items() if one.value}
    days = {found.pop("accept_days", 0), found.pop("verify_days", 0)}
    assert all(0 < one < 0.01 for one in days)
    assert found == {
        "received": 1, "accepted": 1, "accept_on_time": 1.0, "verifications": 1, "concluded": 1,
        "verified": 1.0, "verify_on_time": 1.0, "extended": 1, "major_hazards": 1, "rectified": 1,
        "penalties": 30_000, "crime_handed": 1, "reopened": 1, "rewards_approved": 1,
    }  # fmt: skip
    assert people.of("staff:one", period)["reopened"].value == 1
    assert people.of("staff:three", period)["reopened"].value == 0


async def test_a_month_begins_at_midnight_there(house: House) -> None:
    history = many(0, BEGIN, 1)
    midnight = dt.datetime(2026, 4, 30, 16, tzinfo=dt.UTC)
    for seconds in (-1, 0, 1):
        at = midnight + dt.timedelta(seconds=seconds)
        history.add(
            "case_events", id=f"x{seconds}", case_number=f"M{seconds}", seq=1, at=at,
            event="submit", actor="reporter", body_id=COUNTY, to_status="assigned", facts={},
        )  # fmt: skip
        history.add(
            "cases", number=f"M{seconds}", status="assigned", industry="gas", jurisdiction="yuxi",
            unit_id="530402", area="", urgency="major", criteria=[], body_id=COUNTY,
            holder_id=COUNTY, routing={}, refusals=0, decided_finally=False, extended=False,
            officers_named=False, review_asked=False, copy_checked=False,
            criterion_confirmed=False, concealed_deaths=0, by_employee=False, signatories=1,
            created_at=at, updated_at=at, version=1,
        )  # fmt: skip
    await write(house, history)
    async with house.view() as view:
        book = await figures.by_body(view, [COUNTY], parse_period("2026"))
        counts = [
            book.of(COUNTY, parse_period(m))["received"].value for m in ("2026-04", "2026-05")
        ]
    assert counts == [1, 2]
