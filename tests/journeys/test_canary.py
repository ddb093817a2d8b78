"""Forty strings of two reporters, looked for in all that is kept, shown and carried out.

What a case is about may be read by those who work it, in its redacted form; who reported, with what
secret and from where is nowhere.
"""

import io
import logging
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from redis import Redis

from backend import backup
from backend.db.models import Link
from backend.domain.cases import Role
from backend.house import House
from backend.services import accounts, audit_heads, payment_accounts, retention, status
from backend.services.cases import Actor
from backend.services.holds import HoldReason
from bot.cli import audit_export
from config.settings import RedisSettings
from tests.integration.test_nothing_plain import everything, photo, spellings
from tests.journeys.test_identity import (
    CONTACT,
    NAME,
    Search,
    _all_answers,
    _all_pages,
    _everybody,
    _file,
    _notices,
)
from tests.support.api import BODY, OTHER_BODY
from tests.support.console_app import Desk, Office
from tests.support.vault import quick_custodian
from tests.support.webchat import Chat, Filing, filing_of, open_chat

PASSWORD = "红塔山下一壶茶"
SAID = {
    "sight": "仓库里堆满危险化学品桶绿漆剥落",
    "smell": "夜里味道呛得睁不开眼",
    "firm": "玉溪翠羽鹮化工有限公司",
    "place": "大营街狮子坡九号院",
    "answer": "就在磨盘石后面第三间",
    "addition": "今天又拉来两车蓝桶",
}
"""What the case is about: those who work it read it."""
BETRAYS = {
    "own name": "鄢玄翎",
    "telephone": "13987654321",
    "identity card": "530402199003074518",
    "bank card": "6222021234567890128",
    "mail": "canary.words@example.invalid",
    "plate": "云F8K27Z",
    "latitude": "24.3571",
    "longitude": "102.5513",
}
"""What a reporter lets slip: the first desk has it sealed, and nobody else ever sees it."""
HIDDEN = {
    "file name": "隐患照片-瓦窑.jpg",
    "owner in the photo": "OwnerOfThePhone",
    "comment in the photo": "CommentInThePhoto",
    "claim password": PASSWORD,
    "identity's name": NAME,
    "identity's contact": CONTACT,
    "payment account": "信用社白鹭支行 6217 7100",
    "chat of a messenger": "771928441605",
}
"""What nobody but the reporter (or the custodian) has any use for."""
STAFF = {
    "question": "翠鸟问是哪一间",
    "finding": "查实桶无标签责令改正",
    "transfer": "移送事由鹧鸪",
    "refusal": "退回证据画眉",
    "hold": "中止删除事由云雀",
    "malice": "疑点记录斑鸠",
    "extension": "延期事由杜鹃",
    "officers": "检查员欧阳雁",
    "voucher": "凭证柒贰壹",
    "budget": "预算事由苍鹭",
    "withdrawn payment": "冲正事由白鹤",
    "review": "复查理由黄鹂",
    "official": "某科长通风报信戴胜",
    "note": "内部备注灰喜鹊",
}
"""What staff and reporter typed while it was worked."""


@dataclass
class Known:
    """What the reporters hold; each a string that must not turn up."""

    filings: list[Filing] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    code: str = ""
    pixels: bytes = b""

    def secrets(self) -> list[str]:
        """Receipts and tokens, in every form in which they are written."""
        found = [self.code, self.code.replace(" ", "")]
        for filing in self.filings:
            found += [filing.receipt, filing.receipt.replace(" ", "")]
        return [*found, *(chat.token for chat in self.chats)]


@pytest.fixture
async def office(house: House, redis_url: str) -> AsyncIterator[Office]:
    """The whole of a server on each kind of database: chat, pages, API, console, workers."""
    from backend.services.bodies import ensure
    from bot.app import running

    settings = house.settings
    house.settings = settings.model_copy(update={"redis": RedisSettings(url=redis_url)})
    async with house.work() as work:
        await ensure(work, "intake")
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(running(house))
        server = await stack.enter_async_context(TestServer(parts.app))
        yield Office(house, server, stack)


