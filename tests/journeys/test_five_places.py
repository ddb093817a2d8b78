"""One case in each of the five places, from the report to the review, as its plan has it."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from backend.db.models import Case, CaseBody, CaseClock
from backend.domain.cases import Role
from backend.house import House
from backend.services import overdue, oversight, status
from backend.services.cases import Actor
from backend.services.notices import render_notice
from tests.support.filing import Filing, connect, file_report

WORDS = "化工厂仓库里堆满了危险化学品桶，没有任何通风，味道很大"


@dataclass(frozen=True)
class Place:
    """Where the case is, whose it is, who hears of it when nobody answers."""

    where: str
    body: str
    superior: str
    above: str
    town: str = ""


PLACES = {
    "xixian": Place(
        "西咸新区沣东新城三桥街道",
        "fengdong.emergency", "xixian.emergency", "西咸新区应急管理局", "610112002.township",
    ),
    "xian": Place(
        "西安市雁塔区小寨路街道",
        "610113.emergency", "610100.emergency", "西安市应急管理局", "610113001.township",
    ),
    "luan_yeji": Place(
        "六安市叶集区姚李镇", "341504.emergency", "341500.emergency", "六安市应急管理局"
    ),
    "nanjing": Place(
        "南京市江北新区大厂街道",
        "jiangbei.emergency", "320100.emergency", "南京市应急管理局", "320116001.township",
    ),
    "yuxi": Place(
        "玉溪市红塔区大营街街道", "530402.emergency", "530400.emergency", "玉溪市应急管理局"
    ),
}  # fmt: skip


def _people(filing: Filing, place: Place) -> None:
    officer = filing.actors["officer"]
    filing.actors = {
        "officer": replace(officer, body_id=place.body),
        "colleague": replace(officer, id="staff:two", body_id=place.body),
        "superior": replace(officer, id="staff:three", body_id=place.superior),
        "town": Actor("staff:four", place.town, frozenset({Role.OFFICER, Role.INTAKE})),
    }


async def _case(filing: Filing) -> Case:
    async with filing.house.view() as view:
        return await view.session.get_one(Case, filing.number)


async def _days_later(filing: Filing, days: int) -> None:
    later = filing.house.clock() + dt.timedelta(days=days)
    filing.house.clock = lambda: later
    async with filing.house.view() as view:
        ids = list(await view.session.scalars(select(CaseClock.id)))
    for clock_id in ids:
        await overdue.ring(filing.house, clock_id)


async def _told(filing: Filing) -> list[str]:
    return [render_notice(payload, "zh_CN") for payload in await filing.payloads()]


@pytest.mark.parametrize("name", PLACES)
async def test_the_life_of_a_case(sqlite_house: House, name: str) -> None:
    place = PLACES[name]
    for body in filter(None, (place.body, place.superior, place.town)):
        await connect(sqlite_house, body)
    filing = await file_report(sqlite_house, f"{place.where}，{WORDS}")
    _people(filing, place)
    case = await _case(filing)
    assert (case.jurisdiction, case.body_id, case.holder_id) == (name, place.body, place.body)

    # Urgent words, and nobody answers by the next day: superior and reporter hear of it.
    await _days_later(filing, 2)
    (sorry,) = await _told(filing)
    assert "没有做到，对不起" in sorry
    async with sqlite_house.view() as view:
        (below,) = await oversight.overdue_below(view, filing.actors["superior"])
    assert below.case.number == filing.number
    await filing.event("urge", "superior", reason="请三日内答复")

    await filing.event("accept")
    if place.town:
        async with sqlite_house.view() as view:
            part = await view.session.get(CaseBody, (filing.number, place.town))
        assert part is not None
        assert part.role == "verify", "镇街主查"
        await filing.event("report_finding", "town", reason="现场有三十桶", outcome="verified")
    await filing.event("verify", officers=["检查员甲", "检查员乙"])
    await filing.event("ask_extension", reason="等检测报告")
    await filing.event("extend", "superior")
    told = await _told(filing)
    assert any("上级已批准：等检测报告" in one for one in told)

    await filing.event("find", outcome="verified", reason="查实，限期整改。")
    await filing.event("finish", reason="已改好。", penalty_yuan=100_000)
    found, finished = await _told(filing)
    assert "正在督促整改" in found
    assert "案件办结" in finished

    async with sqlite_house.work() as work:
        await status.ask_review(work, filing.report_id, "还有一个仓库没看")
    await filing.event("uphold", "colleague", reason="另一个仓库是空的。")
    assert await _told(filing) == [
        f"【{filing.number}】复查完了，维持原来的结论：另一个仓库是空的。"
    ]

    async with sqlite_house.view() as view:
        seen = await status.reporter_view(view, filing.report_id, "zh_CN")
    assert [step.event for step in seen.steps] == [
        "submit", "overdue", "urge", "accept", "verify", "extend", "find", "finish",
        "ask_review", "uphold",
    ]  # fmt: skip
    assert place.above in [step.body for step in seen.steps if step.event == "overdue"]
    assert "三十桶" not in str(seen.steps), "what the town found is between the bodies"
