"""The audit chains as written: each body's own, whole after many writers, broken by a hand."""

import asyncio

import pytest
from sqlalchemy import select, text

from backend.db.models import AuditEntry
from backend.domain.audit import INSTALLATION, Head
from backend.domain.cases import Role
from backend.house import House
from backend.services import audit, audit_heads, staff
from tests.support.filing import Filing

ONE, OTHER = "530425.emergency", "530425.fire"


async def _write(house: House, number: int, chain: str = ONE) -> None:
    async with house.work() as work:
        actor = f"staff:{number}"
        await audit.record(work, actor, "accept", "YX-1", chain=chain, status="accepted")


async def _breaks(house: House) -> dict[str, int]:
    async with house.view() as view:
        return (await audit_heads.check(view)).breaks


async def test_many_at_once_make_one_chain(house: House) -> None:
    await asyncio.gather(*(_write(house, number) for number in range(12)))
    async with house.view() as view:
        check = await audit_heads.check(view)
        assert [entry.seq async for entry, _ in audit.entries(view, ONE)] == list(range(1, 13))
    assert check.whole
    assert check.heads[ONE].seq == 12


async def test_acts_in_several_chains_never_wait_for_each_other(house: House) -> None:
    """Each transaction writes to both chains, half of them in the other order."""

    async def both(number: int) -> None:
        async with house.work() as work:
            for chain in (ONE, OTHER) if number % 2 else (OTHER, ONE):
                await audit.record(work, "system", "overdue", f"YX-{number}", chain=chain)

    await asyncio.gather(*(both(number) for number in range(12)))
    async with house.view() as view:
        heads = (await audit_heads.check(view)).heads
    assert (heads[ONE].seq, heads[OTHER].seq) == (12, 12)


async def test_an_act_stands_in_the_chain_of_the_body_that_acts(sqlite_house: House) -> None:
    await staff.add_staff(sqlite_house, "林新", ONE, (Role.OFFICER,), "cli")
    async with sqlite_house.work() as work:
        person = (await staff.people(work))[0]
        await audit.record(work, f"staff:{person.id}", "retry_job", "x")
        await audit.record(work, "staff:nobody", "retry_job", "x")
    async with sqlite_house.view() as view:
        rows = await view.session.execute(select(AuditEntry.action, AuditEntry.chain))
    chains = [(action, chain) for action, chain in rows if action == "retry_job"]
    assert sorted(chains) == [("retry_job", ONE), ("retry_job", INSTALLATION)]


async def test_a_step_of_a_case_stands_with_the_hash_of_its_words(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("decline", reason_code="out_of_scope", reason="不归安全生产管")
    async with sqlite_filing.house.view() as view:
        row = (
            await view.session.scalars(select(AuditEntry).where(AuditEntry.action == "decline"))
        ).one()
    assert row.chain == sqlite_filing.actors["officer"].body_id
    assert len(row.words) == 64
    assert "不归安全生产管" not in row.detail


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE audit SET actor = 'staff:9' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '' WHERE seq = 3", 3),
        ("UPDATE audit SET form = 1 WHERE seq = 3", 3),
        ("UPDATE audit SET hash = previous WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 3", 4),
        ("DELETE FROM audit WHERE seq = 1", 2),
        ("UPDATE audit SET seq = 99 WHERE seq = 3", 4),
    ],
)
async def test_a_hand_in_the_database_shows(
    sqlite_house: House, statement: str, shown: int
) -> None:
    for number in range(5):
        await _write(sqlite_house, number)
        await _write(sqlite_house, number, OTHER)
    async with sqlite_house.work() as work:
        await work.session.execute(text(f"{statement} AND chain = '{ONE}'"))
    assert await _breaks(sqlite_house) == {ONE: shown}


async def test_an_act_that_failed_left_no_entry(sqlite_house: House) -> None:
    async def fail() -> None:
        async with sqlite_house.work() as work:
            await audit.record(work, "staff:1", "accept", "YX-1", chain=ONE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    await _write(sqlite_house, 1)
    async with sqlite_house.view() as view:
        check = await audit_heads.check(view)
        assert check.heads[ONE].seq == 1
        head = Head(1, check.heads[ONE].hash)
        assert [entry async for entry in audit.entries(view, ONE, after={ONE: head})] == []


async def test_what_is_too_long_for_a_code_is_a_fault_of_ours(sqlite_house: House) -> None:
    async with sqlite_house.work() as work:
        with pytest.raises(ValueError, match="too much"):
            await audit.record(work, "staff:1", "x", "y", chain=ONE, note="长" * 5000)
