"""The untouched photo: where the original lies, for a reason, on record, and nowhere else."""

import json

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from backend.domain.errors import Invalid
from backend.services.original_photos import parse_reason
from tests.support.api import BODY, HAZARD, picture
from tests.support.console_app import Office
from tests.support.filing import FOREIGN


def test_a_reason_is_one_of_the_list() -> None:
    with pytest.raises(Invalid):
        parse_reason("just so")


async def test_as_it_came_and_only_at_the_first_desk(office: Office) -> None:
    sent = picture()
    number = (await office.file(HAZARD, sent)).case_number
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    other = await office.desk("高承办", FOREIGN, Role.OFFICER)
    page = await desk.get(f"/cases/{number}")
    file_id = page.partition('name="file" value="')[2][:32]
    await desk.post(f"/cases/{number}/original", {"file": file_id}, 422)
    await desk.get(f"/cases/{number}")
    given = {"file": file_id, "original_reason": "evidence"}
    answer = await desk.client.post(
        f"/console/cases/{number}/original", data={"csrf": desk.csrf, **given}
    )
    assert await answer.read() == sent
    assert answer.headers["Content-Disposition"].startswith("attachment")
    async with office.house.view() as view:
        query = select(AuditEntry).where(AuditEntry.action == "open_original")
        (entry,) = await view.session.scalars(query)
    assert entry.subject == number
    assert json.loads(entry.detail)["reason"] == "evidence"
    await other.get("/cases")
    await other.post(f"/cases/{number}/original", given, 404)
    # The next desk has the clean copy alone.
    await desk.get(f"/cases/{number}")
    await desk.step(number, "transfer", to=FOREIGN, reason="属他们")
    assert "没处理过的原图" not in await other.get(f"/cases/{number}")
    await other.post(f"/cases/{number}/original", given, 404)
