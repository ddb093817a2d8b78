"""What time erases, and what it leaves alone."""

import datetime as dt
import os
from pathlib import Path

from sqlalchemy import func, select

from backend.db.models import (
    ApiAnswer,
    ApiToken,
    ConversationState,
    InboxMark,
    OneTimeCode,
    Report,
    StaffSession,
    WebReply,
)
from backend.domain.cases import Role
from backend.house import House
from backend.services import access_codes, staff, sweep
from backend.services.api_answers import Answer, Asked, once
from backend.services.drafts import Draft, Upload, add_files, understand
from backend.services.reports import submit_report
from tests.support.api import BODY, HAZARD, make_token

NOW = dt.datetime(2026, 11, 25, 4, 0, tzinfo=dt.UTC)
TABLES = (ApiAnswer, ConversationState, InboxMark, OneTimeCode, StaffSession)


async def _fill(house: House) -> None:
    house.clock = lambda: NOW
    token = await make_token(house, BODY)
    password = await staff.add_staff(house, "检查员甲", BODY, (Role.OFFICER,), "cli")
    assert await staff.sign_in(house, "检查员甲", password)
    async with house.work() as work:
        (row,) = await work.session.scalars(select(ApiToken))
        await access_codes.new_code(work, "group", BODY)
        ours = {"account_id": 7, "day": NOW.date()}
        work.session.add_all(
            [
                InboxMark(mark="m", request_hash="r", **ours),
                WebReply(seq=1, body=b"body", receipt=b"receipt", **ours),
                ConversationState(key_hash="k", sealed=b"x", **ours),
            ]
        )
        asked = Asked(row.id, token, "k", "{}")

    async def answer(_: object) -> Answer:
        return Answer(200, b"{}")

    await once(house, asked, answer)


async def _counts(house: House) -> dict[str, int]:
    async with house.view() as view:
        return {
            table.__tablename__: await view.session.scalar(select(func.count()).select_from(table))
            or 0
            for table in TABLES
        }


async def _receipt(house: House) -> bytes | None:
    async with house.view() as view:
        (row,) = await view.session.scalars(select(WebReply))
        assert row.body == b"body"
        return row.receipt


async def test_what_is_fresh_stays(sqlite_house: House) -> None:
    await _fill(sqlite_house)
    await sweep.run(sqlite_house)
    assert set((await _counts(sqlite_house)).values()) == {1}
    assert await _receipt(sqlite_house) == b"receipt"


async def test_an_unconfirmed_receipt_goes_after_a_day_and_not_before(sqlite_house: House) -> None:
    await _fill(sqlite_house)
    sqlite_house.clock = lambda: NOW + dt.timedelta(hours=23)
    await sweep.run(sqlite_house)
    assert await _receipt(sqlite_house) == b"receipt"
    sqlite_house.clock = lambda: NOW + dt.timedelta(hours=48)
    await sweep.run(sqlite_house)
    assert await _receipt(sqlite_house) is None


async def test_all_that_is_over_goes(house: House) -> None:
    await _fill(house)
    house.clock = lambda: NOW + dt.timedelta(days=9)
    await sweep.run(house)
    assert set((await _counts(house)).values()) == {0}


async def test_files_of_forgotten_drafts_go_and_those_of_reports_stay(sqlite_house: House) -> None:
    lost, kept = Draft(), Draft()
    kept.add_text(HAZARD)
    for draft in (lost, kept):
        await add_files(sqlite_house.media, draft, [Upload("x.pdf", b"%PDF-1.7")])
    understood = understand(kept)
    async with sqlite_house.work() as work:
        await submit_report(work, kept, understood)

    def names() -> set[str]:
        return {path.name.partition(".")[0] for path in sqlite_house.media.folder.rglob("*.*")}

    both = {draft.files[0]["id"] for draft in (lost, kept)}
    await sweep.run(sqlite_house)
    assert names() == both
    _make_old(sqlite_house.media.folder, days=30)
    await sweep.run(sqlite_house)
    assert names() == {kept.files[0]["id"]}
    async with sqlite_house.view() as view:
        assert await view.session.scalar(select(func.count()).select_from(Report)) == 1


def _make_old(folder: Path, days: int) -> None:
    for path in folder.rglob("*.*"):
        then = path.stat().st_mtime - days * 86_400
        os.utime(path, (then, then))
