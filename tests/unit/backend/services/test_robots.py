"""Setting robots of a body: what is checked, who they belong to, what stands in the audit."""

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.errors import Invalid, NotFound
from backend.house import House
from backend.services import access, bodies, digests, mail, robots
from config.digest import CHANNELS
from tests.support.filing import BODY, FOREIGN

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0"


async def _add(house: House, name: str = "值班群", kind: str = "wecom") -> str:
    async with house.work() as work:
        row = await robots.add(work, BODY, kind, name, ADDRESS, "", "staff:one")
        return row.id


async def test_a_robot_is_set_and_taken_away_on_record(house: House) -> None:
    robot = await _add(house, "  值班   群 ")
    async with house.view() as view:
        (row,) = await robots.listed(view, BODY)
        assert (row.name, row.kind, row.result) == ("值班 群", "wecom", None)
        assert await robots.listed(view, FOREIGN) == []
    async with house.work() as work:
        with pytest.raises(NotFound):
            await robots.remove(work, FOREIGN, robot, "staff:two")
        with pytest.raises(NotFound):
            await robots.test(work, FOREIGN, robot)
        await robots.remove(work, BODY, robot, "staff:one")
    async with house.view() as view:
        assert await robots.listed(view, BODY) == []
        rows = list(await view.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    acts = [(one.action, one.subject) for one in rows if "robot" in one.action]
    assert acts == [("set_robot", BODY), ("remove_robot", BODY)]
    assert all("693a91f6" not in one.detail for one in rows)


async def test_what_cannot_be_one_is_refused(sqlite_house: House) -> None:
    for kind, name, code in (
        ("slack", "群", "robot_kind"),
        ("feishu", "群", "robot_host"),
        ("wecom", "  ", "robot_name"),
        ("wecom", "群" * 41, "robot_name"),
    ):
        with pytest.raises(Invalid, match=code):
            await _add(sqlite_house, name, kind)
    for number in range(robots.MOST):
        await _add(sqlite_house, f"群 {number}")
    with pytest.raises(Invalid, match="robot_too_many"):
        await _add(sqlite_house)


@pytest.mark.parametrize("desk", [bodies.INSIDE, f"{bodies.FIRM}abc"])
async def test_what_is_with_a_firm_rings_nowhere(sqlite_house: House, desk: str) -> None:
    off = dict.fromkeys(CHANNELS, "off")
    async with sqlite_house.work() as work:
        await bodies.ensure(work, desk)
        for act in (
            robots.add(work, desk, "wecom", "群", ADDRESS, "", "staff:one"),
            mail.set_address(work, desk, "desk@office.example", "staff:one"),
            digests.choose(work, desk, off, "staff:one"),
            access.set_narrative(work, desk, "staff:one", shown=True),
        ):
            with pytest.raises(NotFound):
                await act
        assert desk not in {row.id for row in await bodies.known(work)}
