"""The reporter is told every step in a whole sentence, in their own language."""

import datetime as dt
import re

import pytest

from backend.domain.cases import Event
from backend.domain.transitions import TRANSITIONS
from backend.services import claim_reminders, rewards
from backend.services.notices import render_notice, reward_sentence
from backend.services.status import report_by_receipt
from config.texts import LOCALES
from tests.support.filing import BODY, FOREIGN, Filing, connect, file_report

CLOSE = {"outcome": "verified", "reason": "查实,责令改正。", "penalty_yuan": 100_000}


def _whole(sentence: str, number: str) -> None:
    assert number in sentence
    assert "{" not in sentence
    assert "None" not in sentence
    assert "_" not in sentence, "a code was not turned into words"
    assert not re.search(r"。。|\.\.|::|(^|\n)\s*(\n|$)| \n|\( *\)|:$", sentence), sentence
    assert not re.search(r"\d{4}(?!-|\d| \d)", sentence.replace(number, "")), "a sum without commas"


async def _say(filing: Filing, locale: str) -> str:
    (payload,) = await filing.payloads()
    sentence = render_notice(payload, locale)
    _whole(sentence, filing.number)
    return sentence


STORIES: dict[Event, list[tuple[str, str, dict[str, object]]]] = {
    Event.ACCEPT: [("accept", "officer", {})],
    Event.DECLINE: [("decline", "officer", {"reason_code": "other_procedure"})],
    Event.TRANSFER: [("transfer", "officer", {"to": FOREIGN, "reason": "内部说明"})],
    Event.REFUSE: [("refuse", "officer", {"reason_code": "wrong_area", "reason": "不在辖区"})],
    Event.HAND_OVER: [
        ("transfer", "officer", {"to": "530402.education"}),
        ("hand_over", "intake", {"how": "书面移交", "other_number": "函 12"}),
    ],
    Event.REQUEST_INFO: [("request_info", "officer", {"text": "是哪个车间?"})],
    Event.VERIFY: [("accept", "officer", {}), ("verify", "officer", {"officers": ["甲", "乙"]})],
    Event.EXTEND: [
        ("accept", "officer", {}),
        ("ask_extension", "officer", {"reason": "等检测报告。"}),
        ("extend", "reviewer", {"other_number": "批 7"}),
    ],
    Event.MESSAGE: [("message", "officer", {"text": "谢谢,{收到}"})],
    Event.CLOSE: [
        ("accept", "officer", {}),
        ("verify", "officer", {}),
        ("close", "officer", CLOSE),
    ],
}
STORIES[Event.PENALTY] = [
    *STORIES[Event.CLOSE],
    ("penalty", "officer", {"penalty_yuan": 1_500_000}),
]
STORIES[Event.APPROVE_REWARD] = [*STORIES[Event.CLOSE], ("approve_reward", "reviewer", {})]
STORIES[Event.REJECT_REWARD] = [
    *STORIES[Event.CLOSE],
    ("reject_reward", "reviewer", {"reason": "已奖励过"}),
]
STORIES[Event.FIND] = [
    *STORIES[Event.CLOSE][:2],
    ("find", "officer", {"outcome": "verified", "reason": "查实,限期整改。"}),
]
STORIES[Event.FINISH] = [
    *STORIES[Event.FIND],
    ("finish", "officer", {"reason": "复查已改好。", "penalty_yuan": 100_000}),
]
STORIES[Event.REOPEN] = [*STORIES[Event.CLOSE], ("reopen", "colleague", {"reason": "漏查一处"})]
WORDS: dict[Event, tuple[str, str]] = {
    Event.ACCEPT: ("红塔区应急管理局已受理（决定要办），最迟 20", "has taken up your report"),
    Event.DECLINE: ("不予受理：应走其他法定程序。", "Another legal procedure applies."),
    Event.TRANSFER: ("已从红塔区应急管理局移送", "Transferred from"),
    Event.REFUSE: ("认为不归它管（属地不符）", "not theirs ("),
    Event.HAND_OVER: (
        "已由本平台受理台转交红塔区",
        "Intake desk of this service has handed",
    ),
    Event.REQUEST_INFO: ("是哪个车间?", "是哪个车间?"),
    Event.VERIFY: ("已开始核查", "has begun verification"),
    Event.EXTEND: ("上级已批准：等检测报告。最迟 20", "approved by the body above: 等检测报告。"),
    Event.MESSAGE: ("谢谢,{收到}", "谢谢,{收到}"),
    Event.CLOSE: (
        "已办结：属实。查实,责令改正。\n按规则计算奖励 15,000 元",
        "reward is 15,000 yuan",
    ),
    Event.FIND: ("核查结论：属实。查实,限期整改。正在督促整改", "found: Verified. 查实,限期整改。"),
    Event.FINISH: (
        "整改完成，案件办结。复查已改好。\n按规则计算奖励 15,000 元",
        "closed the case. 复查已改好",
    ),
    Event.PENALTY: (
        "登记了罚款 1,500,000 元。\n按规则计算奖励 225,000 元",
        "fine of 1,500,000 yuan",
    ),
    Event.APPROVE_REWARD: ("奖励 15,000 元已复核通过", "reward of 15,000 yuan is approved"),
    Event.REJECT_REWARD: ("奖励复核未通过：已奖励过", "was not approved: 已奖励过"),
    Event.REOPEN: ("已重新核查：漏查一处", "Verification was reopened: 漏查一处"),
}
APART = {
    Event.CONNECT,
    Event.PAY_REWARD,
    Event.EXTEND_CLAIM,
    Event.FORFEIT_REWARD,
    Event.REVERSE_PAYMENT,
    Event.UPHOLD,
    Event.OVERDUE,
    Event.OUTWARD,
    Event.SETTLE,
}
"""Told in tests of their own below: another one than an actor of the body causes them."""


