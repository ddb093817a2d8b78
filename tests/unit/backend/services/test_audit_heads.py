"""A day's signed heads: once a day, out of reach, and what they prove."""

import asyncio
import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from backend.db.models import AuditHead
from backend.domain.errors import Invalid
from backend.house import House
from backend.services import audit, audit_heads
from backend.vault import signed_by

CHAIN = "530425.emergency"


async def _write(house: House, many: int = 1) -> None:
    async with house.work() as work:
        for number in range(many):
            await audit.record(work, "system", "overdue", f"YX-{number}", chain=CHAIN)


async def _sign(house: House, day: str) -> audit_heads.DayHead | None:
    house.clock = lambda: dt.datetime.fromisoformat(f"{day}T03:00:00+08:00").astimezone(dt.UTC)
    return await audit_heads.sign_day(house)


async def test_one_statement_a_day_signed_and_put_in_the_folder(
    house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere" / "heads"
    house.settings = house.settings.model_copy(update={"audit_heads": folder})
    await _write(house, 3)
    made = await asyncio.gather(*(_sign(house, "2026-11-26") for _ in range(3)))
    assert await _sign(house, "2026-11-26") is None
    assert await _sign(house, "2026-11-27") is not None
    (head, *_) = [one for one in made if one is not None]
    assert signed_by(house.vault.signing_key(), head.statement.encode(), head.signature)
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-25.json", "2026-11-26.json"]
    assert audit_heads.parse_head((folder / "2026-11-25.json").read_text("utf-8")) == head


async def test_a_cut_off_end_is_found_with_a_head_and_only_with_it(sqlite_house: House) -> None:
    await _write(sqlite_house, 5)
    head = await _sign(sqlite_house, "2026-11-26")
    await _write(sqlite_house, 2)
    async with sqlite_house.view() as view:
        assert (await audit_heads.check(view, head)).whole
    async with sqlite_house.work() as work:
        await work.session.execute(text("DELETE FROM audit WHERE seq >= 4"))
    async with sqlite_house.view() as view:
        assert (await audit_heads.check(view)).whole
        assert len((await audit_heads.check(view, head)).leaves) == 1
        # What the database itself remembers shows it on the page, as long as nobody forges that.
        assert (await audit_heads.check_newest(view)).breaks == {CHAIN: 5}


async def test_the_quick_check_begins_at_the_last_head(sqlite_house: House) -> None:
    await _write(sqlite_house, 3)
    await _sign(sqlite_house, "2026-11-26")
    await _write(sqlite_house, 2)
    async with sqlite_house.view() as view:
        check = await audit_heads.check_newest(view)
    assert (check.whole, check.count, check.heads[CHAIN].seq) == (True, 2, 5)
    async with sqlite_house.work() as work:
        await work.session.execute(text("UPDATE audit SET actor = 'x' WHERE seq = 5"))
    async with sqlite_house.view() as view:
        assert (await audit_heads.check_newest(view)).breaks == {CHAIN: 5}


async def test_what_was_broken_when_it_was_signed_stays_so(sqlite_house: House) -> None:
    await _write(sqlite_house, 3)
    async with sqlite_house.work() as work:
        await work.session.execute(text("UPDATE audit SET actor = 'x' WHERE seq = 2"))
    await _sign(sqlite_house, "2026-11-26")
    async with sqlite_house.view() as view:
        (row,) = await view.session.scalars(select(AuditHead))
        assert row.breaks == {CHAIN: 2}
        assert (await audit_heads.check_newest(view)).breaks == {CHAIN: 2}


@pytest.mark.parametrize(
    "raw",
    ["", "[]", "{}", "null", '{"statement": 1, "signature": "00"}', "[" * 100_000,
     '{"statement": "{}", "signature": "zz"}'],
)  # fmt: skip
def test_what_is_no_head_is_refused(raw: str) -> None:
    with pytest.raises(Invalid, match="audit_head_unreadable"):
        audit_heads.parse_head(raw)


async def test_a_changed_head_is_refused(sqlite_house: House) -> None:
    await _write(sqlite_house)
    head = await _sign(sqlite_house, "2026-11-26")
    assert head is not None
    changed = json.loads(head.dump())
    changed["statement"] = changed["statement"].replace("2026-11-25", "2026-11-24")
    with pytest.raises(Invalid, match="audit_head_signature"):
        audit_heads.parse_head(json.dumps(changed))
