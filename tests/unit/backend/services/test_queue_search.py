"""What can be looked for: each filter alone finds its cases and no other's."""

import datetime as dt

from backend.db.models import Case
from backend.services import queue, ratings
from backend.services.queue_search import NOBODY, Search
from backend.services.workplace_seals import hash_of
from tests.support.filing import Filing, file_report

OTHER = "玉溪市红塔区玉带街道幸福小区楼道里电动车飞线充电,堵着安全出口"


async def found(filing: Filing, **more: object) -> set[str]:
    search = Search(tab="all", **more)  # type: ignore[arg-type]
    async with filing.house.view() as view:
        numbers = await queue.numbers(view, search, filing.actors["officer"])
        assert await queue.count(view, search, filing.actors["officer"]) == len(numbers)
    return set(numbers)


async def test_each_filter_finds_its_own(filing: Filing) -> None:
    other = await file_report(filing.house, OTHER)
    async with filing.house.work() as work:
        first = await work.session.get_one(Case, filing.number)
        second = await work.session.get_one(Case, other.number)
        # At one desk, whichever body the second is of.
        second.holder_id = first.holder_id
        first.assignee_id = "0" * 32
        first.workplace_hash = hash_of(work, "some workplace")
        first.criteria = ["工贸 二十一", "工贸 三"]
        second.criteria = ["工贸 十三"]
        one, two = first.number, second.number
        industry, body, day = second.industry, second.body_id, first.created_at
    assert await found(filing) == {one, two}
    assert await found(filing, area="玉带") == {two}
    assert await found(filing, area="%") == set()
    assert await found(filing, industry=industry) == {two}
    assert await found(filing, body=body) == {two}
    assert await found(filing, criterion="工贸 三") == {one}
    assert await found(filing, assignee="0" * 32) == {one}
    assert await found(filing, assignee=NOBODY) == {two}
    async with filing.house.view() as view:
        known, unknown = hash_of(view, "some workplace"), hash_of(view, "another")
    assert await found(filing, workplaces=(known,)) == {one}
    assert await found(filing, workplaces=(unknown,)) == set()
    today = day.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    assert await found(filing, since=today, until=today) == {one, two}
    assert await found(filing, since=today + dt.timedelta(days=1)) == set()
    assert await found(filing, until=today - dt.timedelta(days=1)) == set()


async def test_only_the_latest_rating_counts(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("decline", reason_code="out_of_scope")
    assert await found(sqlite_filing, unhappy=True) == set()
    async with sqlite_filing.house.work() as work:
        await ratings.rate(work, sqlite_filing.report_id, satisfied=False)
    assert await found(sqlite_filing, unhappy=True) == {sqlite_filing.number}
    await sqlite_filing.event("reopen", "reviewer", reason="再看")
    await sqlite_filing.event("close", outcome="unfounded", reason="没有")
    async with sqlite_filing.house.work() as work:
        await ratings.rate(work, sqlite_filing.report_id, satisfied=True)
    assert await found(sqlite_filing, unhappy=True) == set()
