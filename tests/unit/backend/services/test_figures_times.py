"""Time: a limit kept and one missed, and the days a reporter was waited for taken out."""

import datetime as dt

from backend.domain.figures import parse_period
from backend.services import figures
from backend.services.status import say_to_body
from tests.support.api import BODY
from tests.support.filing import Filing, file_report

MONDAY = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)


async def test_what_was_waited_for_the_reporter_is_taken_out(filing: Filing) -> None:
    house, now = filing.house, MONDAY
    house.clock = lambda: now
    first = await file_report(house)
    second = await file_report(house)
    now = MONDAY + dt.timedelta(days=1)
    await first.event("request_info", text="哪个车间")
    now = MONDAY + dt.timedelta(days=5)
    async with house.work() as work:
        await say_to_body(work, first.report_id, "三车间")
    now = MONDAY + dt.timedelta(days=6)
    await first.event("accept")
    now = MONDAY + dt.timedelta(days=20)
    await second.event("accept")
    period = parse_period("2026-11")
    async with house.view() as view:
        found = (await figures.by_body(view, [BODY], period)).of(BODY, period)
    assert found["accept_on_time"].value == 0.5
    # Two days of six, and twenty: eleven on average.
    assert found["accept_days"].value == 11.0
