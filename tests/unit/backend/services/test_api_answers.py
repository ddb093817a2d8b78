"""Answers kept under a key: the same again does nothing, and only the token opens them."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from backend.db.models import ApiAnswer, ApiToken, Meta
from backend.domain.errors import Conflict, Invalid
from backend.house import House, Work
from backend.services.api_answers import KEPT, Answer, Asked, find, once
from tests.support.api import BODY, make_token


async def _asked(house: House, key: str = "k", request: str = "{}") -> Asked:
    token = await make_token(house, BODY)
    async with house.view() as view:
        (row,) = await view.session.scalars(select(ApiToken))
    return Asked(row.id, token, key, request)


async def _count(work: Work) -> Answer:
    row = await work.session.get(Meta, "count")
    if row is None:
        row = Meta(name="count", value="0")
        work.session.add(row)
    row.value = str(int(row.value) + 1)
    return Answer(201, row.value.encode())


async def test_the_first_answer_is_repeated(sqlite_house: House) -> None:
    asked = await _asked(sqlite_house)
    first = await once(sqlite_house, asked, _count)
    again = await once(sqlite_house, asked, _count)
    assert (first.http_status, first.body, first.repeated) == (201, b"1", False)
    assert (again.http_status, again.body, again.repeated) == (201, b"1", True)


async def test_without_a_key_it_is_done_again(sqlite_house: House) -> None:
    asked = await _asked(sqlite_house, key="")
    assert (await once(sqlite_house, asked, _count)).body == b"1"
    assert (await once(sqlite_house, asked, _count)).body == b"2"
    async with sqlite_house.view() as view:
        assert await find(view, asked) is None


async def test_another_request_under_the_key_is_a_mistake(sqlite_house: House) -> None:
    asked = await _asked(sqlite_house)
    await once(sqlite_house, asked, _count)
    other = Asked(asked.token_id, asked.secret, asked.key, '{"a": 1}')
    with pytest.raises(Conflict):
        await once(sqlite_house, other, _count)


async def test_what_fails_leaves_the_key_free(sqlite_house: House) -> None:
    async def fail(work: Work) -> Answer:
        await _count(work)
        raise Invalid

    asked = await _asked(sqlite_house)
    with pytest.raises(Invalid):
        await once(sqlite_house, asked, fail)
    assert (await once(sqlite_house, asked, _count)).body == b"1"


async def test_many_at_once_are_one(house: House) -> None:
    asked = await _asked(house)
    answers = await asyncio.gather(*(once(house, asked, _count) for _ in range(8)))
    assert {answer.body for answer in answers} == {b"1"}
    assert [answer.repeated for answer in answers].count(False) == 1


async def test_after_its_hours_a_key_is_free(sqlite_house: House) -> None:
    asked = await _asked(sqlite_house)
    await once(sqlite_house, asked, _count)
    now = sqlite_house.clock()
    sqlite_house.clock = lambda: now + KEPT - dt.timedelta(minutes=1)
    assert (await once(sqlite_house, asked, _count)).body == b"1"
    sqlite_house.clock = lambda: now + KEPT + dt.timedelta(minutes=1)
    assert (await once(sqlite_house, asked, _count)).body == b"2"


async def test_what_is_kept_says_nothing(sqlite_house: House) -> None:
    asked = await _asked(sqlite_house, key="the-key", request='{"text": "the-words"}')
    await once(sqlite_house, asked, _count)
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(ApiAnswer))
    kept = f"{row.key_hash}{row.request_hash}{row.answer!r}"
    assert not any(word in kept for word in ("the-key", "the-words", asked.secret))
