"""The plain form and the receipt page over real HTTP, as a browser without a script sends them."""

import re

import pytest

from backend.db.models import Case
from backend.domain.receipts import parse_receipt
from backend.services import claim_passwords, payment_accounts, ratings, sent_files, status
from backend.services.drafts import Upload
from tests.support.api import picture
from tests.support.filing import Filing
from tests.support.plain_pages import (
    HAZARD,
    Browser,
    begin,
    buttons,
    file_report,
    get,
    hidden,
    press,
    receipt_in,
    send,
    to_card,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


async def test_the_form_files_a_report(plain_browser: Browser) -> None:
    page = await begin(plain_browser, files=[("a.png", PIXEL), ("b.png", PIXEL)])
    page = await to_card(plain_browser, page)
    assert "report.receipt_only" not in buttons(page)
    page = await press(plain_browser, page, "report.submit")
    digits = receipt_in(page)
    assert parse_receipt(digits) == digits
    assert buttons(page) == ["receipt.saved"]
    page = await press(plain_browser, page, "receipt.saved")
    assert digits[:4] + " " + digits[4:8] not in page


async def test_sent_twice_is_filed_once(plain_browser: Browser) -> None:
    page = await to_card(plain_browser, await begin(plain_browser))
    first = await press(plain_browser, page, "report.submit")
    second = await press(plain_browser, page, "report.submit")
    assert receipt_in(first) == receipt_in(second)


async def test_an_unclear_place_is_asked_with_buttons(plain_browser: Browser) -> None:
    page = await begin(plain_browser, "车间安全出口被锁,里面有四十多人在上班", "鼓楼区")
    places = [one for one in buttons(page) if one.startswith("report.place:")]
    assert len(places) > 1
    assert "report.submit" in buttons(await press(plain_browser, page, places[0]))


async def test_errors_stand_beside_the_field_and_words_stay(plain_browser: Browser) -> None:
    page = await begin(plain_browser, "", "红塔区", status=422)
    assert 'aria-describedby="text-hint text-error"' in page
    assert 'value="红塔区"' in page
    page = await begin(plain_browser, HAZARD, files=[("a.png", b"MZ\x90\0 no photo")], status=422)
    assert 'id="photo-error"' in page
    assert HAZARD in page
    page = await begin(
        plain_browser, HAZARD, files=[("a.png", bytes(51 * 1024 * 1024))], status=422
    )
    assert 'id="photo-error"' in page
    assert HAZARD in page
    page = await begin(plain_browser, "长" * 5001, status=422)
    assert "长" * 5001 in page


async def test_what_people_write_is_never_markup(plain_browser: Browser) -> None:
    page = await begin(plain_browser, "<script>alert(1)</script>", files=[("x", b"MZ")], status=422)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.invalid"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    plain_browser: Browser, headers: dict[str, str]
) -> None:
    page = await get(plain_browser, "/form")
    fields = {"check": "0" * 64, "once": hidden(page, "once"), "step": "begin", "text": HAZARD}
    page = await send(plain_browser, "/form", fields, status=422, headers=headers)
    assert HAZARD in page


async def test_a_browser_that_names_our_site_needs_no_more(plain_browser: Browser) -> None:
    page = await get(plain_browser, "/form")
    fields = {"check": "", "once": hidden(page, "once"), "step": "begin", "text": HAZARD}
    await send(plain_browser, "/form", fields, headers={"Sec-Fetch-Site": "same-origin"})


async def test_a_receipt_opens_its_report_and_takes_a_message_once(
    plain_browser: Browser,
) -> None:
    receipt = await file_report(plain_browser)
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": receipt}
    opened = await send(plain_browser, "/receipt", fields)
    assert 'class="steps"' in opened
    said = {**fields, "act": "say", "text": "夜班时也锁着"}
    await send(plain_browser, "/receipt", said)
    assert (await send(plain_browser, "/receipt", said)).count("夜班时也锁着") == 1


