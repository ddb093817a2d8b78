"""Reprisal is reported with what is known already, and goes to labour with emergency beside."""

from backend.db.models import Case
from backend.house import House
from backend.services import reprisals
from backend.services.drafts import Draft, understand
from tests.support.api import BODY
from tests.support.firm import make_firm


async def test_a_report_of_reprisal_knows_place_and_workplace(house: House) -> None:
    firm = await make_firm(house)
    report_id, number = await firm.report("")
    async with firm.house.view() as view:
        draft = await reprisals.begin(view, report_id)
        bare = await reprisals.begin(view, None)
        assert (await view.session.get_one(Case, number)).workplace is not None
    draft.add_text("举报以后主管把我调去扫厕所,还扣了奖金")
    found = understand(draft)
    assert (draft.workplace, draft.reprisal) == (firm.workplace_id, True)
    assert found.body is not None
    assert found.body.id == "530402.human_resources"
    assert found.route is not None
    assert [(co.body.id, co.role) for co in found.route.co_bodies] == [(BODY, "joint")]
    assert not found.industry_asked
    assert isinstance(bare, Draft)
    assert understand(bare).place_asked