async def _report(office: Office, known: Known) -> None:
    """Two reports: one with all there is, one of a reporter who gives a name."""
    url = str(office.server.make_url("")).rstrip("/")
    http = await office.stack.enter_async_context(TestClient(office.server))
    chat = await open_chat(http.session, url)
    content = photo()
    known.pixels = content[-220:-60]
    await chat.send(content, name=HIDDEN["file name"])
    slips = BETRAYS
    await chat.say(
        f"化工厂仓库里堆满了危险化学品桶,没有任何通风,味道很大,{SAID['sight']},{SAID['smell']},"
        f"{SAID['firm']}。我叫{slips['own name']},电话{slips['telephone']},"
        f"{slips['identity card']},"
        f"{slips['bank card']},{slips['mail']},车牌{slips['plate']}"
    )
    await chat.point(float(BETRAYS["latitude"]), float(BETRAYS["longitude"]))
    said = await chat.say(SAID["place"])
    if "report.submit" not in said[-1].choices:
        said = await chat.say("红塔区大营街")
    await chat.press("report.claim_password")
    await chat.say(PASSWORD)
    known.filings.append(filing_of(await chat.press("report.submit")))
    known.chats.append(chat)
    assert "红塔区应急管理局" in known.filings[0].text
    second, filing = await _file(office, http, NAME)
    known.filings.append(filing)
    known.chats.append(second)
    # The second reporter hears of it in a messenger too.
    async with office.house.work() as work:
        chat_id = HIDDEN["chat of a messenger"]
        account = await accounts.ensure(
            work, "telegram", chat_id, send_to=chat_id.encode(), locale="zh_CN"
        )
        report_id = await status.report_by_receipt(work, filing.receipt)
        work.session.add(Link(report_id=report_id, account_id=account.id))


async def _work(office: Office, people: dict[str, Desk], known: Known) -> None:
    """The whole life of the first case, with every kind of words that staff can type."""
    number, chat = known.filings[0].case_number, known.chats[0]
    officer, head = people[f"officer of {BODY}"], people[f"reviewer of {BODY}"]
    payer = people[f"payer of {BODY}"]
    await officer.step(number, "accept")
    await officer.step(number, "request_info", text=STAFF["question"])
    await chat.say(SAID["answer"])
    await chat.press("dialogue.write")
    await chat.say(SAID["addition"])
    await officer.step(number, "verify", officers=STAFF["officers"])
    await officer.step(number, "ask_extension", reason=STAFF["extension"])
    await officer.get(f"/cases/{number}")
    await officer.post(f"/cases/{number}/malice", {"code": "other", "reason": STAFF["malice"]})
    await head.get(f"/cases/{number}")
    reason = {"code": HoldReason.LAWSUIT.value, "reason": STAFF["hold"]}
    await head.post(f"/cases/{number}/hold", reason)
    await officer.step(
        number, "close", outcome="verified", reason=STAFF["finding"], penalty_yuan="100000"
    )
    await head.step(number, "approve_reward")
    await head.get("/ledger")
    await head.post("/ledger", {"amount": "50000", "reason": STAFF["budget"]})
    await chat.look_up(known.filings[0].receipt)
    await chat.press("reward.claim")
    (claimed,) = await chat.say(PASSWORD)
    known.code = claimed.text.split("领奖码：")[1][:9]
    await payer.get("/rewards")
    pay = {"claim_code": known.code, "voucher": STAFF["voucher"]}
    await payer.post(f"/rewards/{number}/pay_reward", pay)
    await head.step(number, "reverse_payment", reason=STAFF["withdrawn payment"])
    await _account(office, known)
    await officer.step(number, "note", reason=STAFF["note"])
    await officer.get(f"/cases/{number}/discipline")
    await officer.post(f"/cases/{number}/discipline", {"reason": STAFF["official"]})
    await chat.look_up(known.filings[0].receipt)
    await chat.press("review.ask")
    await chat.say(STAFF["review"])
    await officer.step(known.filings[1].case_number, "transfer", to=OTHER_BODY,
                       reason=STAFF["transfer"])  # fmt: skip
    other = people[f"officer of {OTHER_BODY}"]
    await other.step(known.filings[1].case_number, "refuse", reason_code="wrong_area",
                     reason=STAFF["refusal"])  # fmt: skip


