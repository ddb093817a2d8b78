"""No update is lost or confirmed too early, whatever happens to the one who handles it."""

import asyncio
from contextlib import suppress

from backend.house import House
from bot.channels.base import Incoming
from bot.channels.telegram import TelegramChannel
from tests.support.fake_telegram import FakeTelegram
from tests.support.telegram_channel import Desk


def _text(incoming: Incoming) -> str:
    return (incoming.update.message and incoming.update.message.text) or ""


async def _until_confirmed(telegram: FakeTelegram) -> None:
    await telegram.wait_until(lambda: not telegram.updates)


async def test_what_was_handled_is_confirmed(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    await telegram.user(7).says("one")
    await desk.received(1)
    await _until_confirmed(telegram)


async def test_one_slow_chat_holds_up_no_other_and_is_not_confirmed(
    channel: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    release = asyncio.Event()
    slow = channel._feed

    async def feed(channel: TelegramChannel, incoming: Incoming) -> None:
        if incoming.external == "7":
            await release.wait()
        await slow(channel, incoming)

    channel._feed = feed
    task = asyncio.create_task(channel.run())
    await telegram.user(7).says("slow")
    await telegram.user(8).says("quick")
    assert [_text(one) for one in await desk.received(1)] == ["quick"]
    await telegram.user(8).says("quick again")
    assert [_text(one) for one in await desk.received(2)] == ["quick", "quick again"]
    assert telegram.updates[0]["message"]["text"] == "slow"
    release.set()
    assert [_text(one) for one in await desk.received(3)][-1] == "slow"
    await _until_confirmed(telegram)
    await _end(task)


async def test_a_chat_is_handled_in_order(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    for number in range(20):
        await telegram.user(7).says(str(number))
    assert [_text(one) for one in await desk.received(20)] == [str(n) for n in range(20)]


async def test_a_failure_is_tried_again(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    failures = iter([True, True])

    def act(_: Incoming) -> None:
        if next(failures, False):
            raise RuntimeError("the database is away")

    desk.act = act
    await telegram.user(7).says("kept")
    (got,) = await desk.received(1)
    assert _text(got) == "kept"
    await _until_confirmed(telegram)


async def test_an_update_that_always_fails_is_given_up_while_others_pass(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    def act(incoming: Incoming) -> None:
        if _text(incoming) == "poison":
            raise RuntimeError("never")

    desk.act = act
    ann = telegram.user(7)
    await ann.says("poison")
    await telegram.user(8).says("fine")
    await ann.hears("请再发一次")
    await ann.says("fine")
    await desk.received(2)
    await _until_confirmed(telegram)


async def test_updates_in_hand_at_a_crash_come_again_under_the_same_marks(
    channel: TelegramChannel, telegram: FakeTelegram, desk: Desk, channel_house: House
) -> None:
    """The marks are what makes the repetition harmless."""
    never = asyncio.Event()
    feed_desk = desk.feed

    async def hang(channel: TelegramChannel, incoming: Incoming) -> None:
        await feed_desk(channel, incoming)
        await never.wait()

    channel._feed = hang
    hung = asyncio.create_task(channel.run())
    await telegram.user(7).says("one")
    await telegram.user(8).sends_album([b"1", b"2"])
    before = {one.mark for one in await desk.received(2)}
    after = Desk()
    second = TelegramChannel(channel_house, after.feed)
    task = asyncio.create_task(second.run())
    assert {one.mark for one in await after.received(2)} == before
    assert len(before) == 2
    never.set()
    await _end(hung)
    await _end(task)
    await second.close()


async def test_a_stop_finishes_what_is_in_hand_and_confirms_it(
    channel: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def feed(_: TelegramChannel, incoming: Incoming) -> None:
        started.set()
        await release.wait()
        desk.got.append(incoming)

    channel._feed = feed
    task = asyncio.create_task(channel.run())
    await telegram.user(7).says("last words")
    await started.wait()
    task.cancel()
    release.set()
    await _end(task)
    assert [_text(one) for one in desk.got] == ["last words"]
    assert telegram.updates == []


async def test_an_outage_or_another_poller_ends_nothing(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    await telegram.user(7).says("before")
    await desk.received(1)
    await _until_confirmed(telegram)
    telegram.fails("getUpdates", 429, seconds=1)
    telegram.fails("getUpdates", 502)
    telegram.drops("getUpdates")
    await telegram.user(7).says("during")
    await desk.received(2)


async def test_an_address_for_pushing_that_was_left_behind_is_removed(
    channel: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    await channel.bot.set_webhook("http://127.0.0.1:9/nobody")
    task = asyncio.create_task(channel.run())
    await telegram.user(7).says("pulled")
    await desk.received(1)
    assert telegram.webhook.url == ""
    await _end(task)


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