async def test_a_wrong_receipt_is_told_beside_the_field(plain_browser: Browser) -> None:
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": "1234 5678 9012 3456 7890"}
    page = await send(plain_browser, "/receipt", fields, status=404)
    assert 'id="receipt-error"' in page
    assert "1234 5678 9012 3456 7890" in page


async def test_a_reward_that_is_not_there_cannot_be_claimed(plain_browser: Browser) -> None:
    receipt = await file_report(plain_browser)
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": receipt, "act": "claim"}
    assert 'role="alert"' in await send(plain_browser, "/receipt", fields)


async def test_forged_buttons_and_marks_change_nothing(plain_browser: Browser) -> None:
    page = await to_card(plain_browser, await begin(plain_browser))
    fields = {name: hidden(page, name) for name in ("check", "once", "after")}
    await send(plain_browser, "/form", {**fields, "choice": "link.cut\n<b>"})
    assert "report.submit" in buttons(await get(plain_browser, f"/form?after={fields['after']}"))
    for mark in ("-1", "9" * 30, "²", "x"):
        assert 'name="step"' in await get(plain_browser, f"/form?after={mark}")


async def test_an_approved_reward_is_claimed_with_the_receipt(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify")
    await sqlite_filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": sqlite_filing.receipt}
    page = await send(plain_browser, "/receipt", fields)
    assert "15,000" in page
    assert 'value="claim"' not in page
    await sqlite_filing.event("approve_reward", "reviewer")
    assert 'value="claim"' in await send(plain_browser, "/receipt", fields)
    code = receipt_in(await send(plain_browser, "/receipt", {**fields, "act": "claim"}))
    assert len(code) == 8
    await sqlite_filing.event("pay_reward", "payer", claim_code=code, voucher="2026-17")
    assert 'value="claim"' not in await send(plain_browser, "/receipt", fields)


async def test_a_claim_password_is_asked_for_on_the_receipt_page(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    hashed = await claim_passwords.hash_of("红塔山下一壶茶")
    async with sqlite_filing.house.work() as work:
        claim_passwords.set_at_filing(work, sqlite_filing.report_id, hashed)
    for name, who, given in (
        ("accept", "officer", {}),
        ("verify", "officer", {}),
        ("close", "officer", {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}),
        ("approve_reward", "reviewer", {}),
    ):
        await sqlite_filing.event(name, who, **given)  # type: ignore[arg-type]
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": sqlite_filing.receipt, "act": "claim"}
    page = await send(plain_browser, "/receipt", fields)
    assert 'name="claim_password"' in page
    assert "领奖密码不对" in page
    page = await send(plain_browser, "/receipt", {**fields, "claim_password": "红塔山下一壶茶"})
    assert len(receipt_in(page)) == 8


async def test_a_claim_password_is_set_on_the_page_itself(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    page = await to_card(plain_browser, await begin(plain_browser))
    assert "report.claim_password" not in buttons(page)

    async def set_to(page: str, password: str) -> str:
        fields = {name: hidden(page, name) for name in ("check", "once", "after")}
        return await send(plain_browser, "/form", {**fields, "claim_password": password})

    page = await set_to(page, "abc")
    assert "6 到 64" in page
    page = await set_to(page, "大雁南飞1024")
    assert "大雁南飞1024" not in page
    digits = receipt_in(await press(plain_browser, page, "report.submit"))
    async with sqlite_filing.house.view() as view:
        report = await status.report_by_receipt(view, digits)
    assert await claim_passwords.prove(sqlite_filing.house, report, "大雁南飞1024")


async def test_a_file_of_the_body_is_opened_with_the_receipt_alone(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    officer = sqlite_filing.actors["officer"]
    upload = Upload("回执.jpg", picture())
    files = await sent_files.take_in_from_body(
        sqlite_filing.house, sqlite_filing.number, [upload], officer
    )
    await sqlite_filing.event("message", text="请看附件。")
    async with sqlite_filing.house.work() as work:
        case = await work.session.get_one(Case, sqlite_filing.number)
        await sent_files.send(work, case, files, officer)
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": sqlite_filing.receipt}
    page = await send(plain_browser, "/receipt", fields)
    assert "打开文件 1（.jpg）" in page
    opened = {**fields, "act": "file", "file": hidden(page, "file")}
    async with plain_browser.post("/receipt", data=opened) as answer:
        assert (answer.status, answer.content_type) == (200, "image/jpeg")
        assert b"PhoneMaker" not in await answer.read()
    await send(plain_browser, "/receipt", {**opened, "file": "../../x"}, status=404)
    await send(plain_browser, "/receipt", {**opened, "receipt": "0" * 20}, status=404)


async def test_an_account_is_left_and_taken_back_on_the_receipt_page(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    for name, who, given in (
        ("accept", "officer", {}),
        ("verify", "officer", {}),
        ("close", "officer", {"outcome": "verified", "reason": "查实", "penalty_yuan": 100_000}),
        ("approve_reward", "reviewer", {}),
    ):
        await sqlite_filing.event(name, who, **given)  # type: ignore[arg-type]
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": sqlite_filing.receipt}
    assert "汇到账户" not in await send(plain_browser, "/receipt", fields)
    payer = sqlite_filing.actors["payer"]
    await payment_accounts.make_key(sqlite_filing.house, "一二三四五六七八九十一二", payer)
    assert "汇到账户" in await send(plain_browser, "/receipt", fields)
    # What is refused stands in its own field, never in the message to the desk.
    page = await send(plain_browser, "/receipt", {**fields, "act": "account", "text": "农" * 301})
    assert re.search(r'<textarea id="account"[^>]*>农{301}<', page)
    assert re.search(r'<textarea id="text"[^>]*><', page)
    left = {**fields, "act": "account", "text": "农行 6228 0000"}
    page = await send(plain_browser, "/receipt", left)
    assert "已留下收款账户" in page
    assert "6228" not in page
    page = await send(plain_browser, "/receipt", {**fields, "act": "account_back"})
    assert "汇到账户" in page


async def test_a_rating_is_given_and_changed_on_the_receipt_page(
    plain_browser: Browser, sqlite_filing: Filing
) -> None:
    page = await get(plain_browser, "/receipt")
    fields = {"check": hidden(page, "check"), "receipt": sqlite_filing.receipt}
    assert 'value="rate.good"' not in await send(plain_browser, "/receipt", fields)
    rated = {**fields, "act": "rate", "rating": "rate.bad", "reason": "too_slow"}
    rated["text"] = "拖了一个月，电话13800138000"
    # Too early: told, and the words are still there.
    page = await send(plain_browser, "/receipt", rated)
    assert 'role="alert"' in page
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify")
    await sqlite_filing.event("close", outcome="unfounded", reason="没有")
    assert 'value="rate.good"' in await send(plain_browser, "/receipt", fields)
    assert 'role="alert"' in await send(plain_browser, "/receipt", {**rated, "rating": ""})
    page = await send(plain_browser, "/receipt", {**rated, "reason": "no_such"})
    assert 'role="alert"' in page
    assert "拖了一个月" in page
    assert "您的评价" not in page
    assert "您的评价：不满意" in await send(plain_browser, "/receipt", rated)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        [one] = await ratings.of_case(view, case, case.holder_id)
    assert (one.satisfied, one.reasons) == (False, ("too_slow",))
    assert one.words.startswith("拖了一个月")
    assert "13800138000" not in one.words
    page = await send(plain_browser, "/receipt", {**rated, "rating": "rate.good", "text": ""})
    assert "您的评价：满意" in page
    async with sqlite_filing.house.view() as view:
        [one] = await ratings.of_case(view, case, case.holder_id)
    assert (one.satisfied, one.reasons, one.words) == (True, (), "")
