"""The Telegram channel against a Bot API server: what it sends, edits, erases, and how it waits."""

import datetime as dt

import pytest

from backend.house import House
from backend.outbox import GiveUp, TryLater
from backend.services import accounts
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_sending import keyboard, pieces, utf16_length
from handlers.reply import RECEIPT_MARK, Rendered
from tests.support.fake_telegram import FakeTelegram
from tests.support.telegram_channel import Desk
from tests.support.telegram_people import Person

RECEIPT = "1234 5678 9012 3456 7890"


@pytest.fixture
async def ann(telegram: FakeTelegram) -> Person:
    person = telegram.user(7)
    person.chat.open_to_bot = True
    return person


@pytest.fixture
async def account(channel_house: House, ann: Person) -> int:
    async with channel_house.work() as work:
        made = await accounts.ensure(work, "telegram", "7", send_to=b"7", locale="zh_CN")
        return made.id


def _card(text: str) -> Rendered:
    return Rendered(text, (("report.submit", "提交"),), slot="card")


async def test_messages_come_in_order_with_their_buttons(
    channel: TelegramChannel, account: int, ann: Person
) -> None:
    await channel.send(account, b"7", [Rendered("one"), Rendered("two", (("a.b:C", "Label"),))])
    assert not (await ann.hears("one")).buttons
    assert (await ann.hears("two")).buttons == (("Label", "a.b:C"),)


