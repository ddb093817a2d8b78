"""What every channel keeps, over real HTTP: one conversation, whichever way people talk.

Each channel has a talker here: ``bot.channels.web_chat`` by its API, ``bot.channels.telegram`` by
the fake Bot API.
"""

import re
from collections.abc import AsyncIterator
from typing import Protocol

import pytest
from sqlalchemy import func, select

from backend.db.models import Link, Report
from backend.house import House
from tests.support.fake_telegram import FakeTelegram
from tests.support.telegram_journey import HAZARD, photo
from tests.support.telegram_people import Person
from tests.support.webchat import Chat, Hall, Said, open_hall

RECEIPT = re.compile(r"\d{4}(?: \d{4}){4}")


class Talker(Protocol):
    """A person on some channel."""

    async def says(self, text: str) -> None:
        """Write a text."""

    async def sends(self, photos: list[bytes], text: str) -> None:
        """Send photos as one message."""

    async def presses(self, choice: str) -> None:
        """Press a button by the id of its choice, offered or not."""

    async def hears(self, *parts: str) -> tuple[str, tuple[str, ...]]:
        """The next message with all ``parts``: its text and the ids of its choices."""
        ...

    async def shown(self) -> str:
        """All that the bot said and that can still be read."""
        ...


class WebTalker:
    """A person at the web chat: answers come with the request, notices by the stream."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.answers: list[Said] = []
        self.last = 0

    async def says(self, text: str) -> None:
        self.answers += await self.chat.say(text)

    async def sends(self, photos: list[bytes], text: str) -> None:
        self.answers += await self.chat.send(*photos, text=text)

    async def presses(self, choice: str) -> None:
        self.answers += await self.chat.press(choice)

    async def hears(self, *parts: str) -> tuple[str, tuple[str, ...]]:
        while self.answers:
            said = self.answers.pop(0)
            self.last = said.id
            if all(part in said.text for part in parts):
                return said.text, said.choices
        said = await self.chat.hears(*parts, after=self.last)
        self.last = said.id
        return said.text, said.choices

    async def shown(self) -> str:
        return "\n".join(f"{one.text} {one.receipt}" for one in await self.chat.since())


class TelegramTalker:
    """A person at Telegram."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def says(self, text: str) -> None:
        await self.person.says(text)

    async def sends(self, photos: list[bytes], text: str) -> None:
        await self.person.sends_album(photos, text)

    async def presses(self, choice: str) -> None:
        await self.person.presses_data(choice, self.person.chat.screen()[-1])

    async def hears(self, *parts: str) -> tuple[str, tuple[str, ...]]:
        seen = await self.person.hears(*parts)
        return seen.text, tuple(data for _, data in seen.buttons if data)

    async def shown(self) -> str:
        return "\n".join(each.text for each in self.person.chat.screen())


@pytest.fixture
async def whole(channel_house: House) -> AsyncIterator[Hall]:
    """A server with every channel."""
    async with open_hall(channel_house) as hall:
        yield hall


@pytest.fixture(params=["web", "telegram"])
async def talker(request: pytest.FixtureRequest, whole: Hall, telegram: FakeTelegram) -> Talker:
    """A person on each channel in turn."""
    if request.param == "web":
        return WebTalker(await whole.chat())
    return TelegramTalker(telegram.user(7))


async def _file(talker: Talker) -> str:
    """File a report; the receipt."""
    await talker.says(HAZARD)
    await talker.hears("请核对")
    await talker.presses("report.submit")
    text, choices = await talker.hears("您的查询码")
    assert "receipt.saved" in choices
    found = RECEIPT.search(text)
    assert found is not None
    return found[0]


async def _count(house: House, table: type[Report] | type[Link]) -> int:
    async with house.view() as view:
        return await view.session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_first_words_already_open_a_draft(talker: Talker) -> None:
    await talker.says(HAZARD)
    _, choices = await talker.hears("请核对", "危险化学品", "红塔区应急管理局")
    assert choices[0] == "report.submit"


async def test_several_photos_at_once_are_one_report(talker: Talker, whole: Hall) -> None:
    await talker.sends([photo("red"), photo("blue")], HAZARD)
    await talker.hears("请核对", "【照片等】2 个")
    await talker.presses("report.submit")
    await talker.hears("您的查询码")
    assert await _count(whole.house, Report) == 1


async def test_submitting_twice_files_once(talker: Talker, whole: Hall) -> None:
    await _file(talker)
    await talker.presses("report.submit")
    await talker.hears("")
    assert await _count(whole.house, Report) == 1


async def test_a_forged_choice_gets_an_answer(talker: Talker) -> None:
    await talker.says(HAZARD)
    await talker.hears("请核对")
    await talker.presses("report.industry:no_such_thing")
    await talker.hears("")
    await talker.presses("no.such:choice")
    await talker.hears("")


async def test_what_looks_like_markup_stays_text(talker: Talker) -> None:
    await talker.says(f"<script>alert(1)</script> *x* {HAZARD}")
    await talker.hears("请核对")
    await talker.says("<b>x</b>")
    await talker.hears("")


async def test_a_saved_receipt_is_shown_nowhere_any_more(talker: Talker) -> None:
    receipt = await _file(talker)
    assert receipt in await talker.shown()
    await talker.presses("receipt.saved")
    await talker.hears("抹去")
    shown = await talker.shown()
    assert receipt not in shown
    assert "····" in shown


async def test_the_receipt_opens_the_report_also_after_the_link_was_cut(
    talker: Talker, whole: Hall
) -> None:
    receipt = await _file(talker)
    assert await _count(whole.house, Link) == 1
    await talker.says("断开")
    await talker.hears("已断开")
    assert await _count(whole.house, Link) == 0
    await talker.says(receipt)
    await talker.hears("红塔区应急管理局")


async def test_a_language_once_chosen_stays(talker: Talker) -> None:
    await talker.says("/lang")
    await talker.hears("")
    await talker.presses("lang:en")
    await talker.hears("")
    await talker.says("/help")
    text, _ = await talker.hears("")
    assert "report" in text
