"""What lies in which tab for whom, in which order, and whose word was last."""

from dataclasses import replace

from backend.domain.cases import Role
from backend.services import queue, status
from backend.services.cases import Actor
from backend.services.queue import PAGE
from backend.services.queue_search import TABS, Search
from tests.support.filing import FOREIGN, Filing, file_report

URGENT = "玉溪市红塔区大营街街道化工厂危险化学品泄漏,马上要爆炸了,快来人"


async def _numbers(filing: Filing, tab: str = "todo", who: str = "officer", **more: object) -> list:
    async with filing.house.view() as view:
        search = Search(tab=tab, **more)  # type: ignore[arg-type]
        lines, _ = await queue.lines(view, search, filing.actors[who])
        assert await queue.count(view, search, filing.actors[who]) >= len(lines)
    return [line.case.number for line in lines]


async def test_a_new_case_is_to_do_for_its_desk_alone(filing: Filing) -> None:
    assert await _numbers(filing) == [filing.number]
    assert await _numbers(filing, "new") == [filing.number]
    for tab in TABS:
        assert await _numbers(filing, tab, "foreign") == []
        assert await _numbers(filing, tab, "intake") == []


async def test_urgent_first_then_the_nearest_deadline(filing: Filing) -> None:
    later = await file_report(filing.house)
    urgent = await file_report(filing.house, URGENT)
    await filing.event("accept")
    assert await _numbers(filing) == [urgent.number, later.number, filing.number]
    assert await _numbers(filing, urgency="immediate") == [urgent.number]
    assert await _numbers(filing, area="没有这个地方") == []


async def test_the_clock_that_waits_is_nobodys_task_until_the_answer(filing: Filing) -> None:
    await filing.event("request_info", text="哪个门?")
    assert await _numbers(filing) == []
    assert await _numbers(filing, "waiting") == [filing.number]
    async with filing.house.work() as work:
        await status.say_to_body(work, filing.report_id, "东门")
    assert await _numbers(filing) == [filing.number]


async def test_a_word_after_the_end_needs_an_answer(filing: Filing) -> None:
    await filing.event("decline", reason_code="out_of_scope")
    assert await _numbers(filing) == []
    async with filing.house.work() as work:
        await status.say_to_body(work, filing.report_id, "请再看看")
    async with filing.house.view() as view:
        lines, _ = await queue.lines(view, Search(), filing.actors["officer"])
    assert [line.case.unanswered for line in lines] == [True]
    await filing.event("message", text="已看过")
    assert await _numbers(filing) == []


async def test_a_proposed_reward_waits_for_the_reviewer(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("verify")
    await filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    assert await _numbers(filing) == []
    assert await _numbers(filing, who="reviewer") == [filing.number]
    async with filing.house.view() as view:
        rewards = await queue.rewards_of(view, filing.actors["payer"])
        assert [(r.reward.case_number, r.reward.amount_yuan) for r in rewards] == [
            (filing.number, 15_000)
        ]
        assert await queue.rewards_of(view, filing.actors["foreign"]) == []
    await filing.event("approve_reward", "reviewer")
    assert await _numbers(filing, who="reviewer") == []


async def test_counts_say_what_the_tabs_hold(filing: Filing) -> None:
    await file_report(filing.house)
    await filing.event("accept")
    async with filing.house.view() as view:
        counts = await queue.counts(view, filing.actors["officer"])
        nobody = Actor("staff:x", FOREIGN, frozenset({Role.OFFICER}))
        assert set((await queue.counts(view, nobody)).values()) == {0}
    assert counts == {
        "todo": 2, "mine": 0, "new": 1, "accepted": 1, "verifying": 0, "waiting": 0,
        "done": 0, "all": 2,
    }  # fmt: skip


async def test_pages_follow_each_other_without_gap(sqlite_filing: Filing) -> None:
    numbers = {sqlite_filing.number}
    for _ in range(PAGE + 2):
        numbers.add((await file_report(sqlite_filing.house, hear=False)).number)
    first = await _numbers(sqlite_filing, "all")
    second = await _numbers(sqlite_filing, "all", page=2)
    assert len(first) == PAGE
    async with sqlite_filing.house.view() as view:
        actor = sqlite_filing.actors["officer"]
        assert (await queue.lines(view, Search(tab="all"), actor))[1]
        assert not (await queue.lines(view, Search(tab="all", page=2), actor))[1]
    assert set(first) | set(second) == numbers
    assert not set(first) & set(second)


async def test_the_mark_changes_with_the_queue_and_not_without(filing: Filing) -> None:
    async def mark() -> str:
        async with filing.house.view() as view:
            return await queue.mark(view, filing.actors["officer"])

    first = await mark()
    assert await mark() == first
    await file_report(filing.house)
    second = await mark()
    assert second != first
    async with filing.house.work() as work:
        await status.say_to_body(work, filing.report_id, "又来了一车")
    assert await mark() != second


async def test_the_mark_of_who_is_limited_to_a_town_stands_still_for_the_others(
    sqlite_filing: Filing,
) -> None:
    limited = replace(sqlite_filing.actors["officer"], areas=("云南省玉溪市红塔区李棋街道",))

    async def mark() -> str:
        async with sqlite_filing.house.view() as view:
            return await queue.mark(view, limited)

    first = await mark()
    await file_report(sqlite_filing.house)
    assert await mark() == first
