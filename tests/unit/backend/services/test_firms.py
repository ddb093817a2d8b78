"""A firm's desk has an id that tells no firm, and is manned by those who may sign in."""

from backend.db.models import Staff
from backend.house import House
from backend.services import firms
from tests.support.firm import make_firm


async def test_a_desk_is_manned_while_somebody_may_sign_in(house: House) -> None:
    firm = await make_firm(house)
    async with house.view() as view:
        assert await firms.manned(view, firm.workplace_id) == firm.officer.body_id
        assert await firms.manned(view, "") is None
        assert await firms.manned(view, "another") is None
        assert firm.workplace_id not in firm.officer.body_id
    async with house.work() as work:
        person = await work.session.get_one(Staff, firm.officer.id.removeprefix("staff:"))
        person.disabled = True
    async with house.view() as view:
        assert await firms.manned(view, firm.workplace_id) is None
