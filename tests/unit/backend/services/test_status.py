"""What a receipt opens: status, steps, dialogue, reward, and nothing of the people behind it."""

import pytest

from backend.domain.errors import IllegalTransition, Invalid, NotFound
from backend.services import status
from backend.services.status import SEEN, ReporterView
from backend.services.views import case_view
from config.texts import text
from tests.support.filing import Filing, file_report


async def _view(filing: Filing, locale: str = "zh_CN") -> ReporterView:
    async with filing.house.view() as view:
        report_id = await status.report_by_receipt(view, filing.receipt)
        return await status.reporter_view(view, report_id, locale)


async def test_a_receipt_opens_its_report_however_it_is_typed(filing: Filing) -> None:
    async with filing.house.view() as view:
        for typed in (filing.receipt, filing.receipt.replace(" ", ""), f" {filing.receipt}\n"):
            assert await status.report_by_receipt(view, typed) == filing.report_id


async def test_a_wrong_receipt_opens_nothing(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        for wrong in ("", "x", "0" * 20, sqlite_filing.receipt[:-1], sqlite_filing.number,
                      "' OR 1=1 --"):  # fmt: skip
            with pytest.raises(NotFound) as caught:
                await status.report_by_receipt(view, wrong)
            assert caught.value.code == "receipt_unknown"


async def test_every_step_is_seen_and_no_person(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.event("verify", officers=["检查员姓名"])
    await sqlite_filing.event("close", outcome="verified", reason="查实", penalty_yuan=100_000)
    seen = await _view(sqlite_filing)
    assert [step.event for step in seen.steps] == ["submit", "accept", "verify", "close"]
    assert seen.steps[-1].reason == "查实"
    assert (seen.closed, seen.outcome, seen.linked, seen.erased) == (True, "verified", True, False)
    assert seen.reward is not None
    assert seen.reward.amount_yuan == 15_000
    assert "检查员姓名" not in repr(seen)
    assert not any("staff:" in repr(step) for step in seen.steps)


async def test_bodies_are_named_in_the_readers_language(sqlite_house: object) -> None:
    filing = await file_report(sqlite_house)  # type: ignore[arg-type]
    assert (await _view(filing)).desk == "本平台受理台"
    assert (await _view(filing, "en")).desk == "Intake desk of this service"


async def test_the_cases_of_an_account_are_found(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.view() as view:
        (linked,) = await status.linked_cases(view, sqlite_filing.account_id)
        assert (linked.report_id, linked.case_number, linked.status) == (
            sqlite_filing.report_id, sqlite_filing.number, "assigned",
        )  # fmt: skip
        assert await status.linked_cases(view, 1) == []


async def test_an_answer_lets_the_case_go_on(filing: Filing) -> None:
    await filing.event("request_info", text="是哪个门?")
    assert (await _view(filing)).paused
    async with filing.house.work() as work:
        assert await status.say_to_body(work, filing.report_id, "西门") == filing.number
    seen = await _view(filing)
    assert (seen.status, seen.paused) == ("assigned", False)
    assert [line.text for line in seen.lines] == ["是哪个门?", "西门"]
    async with filing.house.work() as work:
        await status.say_to_body(work, filing.report_id, "还有一点")
    assert [step.event for step in (await _view(filing)).steps].count("answer") == 1


async def test_an_endless_message_is_refused(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        with pytest.raises(Invalid):
            await status.say_to_body(work, sqlite_filing.report_id, "x" * (status.MAX_TEXT + 1))
    assert (await _view(sqlite_filing)).lines == ()


async def test_a_note_among_staff_is_never_the_reporter_s(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("accept")
    await sqlite_filing.payloads()
    await sqlite_filing.event("note", reason="老板和我们副局长是同学,换人去")
    assert await sqlite_filing.payloads() == []
    async with sqlite_filing.house.view() as view:
        seen = await status.reporter_view(view, sqlite_filing.report_id, "zh_CN")
        desk = await case_view(view, sqlite_filing.number, sqlite_filing.actors["officer"])
    assert "note" not in [step.event for step in seen.steps]
    assert "同学" not in str(seen)
    assert [step.texts["reason"] for step in desk.steps if step.event == "note"]


async def test_a_reward_is_claimed_with_the_receipt(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        with pytest.raises(IllegalTransition):
            await status.claim_reward(work, sqlite_filing.report_id)
    for name, who, fields in (
        ("accept", "officer", {}),
        ("verify", "officer", {}),
        ("close", "officer", {"outcome": "verified", "reason": "x", "penalty_yuan": 100_000}),
        ("approve_reward", "reviewer", {}),
    ):
        await sqlite_filing.event(name, who, **fields)  # type: ignore[arg-type]
    async with sqlite_filing.house.work() as work:
        claimed = await status.claim_reward(work, sqlite_filing.report_id)
    assert (claimed.amount_yuan, claimed.case_number) == (15_000, sqlite_filing.number)
    assert claimed.body == "红塔区应急管理局"
    assert len(claimed.code.replace(" ", "")) == 8


async def test_an_erased_report_still_says_where_it_stands(sqlite_filing: Filing) -> None:
    from sqlalchemy import delete

    from backend.db.models import DataKey

    await sqlite_filing.event("decline", reason_code="other_procedure", reason="已由法院处理")
    async with sqlite_filing.house.work() as work:
        await work.session.execute(delete(DataKey))
    seen = await _view(sqlite_filing)
    assert (seen.erased, seen.status, seen.lines) == (True, "declined", ())
    assert "已由法院处理" not in repr(seen)


@pytest.mark.parametrize("event", sorted(SEEN))
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_reporter_reads_what_was_done(event: str, locale: str) -> None:
    # A missing text is a fault of text() itself.
    assert text(locale, f"case.did_{event}")