def test_every_notice_has_a_story() -> None:
    told = {row.event for row in TRANSITIONS if row.notice is not None}
    assert told == set(STORIES) | APART == set(WORDS) | APART


@pytest.mark.parametrize("event", STORIES, ids=lambda event: event.value)
async def test_a_step_is_told(sqlite_filing: Filing, event: Event) -> None:
    await connect(sqlite_filing.house, FOREIGN)
    *before, last = STORIES[event]
    for name, who, fields in before:
        await sqlite_filing.event(name, who, **fields)
    await sqlite_filing.payloads()
    name, who, fields = last
    await sqlite_filing.event(name, who, **fields)
    (payload,) = await sqlite_filing.payloads()
    assert payload["account"] == sqlite_filing.account_id
    for locale, wanted in zip(LOCALES, WORDS[event], strict=True):
        sentence = render_notice(payload, locale)
        assert wanted in sentence, sentence
        if event is not Event.MESSAGE:
            _whole(sentence, sqlite_filing.number)


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_transfer_to_a_body_that_waits_says_who_has_it(
    sqlite_filing: Filing, locale: str
) -> None:
    await sqlite_filing.event("transfer", to="530402.education")
    sentence = await _say(sqlite_filing, locale)
    assert {"zh_CN": "尚未接入", "en": "not connected"}[locale] in sentence


@pytest.mark.parametrize("locale", LOCALES)
async def test_being_connected_is_told(sqlite_filing: Filing, locale: str) -> None:
    await sqlite_filing.event("transfer", to="530402.education")
    await sqlite_filing.payloads()
    await connect(sqlite_filing.house, "530402.education")
    sentence = await _say(sqlite_filing, locale)
    assert {"zh_CN": "已接入，您的举报已到它手里", "en": "is now connected"}[locale] in sentence


@pytest.mark.parametrize("locale", LOCALES)
async def test_payment_is_told(sqlite_filing: Filing, locale: str) -> None:
    for name, who, fields in STORIES[Event.APPROVE_REWARD]:
        await sqlite_filing.event(name, who, **fields)
    async with sqlite_filing.house.work() as work:
        report_id = await report_by_receipt(work, sqlite_filing.receipt)
        from backend.db.models import Case

        case = await work.session.get_one(Case, sqlite_filing.number)
        _, code = await rewards.claim(work, case, report_id)
    await sqlite_filing.payloads()
    await sqlite_filing.event("pay_reward", "payer", claim_code=code, voucher="2026-17")
    assert "15,000" in await _say(sqlite_filing, locale)
    await sqlite_filing.event("reverse_payment", "reviewer", reason="付错人")
    sentence = await _say(sqlite_filing, locale)
    assert {"zh_CN": "已冲正：付错人。", "en": "reversed: 付错人"}[locale] in sentence
    _whole(sentence, sqlite_filing.number)


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_days_to_claim_are_told(sqlite_filing: Filing, locale: str) -> None:
    for name, who, fields in STORIES[Event.CLOSE]:
        await sqlite_filing.event(name, who, **fields)
    await sqlite_filing.payloads()
    await sqlite_filing.event("approve_reward", "reviewer")
    assert {"zh_CN": "60 天内领取", "en": "within 60 days"}[locale] in await _say(
        sqlite_filing, locale
    )
    await sqlite_filing.event("extend_claim", "reviewer", days=30, reason="住院")
    assert {"zh_CN": "：住院。", "en": ": 住院."}[locale] in await _say(sqlite_filing, locale)
    for days, wanted in ((81, ("最晚", "waits until")), (91, ("视为放弃", "given up"))):
        later = sqlite_filing.house.clock() + dt.timedelta(days=days)
        await _ring(sqlite_filing, later)
        sentence = await _say(sqlite_filing, locale)
        assert wanted[LOCALES.index(locale)] in sentence
        _whole(sentence, sqlite_filing.number)
        assert "15,000" in sentence


