"""`chuishao quality`: what an agency sees of a month, and that no single person shows in it."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from backend.domain.deadlines import SHANGHAI
from backend.house import open_house
from backend.services import lessons
from config.settings import Settings

Run = Callable[..., tuple[int, str, str]]


def taught(run: Run, data: Path, *, reports: int, corrected: int, month: str = "2026-11") -> None:
    """Fill a data folder with what so many reports of a month leave."""
    assert run("migrate")[0] == 0
    house = open_house(Settings(data=data))

    async def teach() -> None:
        moment = dt.datetime.fromisoformat(f"{month}-15").replace(tzinfo=SHANGHAI)
        house.clock = lambda: moment
        async with house.work() as work:
            for _ in range(reports):
                await lessons.count(work, lessons.FILED, "gas")
            for _ in range(corrected):
                lessons.industry_corrected(work, "gas", "fire", ["煤气罐"])
        await house.close()

    asyncio.run(teach())


def test_nothing_is_known_at_first(run: Run) -> None:
    assert run("quality") == (0, "还没有数据：有人提交举报之后才有。\n", "")


@pytest.mark.parametrize("month", ["2026", "2026-13", "x", "2026-11-01"])
def test_no_month_is_said_so(run: Run, month: str) -> None:
    status, _, said = run("quality", "--month", month)
    assert (status, month in said) == (2, True)


def test_a_month_is_shown_beside_the_one_before(run: Run, data: Path) -> None:
    taught(run, data, reports=100, corrected=20)
    taught(run, data, reports=100, corrected=10, month="2026-10")
    status, out, _ = run("quality")
    assert status == 0
    assert "2026-11：举报 100 件" in out
    assert "20.0% ± 7.8%，比上月 +10.0% ± 9.8%" in out
    assert "燃气 → 消防\t20" in out
    earlier = run("quality", "--month", "2026-10")[1]
    assert "10.0% ± 5.9%\n" in earlier


def test_few_are_not_counted_out(run: Run, data: Path) -> None:
    taught(run, data, reports=9, corrected=2)
    out = run("quality")[1]
    assert "太少，不显示" in out
    assert "燃气 → 消防\t少于 5" in out
    plain = json.loads(run("quality", "--json")[1])
    assert plain["corrected"] == {"part": "<5", "of": 9}
    assert plain["confusion"] == [["gas", "fire", "<5"]]


def test_the_examples_are_written_as_terms_and_labels(run: Run, data: Path, tmp_path: Path) -> None:
    taught(run, data, reports=9, corrected=2)
    file = tmp_path / "examples.yaml"
    assert run("quality", "--export", str(file))[0] == 0
    rows = yaml.safe_load(file.read_text("utf-8"))
    assert len(rows) == 2
    assert rows[0] == {
        "what": "industry", "by": "officer", "month": "2026-11",
        "guessed": "gas", "corrected": "fire", "terms": ["煤气罐"],
    }  # fmt: skip
    status, _, said = run("quality", "--export", str(tmp_path))
    assert (status, str(tmp_path) in said) == (2, True)
