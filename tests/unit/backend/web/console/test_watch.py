"""The administrator's watch: what broke is seen, and what was done stands in words."""

import re

from sqlalchemy import select

from backend.db.models import AuditEntry, Job
from backend.domain.cases import Role
from backend.services import jobs
from tests.support.api import BODY, HAZARD
from tests.support.console_app import Office


async def test_a_touched_record_shows_in_the_audit_page(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    assert "审计链完整" in await admin.get("/audit")
    # Every act stands there in words.
    assert "<td>登录</td>" in admin.page
    assert "sign_in" not in admin.page
    async with office.house.work() as work:
        row = (await work.session.scalars(select(AuditEntry).limit(1))).one()
        row.actor = "staff:somebody else"
    assert "审计链在第 1 条断裂" in await admin.get("/audit")


async def test_the_audit_of_one_body_shows_no_other_s(office: Office) -> None:
    everything = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    own = await office.desk("林新", BODY, Role.ADMINISTRATOR)
    filed = await office.file(HAZARD)
    officer = await office.desk("赵承办", BODY, Role.OFFICER)
    await officer.step(filed.case_number, "accept")
    page = await everything.get("/audit")
    assert "本系统" in page
    assert "状态：已受理" in page
    assert "红塔区应急管理局" in re.sub("<details.*?</details>", "", page)
    assert "林新" in page
    assert "林新" not in await everything.get("/audit?chain=intake")
    page = await own.get("/audit")
    assert "林新" in page
    for elsewhere in ("", "?chain=intake", "?chain=installation"):
        assert "郑管理" not in await own.get(f"/audit{elsewhere}")


async def test_a_parked_job_is_tried_again(office: Office) -> None:
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    async with office.house.work() as work:
        job_id = await jobs.enqueue(work, "notice", {"text": "不许看见"})
        row = await work.session.get_one(Job, job_id)
        row.state, row.attempts, row.last_error = "parked", 12, "TimeoutError"
    page = await admin.get("/jobs")
    assert "TimeoutError" in page
    assert "不许看见" not in page
    page = await admin.post(f"/jobs/{job_id}/retry")
    assert "没有发不出去的消息" in page
    async with office.house.view() as view:
        assert (await view.session.get_one(Job, job_id)).state == "queued"
