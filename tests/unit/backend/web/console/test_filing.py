"""Filing for a caller, a letter, a visitor: one receipt, shown once."""

import re

import pytest
from sqlalchemy import func, select

from backend.db.models import AuditEntry, Case, Report
from backend.domain.cases import Role
from backend.domain.receipts import parse_receipt
from backend.services.drafts import MAX_FILES, MAX_TEXT
from tests.support.api import BODY, HAZARD, picture
from tests.support.console_app import Desk, Office
from tests.support.vault import quick_custodian

RECEIPT = re.compile(r'class="receipt" aria-label="([0-9 ]+)"')


async def fields(desk: Desk, **more: object) -> dict[str, object]:
    """The form as it is opened, filled in."""
    await desk.get("/filing")
    draft = re.search(r'name="draft" value="([0-9a-f]{32})"', desk.raw)
    assert draft is not None
    return {"draft": draft[1], "source": "call", "text": HAZARD, **more}


async def _count(office: Office) -> int:
    async with office.house.view() as view:
        return await view.session.scalar(select(func.count()).select_from(Report)) or 0


async def test_a_call_becomes_a_case_with_a_receipt_to_read_out(office: Office) -> None:
    desk = await office.desk("林接待", BODY, Role.INTAKE, Role.OFFICER)
    page = await desk.post("/filing", await fields(desk, photo=picture()))
    shown = RECEIPT.search(page)
    assert shown is not None
    assert parse_receipt(shown[1])
    assert f"{office.house.public_url}/receipt" in page
    number = re.search(r"/console/cases/([A-Z0-9-]+)", page)
    assert number is not None
    page = await desk.get(f"/cases/{number[1]}")
    assert "来电" in page
    assert "凭查询码来查时才看得到" in page
    assert shown[1] not in page
    assert "/files/" in desk.raw
    async with office.house.view() as view:
        actor = await view.session.scalar(
            select(AuditEntry.actor).where(AuditEntry.action == "submit")
        )
    assert str(actor).startswith("staff:")


async def test_the_same_form_twice_is_one_report(office: Office) -> None:
    desk = await office.desk("林接待", BODY, Role.INTAKE)
    form = await fields(desk)
    await desk.post("/filing", form)
    await desk.get("/filing")
    page = await desk.post("/filing", form, 409)
    assert "已经提交过" in page
    assert await _count(office) == 1


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"text": "  "}, 422, "缺少 举报内容"),
        ({"text": "字" * (MAX_TEXT + 1)}, 422, "太长了"),
        ({"photo": b"MZ\x90\x00 a program"}, 422, "这种文件不能收"),
        ({"photo": [picture()] * (MAX_FILES + 1)}, 422, "最多 12 个文件"),
    ],
    ids=["empty", "too long", "a program", "too many"],
)
async def test_what_cannot_be_taken_is_said_and_the_words_stay(
    office: Office, more: dict[str, object], status: int, said: str
) -> None:
    desk = await office.desk("林接待", BODY, Role.INTAKE)
    given = await fields(desk, place="研和街道", **more)
    page = await desk.post("/filing", given, status)
    assert said in page
    assert 'value="研和街道"' in page
    assert await _count(office) == 0


async def test_the_officer_sees_what_it_would_become(office: Office) -> None:
    desk = await office.desk("林接待", BODY, Role.INTAKE)
    await desk.get("/filing")
    form = {
        "csrf": desk.csrf,
        "text": "有家化工厂仓库堆满危险化学品桶",
        "place": "",
        "industry": "",
        "unit": "",
    }
    answer = await desk.client.post("/console/filing/understand", data=form)
    words = (await answer.json())["words"]
    assert (words["body"], words["reward"]) == ("红塔区应急管理局", "")
    named_only = {"text": "西安市灞桥区席王街道机械厂冲床没有防护罩"}
    answer = await desk.client.post("/console/filing/understand", data=form | named_only)
    assert "只奖励实名" in (await answer.json())["words"]["reward"]
    form |= {"text": "鼓楼区化工厂仓库堆满危险化学品桶"}
    answer = await desk.client.post("/console/filing/understand", data=form)
    found = await answer.json()
    assert found["words"]["body"] == "受理台（人工分办）"
    assert len(found["choices"]) > 1
    unit = found["choices"][0][0]
    answer = await desk.client.post("/console/filing/understand", data=form | {"unit": unit})
    assert "应急管理局" in (await answer.json())["words"]["body"]
    assert await _count(office) == 0


async def test_what_nobody_can_place_waits_at_the_intake_desk(office: Office) -> None:
    desk = await office.desk("林接待", "intake", Role.INTAKE)
    page = await desk.post("/filing", await fields(desk, text="楼下有个店,感觉很危险"))
    assert RECEIPT.search(page)
    async with office.house.view() as view:
        assert await view.session.scalar(select(Case.status)) == "triage"


async def test_a_callers_name_is_sealed_away_at_once(office: Office) -> None:
    desk = await office.desk("林接待", BODY, Role.INTAKE, Role.OFFICER)
    assert "对方愿意实名" not in await desk.get("/filing")
    await quick_custodian(office.house)
    form = await fields(desk, name="举报者甲", contact="")
    assert "对方愿意实名" in desk.page
    page = await desk.post("/filing", form, 422)
    assert "缺少 联系方式" in page
    assert await _count(office) == 0
    page = await desk.post("/filing", form | {"contact": "0877-0000000"})
    number = re.search(r"/console/cases/([A-Z0-9-]+)", page)
    assert number is not None
    page = await desk.get(f"/cases/{number[1]}")
    assert "实名" in page
    assert "举报者甲" not in page