async def _ring(filing: Filing, moment: dt.datetime) -> None:
    now, filing.house.clock = filing.house.clock, lambda: moment
    assert await claim_reminders.ring(filing.house, filing.number)
    filing.house.clock = now


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"outcome": "unfounded"}, "不属实或无法核实，没有奖励", ""),
        ({"outcome": "unverifiable"}, "无法核实", "Unverifiable"),
        ({"outcome": "verified"}, "以后有罚款会重新计算", ""),
        ({"outcome": "verified", "criterion_confirmed": True}, "按最低 3,000 元", "3,000"),
        (
            {"outcome": "verified", "concealed_deaths": 12},
            "瞒报 12 人 × 每人 50,000",
            "50,000",
        ),
    ],
)
async def test_closing_says_what_follows_for_the_reward(
    sqlite_filing: Filing, locale: str, fields: dict[str, object], zh: str, en: str
) -> None:
    for name in ("accept", "verify"):
        await sqlite_filing.event(name)
    await sqlite_filing.payloads()
    await sqlite_filing.event("close", reason="已现场核查", **fields)
    sentence = await _say(sqlite_filing, locale)
    assert {"zh_CN": zh, "en": en}[locale] in sentence


@pytest.mark.parametrize("locale", LOCALES)
async def test_where_only_names_are_paid_the_nameless_are_told_so(
    sqlite_house: object, locale: str
) -> None:
    filing = await file_report(
        sqlite_house,  # type: ignore[arg-type]
        "西安市雁塔区小寨路某酒店后厨堆放危险化学品桶,没有任何通风",
    )
    desk = await _desk_of(filing)
    await connect(filing.house, desk)
    from dataclasses import replace

    filing.actors = {n: replace(a, body_id=desk) for n, a in filing.actors.items()}
    for name in ("accept", "verify"):
        await filing.event(name)
    await filing.payloads()
    await filing.event("close", **CLOSE)
    sentence = await _say(filing, locale)
    assert {"zh_CN": "只奖励实名举报", "en": "named"}[locale] in sentence


async def _desk_of(filing: Filing) -> str:
    from backend.db.models import Case

    async with filing.house.view() as view:
        return (await view.session.get_one(Case, filing.number)).body_id


async def test_a_penalty_after_the_claim_promises_nothing_new(sqlite_filing: Filing) -> None:
    for name, who, fields in STORIES[Event.APPROVE_REWARD]:
        await sqlite_filing.event(name, who, **fields)
    async with sqlite_filing.house.work() as work:
        from backend.db.models import Case

        case = await work.session.get_one(Case, sqlite_filing.number)
        await rewards.claim(work, case, sqlite_filing.report_id)
    await sqlite_filing.payloads()
    await sqlite_filing.event("penalty", penalty_yuan=1_000_000)
    sentence = await _say(sqlite_filing, "zh_CN")
    assert sentence.endswith("登记了罚款 1,000,000 元。")


async def test_nobody_is_told_who_did_not_ask_to_be(sqlite_house: object) -> None:
    await connect(sqlite_house, BODY)  # type: ignore[arg-type]
    filing = await file_report(sqlite_house, hear=False)  # type: ignore[arg-type]
    await filing.event("accept")
    assert await filing.payloads() == []


def test_a_formula_shows_its_numbers() -> None:
    params = {
        "penalty": 1_000_000, "percent": 15, "share": 150_000,
        "minimum": 3_000, "maximum": 300_000, "amount": 150_000,
    }  # fmt: skip
    assert reward_sentence("case.reward_by_penalty", params, "zh_CN").startswith(
        "罚款 1,000,000 元 × 15% = 150,000 元"
    )
