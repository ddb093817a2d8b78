"""Time limits by example: holidays, 调休, 31 December, pauses and extensions, on a real case."""

import datetime as dt
from typing import Any

import pytest

from backend.db.models import Case
from backend.domain.deadlines import SHANGHAI
from backend.services import clocks
from tests.support.filing import Filing
from tests.support.rules import rules

EXAMPLES: list[dict[str, Any]] = rules("deadlines.yaml")["examples"]  # type: ignore[call-overload]


def _moment(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def _end(words: str) -> dt.datetime:
    """A day ends with its last second; a moment is a moment."""
    return _moment(words if " " in words else f"{words} 23:59:59")


async def _limit_of(filing: Filing, example: dict[str, Any]) -> dt.datetime | None:
    """When the case's limit ends, after all that the example lets happen to it."""
    steps: list[tuple[str, Any]] = [(example["from"], clocks.start)]
    for pause, resume in [example["paused"]] if "paused" in example else []:
        steps += [(pause, clocks.pause), (resume, clocks.resume)]
    if example.get("extended"):
        steps.append((steps[-1][0], clocks.extend))
    for at, act in steps:
        filing.house.clock = lambda at=at: _moment(at)  # type: ignore[misc]
        async with filing.house.work() as work:
            case = await work.session.get_one(Case, filing.number)
            more = (example["limit"],) if act is clocks.start else ()
            await act(work, case, *more)
    async with filing.house.view() as view:
        return (await view.session.get_one(Case, filing.number)).due_at


def test_there_are_examples_of_every_kind() -> None:
    assert len(EXAMPLES) >= 40
    assert len({one["says"] for one in EXAMPLES}) == len(EXAMPLES)


async def test_every_example(sqlite_filing: Filing) -> None:
    wrong = []
    for example in EXAMPLES:
        due = await _limit_of(sqlite_filing, example)
        if due != _end(example["until"]):
            wrong.append((example["says"], due and due.astimezone(SHANGHAI).isoformat()))
    assert wrong == []


@pytest.mark.parametrize("kind", ["accept", "verify"])
async def test_a_new_step_ends_the_limit_of_the_last(sqlite_filing: Filing, kind: str) -> None:
    async with sqlite_filing.house.work() as work:
        case = await work.session.get_one(Case, sqlite_filing.number)
        await clocks.start(work, case, "rectify")
        clock = await clocks.start(work, case, kind)
        assert (case.deadline_kind, case.due_at) == (kind, clock.due_at)
        await clocks.end(work, case, main=True)
        assert (case.deadline_kind, case.due_at) == (None, None)
