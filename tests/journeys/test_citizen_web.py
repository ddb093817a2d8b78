"""Reports by web chat, as transcripts: a real server, real HTTP, bodies that work beside it."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from redis import Redis

from tests.support.api import picture
from tests.support.server import Server, ServerFactory
from tests.support.telegram_journey import BODY, Bureau
from tests.support.webchat import Chat, filing_of, open_chat

WORDS = "大营街一家化工厂,夜里仓库里堆满了危险化学品桶,没有任何通风"
PASSWORD = "红塔山下一壶茶"
OTHER_BODY = "530402.market_regulation"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections of all that take part."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(params=["embedded", "postgres", "redis"])
def anywhere(request: pytest.FixtureRequest, make_server: ServerFactory) -> Server:
    """A server, not started yet, with its rows and conversations where one may want them."""
    env = {}
    if request.param == "postgres":
        env["CHUISHAO_DATABASE__URL"] = request.getfixturevalue("postgres_url")
    if request.param == "redis":
        env["CHUISHAO_REDIS__URL"] = request.getfixturevalue("redis_url")
    return make_server(env)


async def test_from_the_first_photo_to_the_claimed_reward(
    anywhere: Server, http: aiohttp.ClientSession
) -> None:
    await anywhere.start()
    bureau = Bureau(anywhere)
    assert await bureau.cases() == []
    ann = await open_chat(http, anywhere.base_url)

    (asked,) = await ann.send(picture())
    assert "收到 1 个文件" in asked.text
    said = await ann.say(WORDS)
    if "CHUISHAO_REDIS__URL" in anywhere.env:
        no_plain_words_in(anywhere.env["CHUISHAO_REDIS__URL"], WORDS, "化工厂", ann.token)
    if "report.submit" not in said[-1].choices:
        assert "哪" in said[-1].text
        said = await ann.say("红塔区")
    card = said[-1]
    for fact in ("请核对", "危险化学品", "大营街", "【照片等】1 个", "匿名", "红塔区应急管理局"):
        assert fact in card.text
    assert card.choices[0] == "report.submit"
    (asked,) = await ann.press("report.claim_password")
    assert "6 到 64 个字" in asked.text
    card = (await ann.say(PASSWORD))[-1]
    assert "【领奖密码】已设" in card.text
    filing = filing_of(await ann.press("report.submit"))
    assert re.fullmatch(r"\d{4}(?: \d{4}){4}", filing.receipt)
    assert filing.receipt in filing.text
    assert await bureau.cases() == [filing.case_number]

    again = await ann.since(card.id)
    assert again[0].receipt == filing.receipt, "until it is saved it can be looked at again"
    saved, *_ = await ann.press("receipt.saved")
    shown = await ann.since()
    assert [one.receipt for one in shown if one.receipt] == []
    assert filing.receipt not in "".join(one.text for one in shown)
    assert any("····" in one.text for one in shown)

    await bureau.does(filing.case_number, "accept")
    notice = await ann.hears(filing.case_number, "已受理", after=saved.id)
    await bureau.does(filing.case_number, "request_info", text="在几号仓库?")
    notice = await ann.hears(filing.case_number, "在几号仓库?", after=notice.id)
    (sent,) = await ann.send(picture(), text="三号仓库,靠河边的那个")
    assert filing.case_number in sent.text
    answer = (seen := await bureau.reads(filing.case_number))["messages"][-1]
    assert (answer["text"], len(answer["files"])) == ("三号仓库,靠河边的那个", 1)
    assert seen["status"] == "accepted"
    await bureau.does(filing.case_number, "verify")
    notice = await ann.hears("开始核查", after=notice.id)
    await bureau.does(
        filing.case_number,
        "close",
        outcome="verified",
        reason="查实,已罚款。",
        penalty_yuan=100_000,
    )
    notice = await ann.hears(filing.case_number, "15,000", after=notice.id)
    await bureau.does(filing.case_number, "approve_reward", role="reviewer")
    notice = await ann.hears("15,000", "可以领取", after=notice.id)
    assert "reward.claim" in notice.choices

    (asked,) = await ann.press("reward.claim")
    assert "查询码" in asked.text
    (asked,) = await ann.say(filing.receipt)
    assert "领奖密码" in asked.text
    (wrong,) = await ann.say("红塔山下一壶酒")
    assert wrong.text == "领奖密码不对。"
    (claimed,) = await ann.say(PASSWORD)
    assert "15,000" in claimed.text
    code = re.search(r"领奖码：(\d{4} \d{4})", claimed.text)
    assert code is not None
    (asked,) = await ann.press("claim.password")
    (changing,) = await ann.say("another secret 2")
    assert "claim.password_keep" in changing.choices
    await ann.hears("有人在关联的聊天里换了领奖密码", after=notice.id)
    (kept,) = await ann.press("claim.password_keep")
    assert kept.text == "原密码继续有效。"
    assert filing.receipt not in anywhere.output
    assert PASSWORD not in anywhere.output
    assert ann.token not in anywhere.output


def no_plain_words_in(url: str, *words: str) -> None:
    """Everything Redis holds, searched; the draft is there."""
    with Redis.from_url(url) as redis:
        keys = list(redis.scan_iter())
        kept = b"\n".join(key + b"\n" + (redis.dump(key) or b"") for key in keys)
    assert any(key.startswith(b"chuishao:state:") for key in keys)
    for word in words:
        assert word.encode() not in kept
        assert word.encode("unicode_escape") not in kept


@pytest.fixture
def chats(http: aiohttp.ClientSession, shared_server: Server) -> "Opener":
    """Opens conversations with the server of this module."""
    return Opener(http, shared_server)


class Opener:
    """Opens conversations with one server."""

    def __init__(self, http: aiohttp.ClientSession, server: Server) -> None:
        self.http = http
        self.server = server

    async def open(self, locale: str | None = None) -> Chat:
        """A new one."""
        return await open_chat(self.http, self.server.base_url, locale)


async def test_a_body_that_is_not_there_yet_gets_its_case_when_it_comes(
    server: Server, http: aiohttp.ClientSession
) -> None:
    ann = await open_chat(http, server.base_url)
    card = (await ann.card())[-1]
    assert "受理台" in card.text
    assert "尚未接入" in card.text
    filing = filing_of(await ann.press("report.submit"))
    assert "尚未接入" in filing.text
    desk = Bureau(server, "intake")
    assert await desk.cases() == [filing.case_number]
    assert (await desk.reads(filing.case_number))["status"] == "received"

    said = await ann.since()
    bureau = Bureau(server)
    assert await bureau.cases() == [filing.case_number]
    assert await desk.cases() == []
    await ann.hears(filing.case_number, "已接入", after=said[-1].id)
    (status,) = await ann.press("status.open")
    assert "红塔区应急管理局" in status.text
    assert "受理台" not in status.text.split("\n")[1]


async def test_a_transfer_and_a_decline_are_told(chats: Opener) -> None:
    first, second = Bureau(chats.server), Bureau(chats.server, OTHER_BODY)
    await first.cases()
    await second.cases()
    ann = await chats.open()
    filing = await ann.file()
    last = (await ann.since())[-1].id
    await first.does(filing.case_number, "transfer", to=OTHER_BODY, reason="属于特种设备")
    notice = await ann.hears("红塔区应急管理局", "红塔区市场监督管理局", after=last)
    assert filing.case_number in await second.cases()
    assert filing.case_number not in await first.cases()
    await second.does(filing.case_number, "decline", reason_code="other_procedure")
    await ann.hears(filing.case_number, "不予受理", after=notice.id)
    (status,) = await ann.press("status.open")
    assert "不予受理" in status.text
    assert (await second.reads(filing.case_number))["status"] == "declined"


async def test_receipt_only_leaves_no_link(chats: Opener) -> None:
    ann = await chats.open()
    await ann.card()
    card = (await ann.press("report.receipt_only"))[-1]
    assert "report.notify" in card.choices
    assert "前后" in card.text
    filing = filing_of(await ann.press("report.submit"))
    assert "link.cut" not in (await ann.since())[-1].choices
    (saved,) = await ann.press("receipt.saved")
    assert "再无联系" in saved.text
    assert await ann.since() == []
    bureau = Bureau(chats.server)
    await bureau.cases()
    await bureau.does(filing.case_number, "accept")
    (asked,) = await ann.press("status.open")
    assert "查询码" in asked.text, "nothing here knows the report"
    (status,) = await ann.say(filing.receipt)
    assert filing.case_number in status.text
    assert "link.cut" not in status.choices


async def test_a_cut_is_for_good_and_the_receipt_still_works(chats: Opener) -> None:
    ann = await chats.open()
    filing = await ann.file()
    (cut,) = await ann.say("断开")
    assert "再无任何联系" in cut.text
    assert await ann.since() == []
    (asked,) = await ann.press("status.open")
    assert filing.case_number not in asked.text
    bureau = Bureau(chats.server)
    await bureau.cases()
    await bureau.does(filing.case_number, "message", text="请补充照片")
    (status,) = await ann.say(filing.receipt)
    assert "请补充照片" in status.text
    assert "link.cut" not in status.choices
    assert not any("已受理" in one.text for one in await ann.since())


async def test_clearing_throws_the_draft_away(chats: Opener) -> None:
    ann = await chats.open()
    await ann.say(WORDS)
    (asked,) = await ann.press("chat.clear")
    assert "已清除" in asked.text
    assert await ann.since() == []
    (none,) = await ann.press("report.submit")
    assert none.receipt is None
    assert "report.new" in none.choices


async def test_any_conversation_opens_a_receipt(chats: Opener) -> None:
    filing = await (await chats.open()).file()
    (status,) = await (await chats.open()).say(filing.receipt.replace(" ", ""))
    assert filing.case_number in status.text


async def test_a_second_report_in_one_conversation(chats: Opener) -> None:
    ann = await chats.open()
    first = await ann.file()
    (asked,) = await ann.say("另外,大营街还有一家化工厂也在乱堆危险化学品桶,红塔区")
    assert asked.choices[0] == "report.new"
    assert f"report.append:{first.case_number}" in asked.choices
    said = await ann.press("report.new")
    if "report.submit" not in said[-1].choices:
        said = await ann.say("红塔区大营街")
    second = filing_of(await ann.press("report.submit"))
    assert second.case_number != first.case_number
    assert second.receipt != first.receipt
    both = await ann.press("status.open")
    assert {one.case_number for one in both} == {first.case_number, second.case_number}
    await ann.say("补充:今天桶又多了")
    (sent,) = await ann.press(f"report.append:{first.case_number}")
    assert first.case_number in sent.text


async def test_in_english(chats: Opener) -> None:
    ann = await chats.open("en")
    card = (await ann.card())[-1]
    assert "Please check" in card.text
    assert "anonymous" in card.text
    filing = filing_of(await ann.press("report.submit"))
    assert "Your receipt" in filing.text
    await ann.press("lang:zh_CN")
    assert "查询码" in (await ann.press("receipt.saved"))[0].text


async def test_a_name_is_given_on_a_page_of_ours(
    server: Server, http: aiohttp.ClientSession
) -> None:
    ann = await open_chat(http, server.base_url)
    assert "report.named" not in (await ann.card())[-1].choices, "nobody could keep it yet"
    await server.cli("keys", "init", stdin="four words nobody says\n")
    card = (await ann.press("report.card"))[-1]
    assert "report.named" in card.choices
    (link,) = await ann.press("report.named")
    address = re.search(r"http\S+/identity/\S+", link.text)
    assert address is not None
    given = {"name": "甲某某", "contact": "example at example"}
    same = {"Sec-Fetch-Site": "same-origin"}
    async with http.post(address[0], data=given, headers=same) as page:
        assert page.status == 200
    async with http.get(address[0]) as page:
        assert page.status == 404, "the page opens once"
    card = (await ann.press("report.card"))[-1]
    assert "实名" in card.text
    assert "甲某某" not in "".join(one.text for one in await ann.since())
    filing = filing_of(await ann.press("report.submit"))
    bureau = Bureau(server)
    await bureau.cases()
    seen = await bureau.reads(filing.case_number)
    assert "甲某某" not in str(seen)
    assert "example at example" not in str(seen)
    assert BODY in str(seen)