async def _account(office: Office, known: Known) -> None:
    """An account to be paid to, sealed to the payer."""
    payer = Actor("staff:payer", BODY, frozenset({Role.PAYER}))
    await payment_accounts.make_key(office.house, "一二三四五六七八九十一二", payer)
    async with office.house.work() as work:
        report_id = await status.report_by_receipt(work, known.filings[0].receipt)
        await payment_accounts.give(work, report_id, HIDDEN["payment account"])


async def _kept(office: Office, known: Known, log: str, folder: Path) -> list[str]:
    """Those strings that lie somewhere in the clear: rows, files, logs, exports, backup, Redis."""
    house = office.house
    path = folder / "audit.zip"
    async with house.view() as view:
        await audit_export.write(view, path)
    parts = [await everything(house), log.encode()]
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as made:
        parts += [made.read(name) for name in made.namelist()]
    path.unlink()
    await backup.make(house, folder / "all.bk")
    parts.append((folder / "all.bk").read_bytes())
    (folder / "all.bk").unlink()
    with Redis.from_url(house.settings.redis.url) as redis:
        held = {key: redis.dump(key) or b"" for key in redis.scan_iter()}
    parts += [part for pair in held.items() for part in pair]
    kept = b"\n".join(parts)
    words = {**SAID, **BETRAYS, **HIDDEN, **STAFF}
    words |= {f"secret {at}": value for at, value in enumerate(known.secrets()) if value}
    found = [name for name, word in words.items() if any(one in kept for one in spellings(word))]
    return [*found, *(["pixels"] if known.pixels in kept else [])]


async def test_forty_strings_are_where_they_may_be_and_nowhere_else(
    office: Office, caplog: pytest.LogCaptureFixture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    caplog.set_level(logging.INFO)
    house, seen, known = office.house, Search(), Known()
    await quick_custodian(house)
    people = await _everybody(office)
    await _report(office, known)
    folder = tmp_path_factory.mktemp("exports")
    assert await _kept(office, known, caplog.text, folder) == []
    await _work(office, people, known)
    await audit_heads.sign_day(house)
    await retention.run(house)
    assert await _kept(office, known, caplog.text, folder) == []
    planted = len(SAID) + len(BETRAYS) + len(HIDDEN) + len(STAFF) + len(known.secrets()) + 1
    assert planted >= 40

    for number in [filing.case_number for filing in known.filings]:
        names = {"number": number, "id": "0" * 32, "file_id": "0" * 32}
        for who, desk in people.items():
            await _all_pages(seen, who, desk, names)
        await _all_answers(seen, office, names)
    for path in ("/rewards", "/audit/heads"):
        stranger = await office.browser()
        await seen.note("stranger", await stranger.client.get(path))
    await _notices(seen, house, known.chats[1])

    def places(words: list[str]) -> set[str]:
        return {
            place.split(" /")[0]
            for place, said in seen.answers
            if any(word in said for word in words)
        }

    never = [*HIDDEN.values(), *filter(None, known.secrets())]
    # Until it is noted the receipt stands in the reporter's own chat, and nowhere else.
    assert places(never) <= {"reporter's chat"}
    readers = {
        f"{role} of {BODY}" for role in (Role.INTAKE, Role.OFFICER, Role.REVIEWER, Role.LEGAL)
    }
    tokens = {f"token of {BODY} officer", f"token of {BODY} reviewer"}
    assert places(list(SAID.values())) <= readers | tokens
    assert places(list(SAID.values())) >= {f"officer of {BODY}", f"token of {BODY} officer"}
    # What slipped out is in the original, which an officer opens with a click that is on record.
    assert places(list(BETRAYS.values())) <= readers
    assert places([STAFF["official"]]) <= {f"officer of {BODY}", f"reviewer of {BODY}"}
    assert places([STAFF["note"]]) <= readers | tokens
    for word in (STAFF["malice"], STAFF["hold"]):
        assert places([word]) <= readers
    assert places([STAFF["budget"]]) <= {f"reviewer of {BODY}", f"payer of {BODY}"}
    strangers = {"stranger", "nobody", "custodian of intake", "administrator of intake"}
    everything_typed = [*SAID.values(), *BETRAYS.values(), *STAFF.values()]
    assert not places(everything_typed) & strangers
