"""The register of cases: one's own, plain facts alone, whatever its length."""

import datetime as dt

from backend.domain.figures import parse_period
from backend.house import House
from backend.services import docket
from backend.services.cases import Actor
from tests.support.api import BODY, HAZARD
from tests.support.case_history import COUNTY, NEIGHBOUR, many, write
from tests.support.filing import FOREIGN, Filing


async def _lines(
    house: House, body: str, period: str, *areas: str
) -> list[dict[str, docket.Value]]:
    head = docket.headings("zh_CN")
    found = []
    reader = Actor("staff:x", body, frozenset(), areas)
    async with house.view() as view:
        async for block in docket.lines(view, reader, parse_period(period), "zh_CN"):
            found += [dict(zip(head, line, strict=True)) for line in block]
        assert len(found) == await docket.size(view, reader, parse_period(period))
    return found


async def test_a_line_tells_what_was_done_and_nothing_sealed(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify", officers=["甲某", "乙某"])
    await filing.event(
        "close", outcome="verified", reason="堵了出口", penalty_yuan=10_000,
        criterion_confirmed=True,
    )  # fmt: skip
    async with filing.house.view() as view:
        year, day = f"{view.now:%Y}", (view.now + dt.timedelta(hours=8)).date().isoformat()
    (line,) = await _lines(filing.house, BODY, year)
    assert line["受理编号"] == filing.number
    assert line["受理与否"] == "受理"
    assert (line["收到日期"], line["受理日期"], line["办结日期"]) == (day, day, day)
    assert (line["核查结论"], line["罚款（元）"], line["确认重大事故隐患"]) == (
        "属实",
        10_000,
        "是",
    )
    assert (line["登记核查人员两名以上"], line["退回次数"]) == ("是", 0)
    assert line["奖励金额（元）"]
    told = " ".join(map(str, line.values()))
    for word in ("甲某", "堵了", "仓库", HAZARD, filing.receipt):
        assert word not in told
    assert await _lines(filing.house, FOREIGN, year) == []
    # Who is limited to areas takes along those alone.
    area = str(line["属地（到镇街）"])
    assert await _lines(filing.house, BODY, year, area) == [line]
    assert await _lines(filing.house, BODY, year, f"{area}一") == []


async def test_it_holds_what_lies_on_the_desk_in_order(house: House) -> None:
    await write(house, many(1_300, dt.datetime(2026, 1, 31, 16, tzinfo=dt.UTC), 50))
    lines = await _lines(house, COUNTY, "2026-02")
    days = [str(line["收到日期"]) for line in lines]
    assert days == sorted(days)
    assert {day[:7] for day in days} == {"2026-02"}
    whole = await _lines(house, COUNTY, "2026")
    assert len(whole) == len({line["受理编号"] for line in whole})
    others = {line["受理编号"] for line in await _lines(house, NEIGHBOUR, "2026")}
    assert not others & {line["受理编号"] for line in whole}
    # What is with a firm alone has no line.
    assert "" not in {line["状态"] for line in whole}