async def test_what_looks_like_markup_is_only_text(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    words = "<b>*bold*</b> [link](https://example.com) &amp;"
    await channel.send(account, b"7", [Rendered(words)])
    assert (await ann.hears()).text == words
    (call,) = telegram.called("sendMessage")
    assert "parse_mode" not in call.values
    assert call.values["link_preview_options"] == {"is_disabled": True}


async def test_a_long_text_comes_in_pieces_with_the_buttons_under_the_last(
    channel: TelegramChannel, account: int, ann: Person
) -> None:
    text = "\n".join(f"{n}. " + "隐患" * 40 for n in range(80))
    await channel.send(account, b"7", [Rendered(text, (("help", "怎么用"),))])
    shown = ann.chat.screen()
    assert "\n".join(each.text for each in shown) == text
    assert [bool(each.buttons) for each in shown] == [False] * (len(shown) - 1) + [True]


def test_pieces_count_as_telegram_counts() -> None:
    text = "\N{FIRE}" * 5000
    found = pieces(text)
    assert "".join(found) == text
    assert max(utf16_length(piece) for piece in found) == 4096
    assert pieces("  \n ") == []


def test_short_buttons_share_a_row_and_none_is_too_long_for_telegram() -> None:
    wide = "一个非常非常长的按钮文字"
    found = keyboard((("a", "受理"), ("b", "退回"), ("c", wide), ("x" * 65, "长")))
    assert found is not None
    labels = [[button.text for button in row] for row in found.inline_keyboard]
    assert labels == [["受理", "退回"], [wide]]


async def test_a_card_in_sight_is_edited(
    channel: TelegramChannel, account: int, ann: Person
) -> None:
    await channel.send(account, b"7", [_card("first")])
    await channel.send(account, b"7", [_card("second")])
    assert [str(each) for each in ann.chat.screen()] == ["second [提交]"]


async def test_a_card_out_of_sight_moves_down(
    polling: TelegramChannel, account: int, ann: Person, desk: Desk
) -> None:
    await polling.send(account, b"7", [_card("first")])
    first = await ann.hears("first")
    await ann.says("more words")
    await desk.received(1)
    await polling.send(account, b"7", [_card("second")])
    (left,) = ann.chat.screen()
    assert left.text == "second"
    assert left.id > first.id


async def test_a_card_that_was_deleted_comes_anew(
    channel: TelegramChannel, account: int, ann: Person
) -> None:
    await channel.send(account, b"7", [_card("first")])
    await ann.chat.remove((await ann.hears("first")).id)
    await channel.send(account, b"7", [_card("second")])
    assert [each.text for each in ann.chat.screen()] == ["second"]


async def test_the_same_card_again_is_no_fault(
    channel: TelegramChannel, account: int, ann: Person
) -> None:
    await channel.send(account, b"7", [_card("same")])
    await channel.send(account, b"7", [_card("same")])
    assert [each.text for each in ann.chat.screen()] == ["same"]


async def test_a_receipt_is_protected_copied_with_one_tap_and_erased_wherever_it_was_shown(
    channel: TelegramChannel, account: int, ann: Person, channel_house: House
) -> None:
    shown = Rendered(f"查询码 {RECEIPT_MARK}", (("receipt.saved", "我存好了"),), receipt=RECEIPT)
    await channel.send(account, b"7", [shown])
    await channel.send(account, b"7", [shown])
    first = await ann.hears(RECEIPT)
    assert first.raw["has_protected_content"]
    copy = first.raw["reply_markup"]["inline_keyboard"][0][0]
    assert copy["copy_text"]["text"] == RECEIPT
    await channel.erase_receipt(account, b"7")
    assert [RECEIPT in str(each.raw) for each in ann.chat.screen()] == [False, False]
    assert [each.text.split("\n")[0] for each in ann.chat.screen()] == ["查询码：····"] * 2
    await channel.erase_receipt(account, b"7")


async def test_erasing_works_while_the_turn_that_asks_holds_the_writer(
    channel: TelegramChannel, account: int, ann: Person, channel_house: House
) -> None:
    await channel.send(account, b"7", [Rendered(RECEIPT_MARK, receipt=RECEIPT)])
    async with channel_house.work():
        await channel.erase_receipt(account, b"7")
    assert RECEIPT not in ann.chat.screen()[0].text


async def test_nothing_is_noted_about_an_account_that_was_cut(
    channel: TelegramChannel, ann: Person, channel_house: House
) -> None:
    await channel.send(0, b"7", [_card("first")])
    await channel.send(0, b"7", [_card("second")])
    assert [each.text for each in ann.chat.screen()] == ["first", "second"]


async def test_clearing_deletes_both_sides_of_this_chat_alone(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    bob = telegram.user(8)
    await ann.says("mine")
    await bob.says("another's")
    await channel.send(account, b"7", [Rendered("answer")])
    await channel.send(0, b"7", [Rendered("已清除", slot="cleared")])
    assert [each.get("text") for each in ann.chat.messages.values()] == ["已清除"]
    assert [each.get("text") for each in bob.chat.messages.values()] == ["another's"]


async def test_an_answer_to_a_press_shows_over_the_chat_or_is_said_if_the_press_is_gone(
    polling: TelegramChannel, account: int, ann: Person, desk: Desk
) -> None:
    await polling.send(account, b"7", [_card("card")])
    desk.then = lambda _: polling.send(account, b"7", [Rendered("no", slot="alert")])
    press = await ann.presses("提交")
    assert await press.answer() == "no"
    assert press.alert
    assert [each.text for each in ann.chat.screen()] == ["card"]
    await polling.send(account, b"7", [Rendered("no", slot="alert"), Rendered("x", slot="toast")])
    assert [each.text for each in ann.chat.screen()] == ["card", "no"]


async def test_receipts_nobody_confirmed_are_erased_in_time(
    channel: TelegramChannel, account: int, ann: Person, channel_house: House
) -> None:
    await channel.send(account, b"7", [Rendered(RECEIPT_MARK, receipt=RECEIPT)])
    await channel.erase_old_receipts()
    assert RECEIPT in ann.chat.screen()[0].text
    now = channel_house.clock()
    channel_house.clock = lambda: now + dt.timedelta(days=2)
    await channel.erase_old_receipts()
    assert RECEIPT not in ann.chat.screen()[0].text


async def test_a_short_pause_is_waited_for(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    telegram.fails("sendMessage", 429, seconds=1)
    await channel.send(account, b"7", [Rendered("patient")])
    assert [each.text for each in ann.chat.screen()] == ["patient"]


async def test_a_long_pause_is_told_and_what_went_out_is_not_repeated(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    messages = [Rendered("one"), Rendered("two")]
    await channel.send(account, b"7", messages[:1])
    telegram.fails("sendMessage", 429, seconds=60, times=0)
    telegram.faults[-1].times = 0
    await channel.send(account, b"7", [])
    telegram.fails("sendMessage", 500)
    with pytest.raises(TryLater):
        await channel.send(account, b"7", messages)
    await channel.send(account, b"7", messages)
    assert [each.text for each in ann.chat.screen()] == ["one", "one", "two"]
    telegram.fails("sendMessage", 429, seconds=60)
    with pytest.raises(TryLater) as told:
        await channel.send(account, b"7", [Rendered("three")])
    assert told.value.seconds is not None
    assert told.value.seconds > 50
    with pytest.raises(TryLater):
        await channel.send(account, b"7", [Rendered("four")])
    assert len(telegram.called("sendMessage")) == 5


async def test_only_the_message_that_failed_comes_again(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    messages = [Rendered("one"), Rendered("two"), Rendered("three")]
    await channel.send(account, b"7", [_card("card")])
    telegram.fails("editMessageText", 500)
    with pytest.raises(TryLater):
        await channel.send(account, b"7", [*messages, _card("new card")])
    await channel.send(account, b"7", [*messages, _card("new card")])
    assert [each.text for each in ann.chat.screen()] == ["new card", "one", "two", "three"]


@pytest.mark.parametrize("fault", ["outage", "dropped"])
async def test_trouble_on_the_way_is_for_later(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram, fault: str
) -> None:
    if fault == "outage":
        telegram.down = True
    else:
        telegram.drops("sendMessage")
    with pytest.raises(TryLater):
        await channel.send(account, b"7", [Rendered("later")])
    telegram.down = False
    await channel.send(account, b"7", [Rendered("later")])
    assert [each.text for each in ann.chat.screen()] == ["later"]


async def test_who_blocked_the_bot_is_given_up(
    channel: TelegramChannel, account: int, ann: Person, telegram: FakeTelegram
) -> None:
    await ann.blocks()
    with pytest.raises(GiveUp):
        await channel.send(account, b"7", [Rendered("gone")])
    with pytest.raises(GiveUp):
        await channel.send(account, b"404", [Rendered("nobody")])
    await ann.unblocks()
    telegram.fails("sendMessage", 400)
    with pytest.raises(GiveUp):
        await channel.send(account, b"7", [Rendered("refused")])


async def test_the_menu_is_set_in_both_languages(
    polling: TelegramChannel, telegram: FakeTelegram
) -> None:
    await telegram.wait_until(lambda: len(telegram.commands) == 4)
    private = telegram.commands["all_private_chats", ""]
    assert [each["command"] for each in private][:2] == ["start", "status"]
    assert [each["command"] for each in telegram.commands["all_group_chats", "en"]] == ["bind"]
