"""Many at once: every reporter gets their own, nothing is lost, nothing is filed twice."""

import asyncio

import pytest
from sqlalchemy import func, select

from backend.db.models import Case, Report
from backend.house import House
from tests.support.webchat import HAZARD, Chat, Hall, filing_of, open_hall


async def reports(house: House) -> int:
    async with house.view() as view:
        return await view.session.scalar(select(func.count()).select_from(Report)) or 0


async def test_64_reporters_at_once_get_64_numbers_and_receipts(hall: Hall) -> None:
    async def one() -> tuple[str, str]:
        filing = await (await hall.chat()).file()
        return filing.receipt, filing.case_number

    filed = await asyncio.gather(*(one() for _ in range(64)))
    assert len({receipt for receipt, _ in filed}) == 64
    assert len({number for _, number in filed}) == 64
    assert await reports(hall.house) == 64


async def test_two_messages_at_once_lose_nothing(hall: Hall) -> None:
    chat = await hall.chat()
    words = [f"红塔区大营街化工厂第{n}车间危险化学品泄漏" for n in range(1, 7)]
    await asyncio.gather(*(chat.say(one) for one in words))
    filing = filing_of(await chat.press("report.submit"))
    text = await hall.words(filing.case_number)
    assert [one for one in words if one not in text] == []


async def test_a_double_tap_files_once(hall: Hall) -> None:
    chat = await hall.chat()
    await chat.card()
    taps = await asyncio.gather(*(chat.press("report.submit") for _ in range(4)))
    receipts = [one.receipt for said in taps for one in said if one.receipt]
    assert len(receipts) == 1
    assert await reports(hall.house) == 1


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_repeated_post_is_answered_alike_and_files_once(hall: Hall, at_once: bool) -> None:
    chat = await hall.chat()
    await chat.card()
    if at_once:
        answers = await asyncio.gather(
            *(chat.press("report.submit", key="submit-1") for _ in range(5))
        )
    else:
        answers = [await chat.press("report.submit", key="submit-1") for _ in range(3)]
    assert filing_of(answers[0]).receipt
    assert all(one == answers[0] for one in answers)
    assert await reports(hall.house) == 1


async def test_a_repeated_text_is_in_the_report_once(hall: Hall) -> None:
    chat = await hall.chat()
    words = f"玉溪市红塔区{HAZARD}"
    await asyncio.gather(*(chat.say(words, key="words") for _ in range(4)))
    filing = filing_of(await chat.press("report.submit"))
    assert (await hall.words(filing.case_number)).count(words) == 1


async def test_the_same_key_with_another_body_is_refused(hall: Hall) -> None:
    chat, other = await hall.chat(), await hall.chat()
    await chat.say(HAZARD, key="k")
    status, answer = await chat.post({"text": HAZARD + "!"}, key="k")
    assert (status, answer["error"]) == (409, "conflict")
    assert await other.say("红塔区", key="k"), "a key belongs to its conversation"


async def test_one_shared_address_is_refused_nothing(sqlite_hall: Hall) -> None:
    """A factory's whole shift behind one address: 100 conversations, 1,000 messages."""
    chats = await asyncio.gather(*(sqlite_hall.chat() for _ in range(100)))

    async def talk(chat: Chat, n: int) -> list[int]:
        return [(await chat.post({"text": f"在吗{n}{turn}"}))[0] for turn in range(10)]

    statuses = await asyncio.gather(*(talk(chat, n) for n, chat in enumerate(chats)))
    assert {status for row in statuses for status in row} == {200}


class TestTwoProcesses:
    """Two processes on one PostgreSQL, as two hosts would run them; they share only the rows."""

    @pytest.fixture
    async def halls(self, postgres_url: str, tmp_path: object) -> object:
        from pathlib import Path

        from backend.house import open_house
        from config.settings import DatabaseSettings, Settings

        settings = Settings(
            data=Path(str(tmp_path)) / "data", database=DatabaseSettings(url=postgres_url)
        )
        first, second = open_house(settings), open_house(settings)
        async with open_hall(first) as one, open_hall(second) as two:
            yield one, two
        await first.close()
        await second.close()

    async def test_a_post_repeated_to_both_files_once(self, halls: tuple[Hall, Hall]) -> None:
        one, two = halls
        for n in range(6):
            chat = await one.chat()
            twin = Chat(two.http, two.base_url, chat.token)
            await chat.card()
            answers = await asyncio.gather(
                *(each.press("report.submit", key="s") for each in (chat, twin, chat, twin))
            )
            assert all(said == answers[0] for said in answers)
            assert filing_of(answers[0]).receipt
            assert await reports(one.house) == n + 1

    async def test_a_double_tap_on_both_files_once(self, halls: tuple[Hall, Hall]) -> None:
        one, two = halls
        for n in range(6):
            chat = await one.chat()
            twin = Chat(two.http, two.base_url, chat.token)
            await chat.card()
            taps = await asyncio.gather(
                *(each.press("report.submit") for each in (chat, twin, chat, twin))
            )
            assert sum(1 for said in taps for reply in said if reply.receipt) == 1
            assert await reports(one.house) == n + 1

    async def test_words_said_to_both_are_all_kept(self, halls: tuple[Hall, Hall]) -> None:
        one, two = halls
        chat = await one.chat()
        twin = Chat(two.http, two.base_url, chat.token)
        words = [f"红塔区大营街化工厂第{n}车间危险化学品泄漏" for n in range(1, 7)]
        await asyncio.gather(
            *((chat, twin)[n % 2].say(one_text) for n, one_text in enumerate(words))
        )
        filing = filing_of(await chat.press("report.submit"))
        text = await one.words(filing.case_number)
        assert [each for each in words if each not in text] == []


async def test_numbers_are_not_ordered(hall: Hall) -> None:
    numbers = [(await (await hall.chat()).file()).case_number for _ in range(12)]
    async with hall.house.view() as view:
        kept = set(await view.session.scalars(select(Case.number)))
    assert set(numbers) == kept
    assert numbers != sorted(numbers)
