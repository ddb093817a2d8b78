"""The mark of dishonesty: on a basis, until a day, by people of a body, lifted with a reason."""

import datetime as dt

import pytest

from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House
from backend.services import workplace_marks
from backend.services.cases import Actor
from tests.support.api import BODY
from tests.support.workplaces import enter

OFFICER = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
OTHER = Actor("staff:two", "530402.fire", frozenset({Role.REVIEWER}))


async def mark(house: House, workplace_id: str, until: str = "2027-06-30", **more: object) -> None:
    async with house.work() as work:
        actor = more.get("actor", OFFICER)
        assert isinstance(actor, Actor)
        basis = str(more.get("basis", "云应急罚〔2026〕7号"))
        await workplace_marks.set_mark(work, workplace_id, basis, until, actor)


@pytest.fixture
def dated(sqlite_house: House) -> House:
    sqlite_house.clock = lambda: dt.datetime(2026, 11, 27, 4, tzinfo=dt.UTC)
    return sqlite_house


async def standing(house: House, workplace_id: str) -> list[bool]:
    async with house.view() as view:
        return [one.stands for one in await workplace_marks.marks(view, workplace_id)]


async def test_it_stands_until_its_day_is_over(dated: House) -> None:
    workplace_id = await enter(dated)
    await mark(dated, workplace_id)
    assert await standing(dated, workplace_id) == [True]
    dated.clock = lambda: dt.datetime(2027, 6, 30, 15, 59, tzinfo=dt.UTC)
    assert await standing(dated, workplace_id) == [True]
    dated.clock = lambda: dt.datetime(2027, 6, 30, 16, tzinfo=dt.UTC)
    assert await standing(dated, workplace_id) == [False]


async def test_it_is_lifted_by_its_body_with_a_reason(dated: House) -> None:
    workplace_id = await enter(dated)
    await mark(dated, workplace_id)
    async with dated.view() as view:
        (one,) = await workplace_marks.marks(view, workplace_id)
    for actor, why, error in (
        (OTHER, "已整改", NotFound),
        (OFFICER, "  ", Invalid),
        (Actor("staff:p", BODY, frozenset({Role.PAYER})), "已整改", NotAllowed),
    ):
        async with dated.work() as work:
            with pytest.raises(error):
                await workplace_marks.lift(work, one.id, why, actor)
    async with dated.work() as work:
        assert await workplace_marks.lift(work, one.id, "已整改", OFFICER) == workplace_id
    async with dated.view() as view:
        (one,) = await workplace_marks.marks(view, workplace_id)
    assert (one.stands, one.lifted_why) == (False, "已整改")
    async with dated.work() as work:
        with pytest.raises(NotFound):
            await workplace_marks.lift(work, one.id, "again", OFFICER)


@pytest.mark.parametrize("until", ["", "明年", "2026-11-26", "2031-01-01", "2026-13-01"])
async def test_a_day_that_can_t_be_is_refused(dated: House, until: str) -> None:
    workplace_id = await enter(dated)
    with pytest.raises(Invalid):
        await mark(dated, workplace_id, until)
    assert await standing(dated, workplace_id) == []


async def test_one_mark_a_body_with_words_by_who_may(dated: House) -> None:
    workplace_id = await enter(dated)
    await mark(dated, workplace_id)
    with pytest.raises(Conflict):
        await mark(dated, workplace_id)
    await mark(dated, workplace_id, actor=OTHER)
    with pytest.raises(Invalid):
        await mark(dated, workplace_id, basis=" ", actor=OTHER)
    with pytest.raises(NotAllowed):
        await mark(dated, workplace_id, actor=Actor("x", BODY, frozenset({Role.ADMINISTRATOR})))
    assert await standing(dated, workplace_id) == [True, True]
