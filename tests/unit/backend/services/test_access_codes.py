"""One-time codes: once, for half an hour, for one purpose."""

import asyncio
import datetime as dt
import hashlib

import pytest
from sqlalchemy import select

from backend.db.models import OneTimeCode
from backend.domain.errors import NotFound
from backend.house import House
from backend.services.access_codes import CODE_MINUTES, SIGNS, code_hash, new_code, use_code


async def _code(house: House, purpose: str = "group", subject: str = "b") -> str:
    async with house.work() as work:
        return await new_code(work, purpose, subject)


async def _use(house: House, code: str, purpose: str = "group") -> str:
    async with house.work() as work:
        return await use_code(work, purpose, code)


async def test_a_code_opens_once(sqlite_house: House) -> None:
    code = await _code(sqlite_house)
    assert len(code) == 10
    assert set(code) <= set(SIGNS)
    assert await _use(sqlite_house, f" {code.upper()}\n") == "b"
    with pytest.raises(NotFound):
        await _use(sqlite_house, code)


async def test_it_opens_nothing_else(sqlite_house: House) -> None:
    code = await _code(sqlite_house)
    with pytest.raises(NotFound):
        await _use(sqlite_house, code, "account")
    for wrong in ("", "x", code[:-1], f"{code}a"):
        with pytest.raises(NotFound):
            await _use(sqlite_house, wrong)
    assert await _use(sqlite_house, code) == "b"


async def test_it_opens_for_half_an_hour(sqlite_house: House) -> None:
    code = await _code(sqlite_house)
    later = sqlite_house.clock() + dt.timedelta(minutes=CODE_MINUTES, seconds=1)
    sqlite_house.clock = lambda: later
    with pytest.raises(NotFound):
        await _use(sqlite_house, code)


async def test_of_many_who_send_it_at_once_one_is_first(house: House) -> None:
    code = await _code(house)
    outcomes = await asyncio.gather(*(_use(house, code) for _ in range(6)), return_exceptions=True)
    assert outcomes.count("b") == 1
    assert sum(isinstance(outcome, NotFound) for outcome in outcomes) == 5


async def test_the_code_itself_is_not_kept(sqlite_house: House) -> None:
    code = await _code(sqlite_house)
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(OneTimeCode))
    assert code not in f"{row.code_hash}{row.subject}{row.purpose}"
    # Nor what anybody could compute from it: ten signs are soon tried out.
    for word in (code, f"group:{code}", f"code group:{code}"):
        assert hashlib.sha256(word.encode()).hexdigest() != row.code_hash
    async with sqlite_house.view() as view:
        assert row.code_hash == code_hash(view, "group", code)
