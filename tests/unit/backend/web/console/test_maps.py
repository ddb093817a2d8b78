"""The map in the console: who may look, what goes out, which host a page may ask."""

import json
from pathlib import Path

from sqlalchemy import func, select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from config.maps import MapSettings
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Desk, Office

PLACE = (24.351234, 102.545678)
JSON = {"Accept": "application/json"}
TILES = "https://tiles.example.cn/{z}/{x}/{y}.png"


async def _points(desk: Desk, query: str = "?tab=all") -> list[dict[str, object]]:
    await desk.get("/map")
    headers = {**JSON, "X-CSRF-Token": desk.csrf}
    answer = await desk.client.post(f"/console/map/points{query}", headers=headers)
    assert answer.status == 200
    found: list[dict[str, object]] = await answer.json()
    return found


async def _openings(office: Office) -> int:
    query = select(func.count()).where(AuditEntry.action == "open_map")
    async with office.house.view() as view:
        return await view.session.scalar(query) or 0


async def test_points_go_to_their_own_desk_and_leave_an_entry(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD, at=PLACE)).case_number
    without = (await office.file(HAZARD)).case_number
    page = await desk.get("/map")
    # The page itself lists both, opens no place, and leaves no entry.
    for each in (number, without):
        assert f'data-number="{each}"' in page
    assert "24.35" not in page
    # Without a script the map stays away and the table is what there is.
    assert "地图要用脚本" in page
    assert '<div class="map-frame" hidden>' in page
    assert await _openings(office) == 0
    (point,) = await _points(desk)
    assert (point["number"], point["at"]) == (number, [24.351, 102.546])
    assert (point["industry"], point["status"], point["tone"]) == ("危险化学品", "待受理", "calm")
    assert await _openings(office) == 1
    assert await _points(desk, "?tab=done") == []
    theirs = await office.desk("别局人员", OTHER_BODY, Role.OFFICER)
    assert await _points(theirs) == []
    assert number not in await theirs.get("/map?tab=all")
    admin = await office.desk("郑管理", "intake", Role.ADMINISTRATOR)
    assert "打开案件地图" in await admin.get("/audit")


async def test_places_are_not_opened_without_the_token_or_a_role(office: Office) -> None:
    await office.file(HAZARD, at=PLACE)
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    assert (await desk.client.post("/console/map/points", headers=JSON)).status == 403
    assert (await desk.client.get("/console/map/points", headers=JSON)).status == 405
    payer = await office.desk("钱支付", BODY, Role.PAYER)
    headers = {**JSON, "X-CSRF-Token": payer.csrf}
    assert (await payer.client.post("/console/map/points", headers=headers)).status == 403
    await payer.get("/map", 403)
    assert await _openings(office) == 0


async def test_a_number_leads_to_its_case_and_filters_stay(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD, at=PLACE)).case_number
    await desk.get("/map", params={"q": number.lower()})
    assert desk.last is not None
    assert desk.last.url.path == f"/console/cases/{number}"
    page = await desk.get("/map?tab=new&q=大营街&industry=hazchem")
    assert number in page
    assert "/console/map?tab=all&q=%E5%A4%A7%E8%90%A5%E8%A1%97&industry=hazchem" in page
    # What was asked in the queue beside that stays, too, and can be let go.
    page = await desk.get("/map?tab=new&since=2020-01-01&unhappy=1&enterprise=")
    assert number not in page
    assert '<input type="hidden" name="since" value="2020-01-01">' in page
    assert "清除" in page
    assert f'data-number="{number}"' in await desk.get("/map?since=2020-01-01")
    assert number not in await desk.get("/map?tab=new&industry=fire")


async def test_only_a_page_with_a_map_may_ask_the_host_of_the_tiles(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    number = (await office.file(HAZARD, at=PLACE)).case_number
    without = (await office.file(HAZARD)).case_number
    pages = ("/map", f"/cases/{number}", f"/cases/{without}", "/cases")

    async def images(path: str) -> str:
        await desk.get(path)
        assert desk.last is not None
        policy = desk.last.headers["Content-Security-Policy"]
        return policy.partition("img-src ")[2].partition(";")[0]

    own = "'self' blob: data:"
    assert [await images(path) for path in pages] == [own] * 4
    office.house.settings.map = MapSettings(tiles=TILES, crs="gcj02", approval="GS(2026)0000号")
    wide = "'self' https://tiles.example.cn blob: data:"
    assert [await images(path) for path in pages] == [wide, wide, own, own]
    assert "审图号：GS(2026)0000号" in await desk.get("/map")
    (point,) = await _points(desk)
    assert point["at"] != [24.351, 102.546]
    # The page of the case has its exact place, in the datum of the tiles, for a press.
    page = await desk.get(f"/cases/{number}")
    assert "24.35123, 102.54568" in page
    assert 'data-spot="24.34' in page
    assert "data-spot" not in await desk.get(f"/cases/{without}")


async def test_outlines_come_with_their_approval(office: Office, tmp_path: Path) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    await office.file(HAZARD)
    await desk.get("/map/outlines", 404)
    path = tmp_path / "towns.geojson"
    path.write_text(json.dumps({"type": "LineString", "coordinates": [[102, 24], [103, 25]]}))
    office.house.settings.map = MapSettings(outlines=path, outlines_approval="滇S(2026)0号")
    answer = await desk.client.get("/console/map/outlines", headers=JSON)
    assert (await answer.json(content_type=None))["features"][0]["geometry"]["type"] == "LineString"
    assert "轮廓 审图号：滇S(2026)0号" in await desk.get("/map")
    path.write_text("no outlines")
    await desk.get("/map/outlines", 404)


async def test_licences_stand_beside_what_is_not_ours(office: Office) -> None:
    desk = await office.browser()
    for name in ("leaflet", "markercluster", "heat"):
        await desk.get(f"/static/vendor/{name}/LICENSE.txt")
        assert "copyright" in desk.page.lower()
