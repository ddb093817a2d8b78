"""What the channel makes of Telegram's updates: whose, with which files, albums as one."""

import pytest

from bot.channels.base import Incoming
from bot.channels.telegram import TelegramChannel
from tests.support.fake_telegram import TOKEN, FakeTelegram
from tests.support.telegram_channel import Desk


async def test_a_text_arrives_with_who_and_what(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    sent = await telegram.user(7, language="en-GB").says("hello")
    (got,) = await desk.received(1)
    assert got.update.message is not None
    assert got.update.message.text == "hello"
    assert (got.external, got.send_to, got.locale, got.group) == ("7", b"7", "en", False)
    assert got.message_id == str(sent["message_id"])
    assert got.mark.startswith("42:")


async def test_a_photo_comes_in_its_largest_size(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    await telegram.user(7).sends_photo(b"large photo", "caption")
    (got,) = await desk.received(1)
    assert [(each.name, each.content) for each in got.uploads] == [("photo.jpg", b"large photo")]
    assert got.update.message is not None
    assert got.update.message.caption == "caption"


async def test_every_kind_of_file_is_fetched(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    await ann.sends_document(b"%PDF-1", "notice.pdf")
    await ann.sends_voice(b"OggS1")
    await ann.sends_video(b"film")
    got = await desk.received(3)
    files = [(each.name, each.content) for one in got for each in one.uploads]
    assert files == [("notice.pdf", b"%PDF-1"), ("voice.ogg", b"OggS1"), ("video.mp4", b"film")]


async def test_an_album_is_one_message(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    sent = await ann.sends_album([b"1", b"2", b"3"], "what it shows", pause=0.1)
    await ann.says("after")
    album, after = await desk.received(2)
    assert [each.content for each in album.uploads] == [b"1", b"2", b"3"]
    assert album.update.message is not None
    assert album.update.message.caption == "what it shows"
    assert album.message_id == str(sent[0]["message_id"])
    assert after.update.message is not None
    assert after.update.message.text == "after"


async def test_two_albums_at_once_stay_apart(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    await telegram.user(7).sends_album([b"1", b"2"])
    await telegram.user(8).sends_album([b"3", b"4"])
    await telegram.user(7).sends_album([b"5", b"6"])
    got = await desk.received(3)
    found = {(one.external, tuple(each.content for each in one.uploads)) for one in got}
    assert found == {("7", (b"1", b"2")), ("8", (b"3", b"4")), ("7", (b"5", b"6"))}


async def test_edits_locations_and_oddities_pass_through(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    sent = await ann.says("before")
    await ann.edits(sent, "after")
    await ann.sends_location(24.35, 102.54)
    await ann.sends_contact("13800000000", "Bob")
    await ann.sends_sticker()
    got = await desk.received(5)
    assert got[1].update.edited_message is not None
    assert got[1].update.edited_message.text == "after"
    assert got[1].message_id == got[0].message_id
    assert got[1].mark != got[0].mark
    kinds = [one.update.message.content_type for one in got[2:] if one.update.message]
    assert kinds == ["location", "contact", "sticker"]
    assert [one.uploads for one in got] == [[]] * 5


async def test_a_file_too_large_for_bots_is_told_and_the_words_go_on(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    big = b"x" * (20 * 1024 * 1024 + 1)
    await ann.sends_video(big)
    await ann.hears("20 MB")
    await ann.sends_video(big, "but these words matter")
    await ann.hears("20 MB")
    (got,) = await desk.received(1)
    assert got.update.message is not None
    assert got.update.message.caption == "but these words matter"
    assert got.uploads == []


async def test_a_file_telegram_has_lost_is_asked_for_again(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    telegram.fails("getFile", 400)
    await ann.sends_photo(b"lost")
    await ann.hears("请再发一次")
    await ann.sends_photo(b"found")
    (got,) = await desk.received(1)
    assert [each.content for each in got.uploads] == [b"found"]


async def test_trouble_while_fetching_loses_no_photo_and_logs_no_token(
    polling: TelegramChannel,
    telegram: FakeTelegram,
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.fails("download", 404)
    telegram.drops("getFile")
    await telegram.user(7).sends_photo(b"photo")
    (got,) = await desk.received(1)
    assert [each.content for each in got.uploads] == [b"photo"]
    assert "FetchFailed" in caplog.text
    assert TOKEN not in caplog.text


async def test_presses_and_groups_name_the_person_or_the_group(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    group = await telegram.group(-100500, "made-up bureau", ann)
    await group.hears("/bind")
    await ann.says("/bind code", to=group)
    await ann.says("/start")
    await desk.received(2)
    await polling.bot.send_message(7, "x", reply_markup=None)
    card = await ann.hears("x")
    press = await ann.presses_data("report.submit", card)
    await press.answer()
    shown = await polling.bot.send_message(-100500, "card")
    on = (await group.sees(lambda seen: seen[-1].id == shown.message_id))[-1]
    await ann.presses_data("unit.accept:X", on, to=group)
    got = await desk.received(4)
    assert [(one.external, one.send_to, one.group) for one in sorted(got, key=_number)] == [
        ("-100500", b"-100500", True),
        ("7", b"7", False),
        ("7", b"7", False),
        ("7", b"7", True),
    ]


def _number(incoming: Incoming) -> int:
    return incoming.update.update_id


async def test_being_blocked_or_left_out_breaks_nothing(
    polling: TelegramChannel, telegram: FakeTelegram, desk: Desk
) -> None:
    ann = telegram.user(7)
    await ann.says("hello")
    await ann.blocks()
    await ann.unblocks()
    await ann.says("again")
    got = await desk.received(2)
    assert [one.update.message.text for one in got if one.update.message] == ["hello", "again"]
