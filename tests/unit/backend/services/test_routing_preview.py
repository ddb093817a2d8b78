"""What an arrangement would do to the open cases, which it doesn't touch."""

import pytest

from backend.domain.changes import Change, Kind, Unfit
from backend.services import routing_preview
from config import place_files
from tests.support.api import BODY
from tests.support.filing import FOREIGN, Filing, file_report

BASIS = "玉政办发〔2026〕7号"
TO_FIRE = Change(Kind.ROUTE, "530402:hazchem", FOREIGN, BASIS)


async def test_the_open_cases_that_would_go_elsewhere_are_told(filing: Filing) -> None:
    again = await file_report(filing.house)
    await file_report(filing.house, "玉溪市红塔区小区楼道里电动车飞线充电,老人都很害怕")
    over = await file_report(filing.house)
    await over.event("decline", reason_code="out_of_scope")
    found = await routing_preview.preview(filing.house, TO_FIRE)
    assert found.looked_at == 3
    assert {one.number for one in found.moved} == {filing.number, again.number}
    assert found.by_way() == [(BODY, FOREIGN, 2)]
    # Asked again without the change: nothing was changed by asking.
    assert (await routing_preview.preview(filing.house, TO_FIRE)).by_way() == found.by_way()


async def test_a_changed_file_is_tried_the_same_way(sqlite_filing: Filing) -> None:
    content = place_files.shipped("yuxi.yaml") + (
        "\nindustries:\n  hazchem: {department: fire, source: 测试, status: internal}\n"
    )
    change = Change(Kind.PLACE_FILE, "yuxi.yaml", content, BASIS)
    found = await routing_preview.preview(sqlite_filing.house, change)
    assert found.by_way() == [(BODY, FOREIGN, 1)]
    same = Change(Kind.PLACE_FILE, "yuxi.yaml", place_files.shipped("yuxi.yaml"), BASIS)
    assert (await routing_preview.preview(sqlite_filing.house, same)).moved == ()
    with pytest.raises(Unfit):
        await routing_preview.preview(
            sqlite_filing.house, Change(Kind.PLACE_FILE, "yuxi.yaml", "a: 1", BASIS)
        )
