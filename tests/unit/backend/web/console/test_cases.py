"""The case page through real HTTP: what an officer sees, does, and gets wrong."""

import re

from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.cases import Role
from backend.services import status
from tests.support.api import BODY, HAZARD, picture
from tests.support.console_app import Office

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
BOTH = (Role.INTAKE, Role.OFFICER)


async def test_from_a_new_case_to_a_paid_reward(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    payer = await office.desk("吴发奖", BODY, Role.PAYER)
    filed = await office.file(HAZARD)
    number = filed.case_number
    assert number in await officer.get("/cases")
    page = await officer.step(number, "accept")
    assert "已完成：受理" in page
    assert "核查中" in await officer.step(number, "verify", officers="林承办、周同志")
    assert "林承办、周同志" in officer.page
    page = await officer.step(
        number, "close", outcome="verified", reason="现场查实。", penalty_yuan="100,000"
    )
    assert "15,000 元" in page
    assert "罚款 100,000 元 × 15%" in page
    assert "approve_reward" not in page
    page = await reviewer.get(f"/cases/{number}")
    assert "approve_reward" in page
    assert "可领取" in await reviewer.step(number, "approve_reward")
    async with office.house.work() as work:
        from backend.services import rewards

        report = await status.report_by_receipt(work, filed.receipt)
        case = await work.session.get_one(Case, number)
        _, password = await rewards.claim(work, case, report)
    assert "堆满" not in await payer.get("/rewards")
    good = await payer.post("/counter", {"number": number.lower(), "claim_code": password})
    assert "15,000 元" in good
    assert "堆满" not in good
    assert "领奖码不对" in await payer.post("/counter", {"number": number, "claim_code": "1"}, 422)
    await payer.post("/counter", {"number": NASTY, "claim_code": NASTY}, 404)
    await reviewer.get("/counter", 403)
    pay, voucher = f"/rewards/{number}/pay_reward", {"voucher": "凭证 2026-17"}
    wrong = await payer.post(pay, {"claim_code": "0000 0000", **voucher}, 422)
    assert 'value="凭证 2026-17"' in wrong, "what was typed is kept"
    assert "领奖码不对" in wrong
    # Who reads cases too pays from the case page: a guess there is on record as well.
    reads = await office.desk("吴双职", BODY, Role.OFFICER, Role.PAYER)
    assert "领奖码不对" in await reads.step(number, "pay_reward", 422, claim_code="1", **voucher)
    async with office.house.view() as view:
        tried = select(AuditEntry.subject).where(AuditEntry.action == "pay_refused")
        assert list(await view.session.scalars(tried)) == [number] * 3
    assert "凭证号" in await payer.post(pay, {"claim_code": password}, 422)
    paid = await payer.post(pay, {"claim_code": password, **voucher})
    assert "已发放" in paid
    assert "凭证 2026-17" in await officer.get(f"/cases/{number}")


async def test_who_closed_cannot_review(office: Office) -> None:
    both = await office.desk("林全能", BODY, Role.OFFICER, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    await both.step(number, "accept")
    await both.step(number, "verify")
    await both.step(number, "close", outcome="verified", reason="查实", penalty_yuan="50000")
    assert "办结和复核不能是同一个人" in both.page
    assert "events/approve_reward" not in both.page
    page = await both.step(number, "approve_reward", 403)
    assert "办结和复核不能是同一个人" in page


async def test_what_is_wrong_stands_next_to_its_field_and_nothing_is_lost(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    await officer.step(number, "accept")
    await officer.step(number, "verify")
    page = await officer.step(
        number, "close", 422, outcome="verified", reason="写了很久的话", penalty_yuan="很多"
    )
    assert re.search(
        r'id="close-penalty_yuan" name="penalty_yuan" value="很多"[^>]*aria-invalid', page
    )
    assert "罚款（元） 必须是" in page
    assert "写了很久的话</textarea>" in page
    assert re.search(r'<details class="step first"[^>]* open>', page)
    page = await officer.step(number, "close", 422, reason="没有结果")
    assert "缺少 核查结果" in page


async def test_two_officers_at_once_do_not_overwrite_each_other(office: Office) -> None:
    one = await office.desk("林承办", BODY, *BOTH)
    two = await office.desk("周承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    await two.get(f"/cases/{number}")
    stale = re.search(r'name="version" value="(\d+)"', two.raw)
    assert stale is not None
    await one.step(number, "request_info", text="哪个门?")
    page = await two.step(number, "message", 409, text="您好", version=stale[1])
    assert "案件刚被别人更新" in page
    assert "您好</textarea>" in page


async def test_a_step_that_does_not_fit_is_refused(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    page = await officer.step(number, "close", 409, outcome="verified", reason="太早")
    assert "案件现在的状态不能做这一步" in page
    await officer.step(number, "nonsense", 422)


async def test_a_body_that_gives_a_case_away_comes_back_to_its_queue(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    intake = await office.desk("受理台", "intake", *BOTH)
    number = (await office.file(HAZARD)).case_number
    page = await officer.step(number, "refuse", reason_code="wrong_owner", reason="不归我们")
    assert "已完成：退回" in page
    assert number not in page
    assert number in await intake.get("/cases")
    page = await intake.step(number, "transfer", to="530402.fire")
    assert "红塔区消防救援大队" in page
    page = await intake.step(number, "hand_over", how="当面送达", other_number="红消 12")
    assert "红消 12" in page


async def test_the_reporter_and_the_officer_talk(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    filed = await office.file(HAZARD)
    await officer.step(filed.case_number, "request_info", text=f"几点? {NASTY}")
    assert "等举报人补充" in officer.page
    async with office.house.work() as work:
        report = await status.report_by_receipt(work, filed.receipt)
        await status.say_to_body(work, report, f"晚上 {NASTY}")
    assert "有新留言" in await officer.get("/cases")
    await officer.get(f"/cases/{filed.case_number}")
    assert f"晚上 {NASTY}" in officer.page
    assert "<script>alert" not in officer.raw
    assert "<img src=x" not in officer.raw


async def test_the_page_shows_what_decided_and_hides_who_wrote(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(f"{HAZARD}。我电话 13800138000 {NASTY}")).case_number
    page = await officer.get(f"/cases/{number}")
    assert "<mark>" in officer.raw
    assert "13800138000" not in page
    assert "<script>alert" not in officer.raw
    assert "所以由红塔区应急管理局主办" in page
    assert "内部时限或默认，非法定" in page
    page = await officer.post(f"/cases/{number}/whole")
    assert "13800138000" in page
    async with office.house.view() as view:
        looks = await view.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.action == "read_whole_text")
        )
        assert list(looks) == [number]


async def test_photos_are_shown_clean_and_other_files_only_downloaded(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    pdf = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"
    number = (await office.file(HAZARD, picture(), pdf)).case_number
    await officer.get(f"/cases/{number}")
    paths = re.findall(r'href="/console(/cases/[^"]+/files/[0-9a-f]+)"', officer.raw)
    assert len(paths) == 2
    photo = await officer.client.get(f"/console{paths[0]}")
    assert (photo.status, photo.content_type) == (200, "image/jpeg")
    assert b"PhoneMaker" not in await photo.read()
    document = await officer.client.get(f"/console{paths[1]}")
    assert document.headers["Content-Disposition"].startswith("attachment;")
    assert document.headers["X-Content-Type-Options"] == "nosniff"
    assert await document.read() == pdf


async def test_the_preview_is_what_the_reporter_will_read(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    await officer.step(number, "accept")
    await officer.step(number, "verify")
    fields = {
        "csrf": officer.csrf, "outcome": "verified", "reason": "查实。", "penalty_yuan": "100000",
    }  # fmt: skip
    path = f"/console/cases/{number}/preview"
    answer = await officer.client.post(f"{path}/close", data=fields)
    told = (await answer.json())["told"]
    assert told.startswith(f"【{number}】红塔区应急管理局已办结")
    assert "15,000 元" in told
    fields["outcome"] = "unfounded"
    answer = await officer.client.post(f"{path}/close", data=fields)
    assert "15,000" not in (await answer.json())["told"]
    answer = await officer.client.post(
        f"{path}/transfer", data={"csrf": officer.csrf, "to": "nowhere.nothing"}
    )
    assert answer.status == 200
    answer = await officer.client.post(f"{path}/close", data={"csrf": "wrong"})
    assert answer.status == 403


async def test_the_sheet_has_the_words_only_when_chosen(office: Office) -> None:
    intake = await office.desk("受理台", "intake", *BOTH)
    number = (await office.file(HAZARD)).case_number
    page = await intake.get(f"/cases/{number}/sheet")
    assert "红塔区应急管理局：" in page
    assert HAZARD not in page
    assert HAZARD in await intake.get(f"/cases/{number}/sheet?words=1")


async def test_the_industry_is_put_right_on_the_page(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    assert "更正类别" in await officer.get(f"/cases/{number}")
    page = await officer.post(f"/cases/{number}/industry", {"industry": "fire"})
    assert f"消防 {number}" in re.sub(r"<[^>]*>", "", page)
    await officer.post(f"/cases/{number}/industry", {"industry": NASTY}, 422)
    assert "更正类别" not in await reviewer.get(f"/cases/{number}")
    await reviewer.post(f"/cases/{number}/industry", {"industry": "gas"}, 403)


async def test_the_place_is_put_right_on_the_page(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    reviewer = await office.desk("周复核", BODY, Role.REVIEWER)
    number = (await office.file(HAZARD)).case_number
    page = await officer.post(f"/cases/{number}/place", {"place": "江川区"})
    assert 'value="云南省玉溪市江川区"' in page
    assert "几个同名的地点" in await officer.post(
        f"/cases/{number}/place", {"place": "鼓楼区"}, 422
    )
    await officer.post(f"/cases/{number}/place", {"place": NASTY}, 422)
    await reviewer.post(f"/cases/{number}/place", {"place": "江川区"}, 403)


async def test_words_that_name_somebody_are_shown_without_it_and_chosen(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    words = "请打13800138000找我们"
    page = await officer.step(number, "message", 422, text=words)
    assert f">{words}</textarea>" in page
    assert "遮盖后发送" in page
    page = await officer.step(number, "message", text=words, words="redacted")
    talk = page.partition('id="talk"')[2]
    assert "13800138000" not in talk
    assert "13800138000" in await officer.step(number, "message", text=words, words="confirmed")


async def test_a_transfer_asks_first_to_look_through_what_travels(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    assert "先核对要移送的内容" in await officer.get(f"/cases/{number}")
    page = await officer.post(f"/cases/{number}/events/transfer", {"to": "530402.fire"}, 409)
    assert "还没有人核对过移送的内容" in page
    await officer.confirm_copy(number)
    assert "先核对要移送的内容" not in await officer.get(f"/cases/{number}")


async def test_a_ready_text_stands_in_the_form_and_goes_out(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    number = (await office.file(HAZARD)).case_number
    page = await officer.get(f"/cases/{number}?ready=case.ready_ask_where")
    words = "请补充具体位置：哪个车间、几楼、靠近什么。"
    assert f">{words}</textarea>" in page
    assert f">{words}</textarea>" not in await officer.get(f"/cases/{number}?ready={NASTY}")
    assert words in await officer.step(number, "request_info", text=words)


async def test_a_file_goes_to_the_reporter_and_an_answer_is_marked_read(office: Office) -> None:
    officer = await office.desk("林承办", BODY, *BOTH)
    filed = await office.file(HAZARD)
    number = filed.case_number
    page = await officer.step(number, "message", text="请看附件。", photo=picture())
    assert "还没有凭查询码打开" in page
    photo = re.findall(rf"/cases/{number}/files/(\w+)", page.partition('id="talk"')[2])[0]
    await officer.get(f"/cases/{number}/files/{photo}")
    page = await officer.step(number, "message", 422, text="请看附件。", photo=b"MZ no photo")
    assert ">请看附件。</textarea>" in page
    async with office.house.work() as work:
        report = await status.report_by_receipt(work, filed.receipt)
        await status.say_to_body(work, report, "看到了")
    await officer.get(f"/cases/{number}")
    async with office.house.view() as view:
        seen = await status.reporter_view(view, report, "zh_CN")
    assert all(one.read_on for one in seen.lines)


async def test_who_is_to_be_called_at_once_can_be_dialled(office: Office) -> None:
    admin = await office.desk("本局管理", BODY, Role.ADMINISTRATOR, Role.OFFICER)
    number = (await office.file(f"{HAZARD},正在泄漏,有人被困,快要爆炸")).case_number
    assert "承办单位还没登记电话" in await admin.get(f"/cases/{number}")
    assert 'href="tel:119"' in admin.raw
    await admin.get("/bodies")
    await admin.post(f"/bodies/{BODY}/said", {"phone": "0877 200 0000"})
    page = await admin.get(f"/cases/{number}")
    assert '<a href="tel:08772000000">0877 200 0000</a>' in admin.raw
    assert "还没登记电话" not in page
