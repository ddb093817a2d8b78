"""The fake Bot API answers a real aiogram bot as Telegram does, or no test on it means a thing."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from aiohttp import web

from tests.support.fake_telegram import TOKEN, FakeTelegram


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    api = TelegramAPIServer.from_base(telegram.api_base)
    made = Bot(TOKEN, session=AiohttpSession(api=api))
    yield made
    await made.session.close()


def _keyboard(label: str, data: str) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=label, callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


async def test_the_bot_knows_itself_and_sets_its_menu(telegram: FakeTelegram, bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.username == "chuishao_test_bot"
    await bot.set_my_commands([BotCommand(command="start", description="x")], language_code="en")
    assert telegram.commands["default", "en"] == [{"command": "start", "description": "x"}]
    stranger = Bot("42:wrong", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_updates_come_again_until_they_are_confirmed(
    telegram: FakeTelegram, bot: Bot
) -> None:
    ann = telegram.user(7)
    await ann.says("one")
    await ann.says("two")
    first = await bot.get_updates(timeout=1)
    again = await bot.get_updates(timeout=1)
    assert [u.message.text for u in first if u.message] == ["one", "two"]
    assert [u.update_id for u in first] == [u.update_id for u in again]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["two"]
    assert await bot.get_updates(offset=first[1].update_id + 1) == []


async def test_a_long_poll_answers_when_somebody_writes(telegram: FakeTelegram, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.wait_until(lambda: telegram.called("getUpdates") != [])
    await telegram.user(7).says("hello")
    (update,) = await waiting
    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_second_poll_ends_the_first(telegram: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await telegram.wait_until(lambda: len(telegram.called("getUpdates")) == 1)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError):
        await first
    await telegram.user(7).says("hello")
    assert len(await second) == 1


async def test_every_kind_of_message_is_one_aiogram_understands(
    telegram: FakeTelegram, bot: Bot
) -> None:
    ann = telegram.user(7)
    text = await ann.says("before")
    await ann.edits(text, "after")
    await ann.sends_photo(b"large", "caption")
    await ann.sends_album([b"1", b"2"], "album")
    await ann.sends_document(b"%PDF-", "a.pdf")
    await ann.sends_voice(b"OggS")
    await ann.sends_video(b"film")
    await ann.sends_location(24.35, 102.54)
    await ann.sends_venue(24.35, 102.54, "here", "there")
    await ann.sends_contact("13800000000", "Bob")
    await ann.sends_sticker()
    await ann.sends_dice()
    await ann.blocks()
    updates = await bot.get_updates(timeout=1)
    kinds = [u.message.content_type if u.message else u.event_type for u in updates]
    assert kinds == [
        "text", "edited_message", "photo", "photo", "photo", "document", "voice", "video",
        "location", "venue", "contact", "sticker", "dice", "my_chat_member",
    ]  # fmt: skip
    photo = updates[2].message
    assert photo is not None
    assert photo.photo is not None
    largest = max(photo.photo, key=lambda size: size.width)
    downloaded = await bot.download(largest)
    assert downloaded is not None
    assert downloaded.read() == b"large"
    albums = [u.message.media_group_id for u in updates[3:5] if u.message]
    assert albums[0] is not None
    assert albums[0] == albums[1]


async def test_what_the_bot_sends_stands_on_the_screen(telegram: FakeTelegram, bot: Bot) -> None:
    ann = telegram.user(7)
    await ann.says("/start")
    sent = await bot.send_message(7, "choose", reply_markup=_keyboard("Yes", "yes"))
    assert str(await ann.hears("choose")) == "choose [Yes]"
    press = await ann.presses("Yes")
    update = (await bot.get_updates(timeout=1))[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "yes"
    await bot.answer_callback_query(update.callback_query.id, "no", show_alert=True)
    assert await press.answer() == "no"
    assert press.alert
    await bot.edit_message_text("done", chat_id=7, message_id=sent.message_id)
    assert not (await ann.hears("done")).buttons
    await bot.send_photo(7, BufferedInputFile(b"jpeg", "a.jpg"), caption="picture")
    await ann.hears("picture")
    await bot.send_document(7, BufferedInputFile(b"pdf", "a.pdf"), caption="paper")
    await ann.hears("paper")
    media = [InputMediaPhoto(media=BufferedInputFile(b"x", f"{n}.jpg")) for n in range(2)]
    assert len(await bot.send_media_group(7, media)) == 2
    await bot.delete_message(7, sent.message_id)
    assert "done" not in [each.text for each in ann.chat.screen()]


async def test_it_refuses_what_telegram_refuses(telegram: FakeTelegram, bot: Bot) -> None:
    ann = telegram.user(7)
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(7, "too early")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(8, "nobody")
    await ann.says("/start")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(7, "x" * 4097)
    with pytest.raises(TelegramBadRequest, match="text is empty"):
        await bot.send_message(7, "  ")
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(7, "long", reply_markup=_keyboard("x", "界" * 22))
    sent = await bot.send_message(7, "same")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("same", chat_id=7, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=7, message_id=1)
    with pytest.raises(TelegramBadRequest, match="query ID is invalid"):
        await bot.answer_callback_query("1")
    await ann.sends_document(b"x" * (20 * 1024 * 1024 + 1), "big.pdf")
    big = (await bot.get_updates(timeout=1))[-1].message
    assert big is not None
    assert big.document is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(big.document.file_id)
    await ann.blocks()
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await bot.send_message(7, "gone")


async def test_trouble_on_demand(telegram: FakeTelegram, bot: Bot) -> None:
    ann = telegram.user(7)
    await ann.says("/start")
    telegram.fails("sendMessage", 429, seconds=3)
    with pytest.raises(TelegramRetryAfter) as wait:
        await bot.send_message(7, "x")
    assert wait.value.retry_after == 3
    telegram.fails("sendMessage", 500)
    with pytest.raises(TelegramServerError):
        await bot.send_message(7, "x")
    telegram.drops("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "never")
    telegram.drops("sendMessage", done_first=True)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "twice")
    await bot.send_message(7, "twice")
    assert [each.text for each in ann.chat.screen()] == ["twice", "twice"]
    telegram.down = True
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    telegram.down = False
    assert (await bot.get_me()).id == 42


async def test_in_groups_the_bot_hears_only_what_is_meant_for_it(
    telegram: FakeTelegram, bot: Bot
) -> None:
    ann = telegram.user(7)
    group = await telegram.group(-100500, "made-up bureau", ann)
    await ann.says("gossip", to=group)
    await ann.says("/bind abc", to=group)
    sent = await bot.send_message(-100500, "card", reply_markup=_keyboard("Take", "take"))
    await ann.says("reply", to=group, reply_to=(await group.hears("card")))
    await ann.presses("Take", to=group)
    updates = await bot.get_updates(timeout=1)
    assert [u.message.text for u in updates if u.message] == ["/bind abc", "reply"]
    assert updates[0].my_chat_member is not None
    pressed = updates[-1].callback_query
    assert pressed is not None
    assert pressed.message is not None
    assert pressed.message.message_id == sent.message_id


async def test_webhooks_carry_their_secret_and_repeat_until_taken(
    telegram: FakeTelegram, bot: Bot
) -> None:
    got: list[tuple[str, int]] = []

    async def take(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        got.append((secret, (await request.json())["update_id"]))
        return web.Response(status=503 if len(got) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = "http://{}:{}/hook".format(*runner.addresses[0])
    await bot.set_webhook(url, secret_token="s3cret")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    await telegram.user(7).says("hello")
    await telegram.wait_until(lambda: not telegram.updates)
    assert got[0] == got[1]
    assert got[0][0] == "s3cret"
    info = await bot.get_webhook_info()
    assert info.url == url
    assert info.last_error_message == "Wrong response from the webhook: 503"
    await bot.delete_webhook()
    async with aiohttp.ClientSession() as client, client.get(telegram.api_base) as answer:
        assert answer.status == 404
    await runner.cleanup()
