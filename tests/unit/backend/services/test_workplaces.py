"""Entries of the register: written, found by code and name, and their officers sealed."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Workplace
from backend.domain.errors import Conflict, NotFound
from backend.domain.workplaces import Grade, read_entry
from backend.house import House
from backend.services import workplaces
from backend.services.cases import Actor
from tests.support.workplaces import FIRM, credit_code, enter

CLERK = Actor("cli", "", frozenset())


async def names(house: House, name: str, unit: str = "530402") -> list[tuple[str, Grade]]:
    async with house.view() as view:
        found = await workplaces.matches(view, name, unit)
    return [(one.name, one.grade) for one in found]


async def test_a_name_finds_its_firm_within_the_prefecture(house: House) -> None:
    await enter(house)
    await enter(house, name="玉溪红星超市", aliases="")
    await enter(house, name="西安红星化工有限公司", place="西安市雁塔区", aliases="")
    found = await names(house, "红星化工厂", "530423")
    assert found == [("玉溪红星化工有限公司", Grade.ALIKE), ("玉溪红星超市", Grade.SHORT)]
    assert (await names(house, "红星厂"))[0] == ("玉溪红星化工有限公司", Grade.ALIAS)
    assert await names(house, "红腥化工") == [("玉溪红星化工有限公司", Grade.NEAR)]
    assert await names(house, "东风纺织厂") == []
    assert await names(house, "红星化工", "") == []
    assert await names(house, "  ") == []


async def test_a_changed_name_is_found_and_the_old_one_is_not(sqlite_house: House) -> None:
    workplace_id = await enter(sqlite_house)
    entry, _ = read_entry({**FIRM, "name": "玉溪金马化工有限公司", "aliases": ""})
    assert entry is not None
    async with sqlite_house.work() as work:
        await workplaces.save(work, entry, CLERK, workplace_id)
    assert await names(sqlite_house, "红星化工") == []
    assert await names(sqlite_house, "金马化工") == [("玉溪金马化工有限公司", Grade.ALIKE)]
    async with sqlite_house.view() as view:
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert acts == ["workplace_added", "workplace_changed"]


async def test_a_code_belongs_to_one(sqlite_house: House) -> None:
    await enter(sqlite_house, credit_code=credit_code(1))
    with pytest.raises(Conflict, match="workplace_known"):
        await enter(sqlite_house, name="另一家厂", credit_code=credit_code(1))
    async with sqlite_house.view() as view:
        found = await workplaces.search(view, credit_code(1))
        assert [row.name for row in found] == [FIRM["name"]]
        assert len(await workplaces.search(view, "红星")) == 1
        assert await workplaces.search(view, "%") == []
        assert len(await workplaces.search(view, "")) == 1
        with pytest.raises(NotFound):
            await workplaces.get(view, "nothing")


async def test_officers_lie_sealed_and_come_back(sqlite_house: House) -> None:
    workplace_id = await enter(sqlite_house)
    async with sqlite_house.view() as view:
        row = await view.session.get_one(Workplace, workplace_id)
        assert row.safety_officers is not None
        assert "安全员".encode() not in row.safety_officers
        assert workplaces.entry_of(view, row).safety_officers == ("安全员甲", "安全员乙")
        assert workplaces.in_charge(row) == "530402.emergency"


async def test_a_park_knows_its_firms(sqlite_house: House) -> None:
    code = credit_code(9)
    park = await enter(sqlite_house, name="红塔工业园", kind="园区", credit_code=code, aliases="")
    await enter(sqlite_house, above=code)
    async with sqlite_house.view() as view:
        beneath = await workplaces.beneath(view, await workplaces.get(view, park))
        assert [row.name for row in beneath] == [FIRM["name"]]
        alone = await workplaces.get(view, beneath[0].id)
        assert await workplaces.beneath(view, alone) == []
