"""The evidence page: for a script and without one, for those who may, of their own cases alone."""

import hashlib
import re

from aiohttp import FormData

from backend.domain.cases import Role
from backend.web.base import CSP
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.console_app import Desk, Office
from tests.support.pictures import phone_photo, photo

JSON = {"Accept": "application/json"}
PLACE = {"latitude": "24.9", "longitude": "102.551389", "accuracy": "12"}


async def _send(
    desk: Desk, number: str, item: str, content: bytes, **fields: str
) -> tuple[int, object]:
    """As the page's script sends one photo."""
    state = await (
        await desk.client.get(f"/console/cases/{number}/evidence/state", headers=JSON)
    ).json()
    form = FormData({"item": item, **fields})
    form.add_field("photo", content, filename="IMG_1.jpg", content_type="image/jpeg")
    headers = {**JSON, "X-CSRF-Token": state["csrf"]}
    answer = await desk.client.post(
        f"/console/cases/{number}/evidence", data=form, headers=headers, allow_redirects=False
    )
    return answer.status, await answer.json()


async def test_a_script_sends_a_photo_twice_and_it_is_there_once(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    given = phone_photo()
    now = str(int(office.house.clock().timestamp() * 1000))
    told = {"note": "西门第三排", "taken": now, "sent": now, **PLACE}
    digest = hashlib.sha256(given).hexdigest()
    for _ in range(2):
        assert await _send(officer, number, "0f" * 16, given, **told) == (
            200,
            {"seq": 1, "sha256": digest},
        )
    status, answer = await _send(officer, number, "0f" * 16, photo(), **told)
    assert (status, list(answer)) == (409, ["error"])  # type: ignore[call-overload]
    page = await officer.get(f"/cases/{number}/evidence")
    assert page.count("第 1 号</h3>") + page.count("第 1 号 <small>") == 1
    for words in (
        digest,
        "西门第三排",
        "设备时间",
        "服务器收到时间",
        "24.90000, 102.55139",
        "误差约 12 米",
    ):
        assert words in page
    # A place that the camera wrote, and it isn't the phone's.
    assert "照片内位置" in page
    assert "相差 1 公里以上" in page
    assert "林新" in page
    piece = re.search(r'/evidence/(\w{32})"', officer.raw)
    assert piece is not None
    address = f"/console/cases/{number}/evidence/{piece[1]}"
    clean = await officer.client.get(address)
    assert clean.headers["Content-Type"] == "image/jpeg"
    assert b"PhoneMaker" not in await clean.read()
    whole = await officer.client.get(f"{address}/original")
    assert await whole.read() == given
    assert whole.headers["Content-Disposition"] == f'attachment; filename="{number}-1.jpg"'
    assert f"/cases/{number}/evidence#e1" in await officer.get(f"/cases/{number}")
    assert digest in await officer.get(f"/cases/{number}/sheet")
    assert "1 件现场证据会原样随案件移交" in await officer.get(f"/cases/{number}/copy")


async def test_without_a_script_several_at_once_and_again(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    path = f"/cases/{number}/evidence"
    await officer.get(path)
    item = re.search(r'name="item" value="(\w{32})"', officer.raw)
    assert item is not None
    fields = {"item": item[1], "note": "堆垛", "photo": [photo(), photo("PNG")]}
    assert "已收下 2 张照片" in await officer.post(path, fields)
    # The same form once more, as from a page that was gone back to.
    await officer.post(path, fields)
    page = await officer.get(path)
    assert page.count('class="card piece"') == 2
    assert "设备时间" not in page
    # One of them is no photo: the other is kept, and kept once when the form is sent again.
    fresh = {"item": "ab" * 16, "note": "<b>门</b>", "photo": [photo("WEBP"), b"MZ\x90\0"]}
    page = await officer.post(path, fresh, 422)
    assert "现场证据只收照片" in page
    assert "&lt;b&gt;门&lt;/b&gt;</textarea>" in officer.raw
    assert f'value="{"ab" * 16}"' in page
    await officer.post(path, {**fresh, "photo": [photo("WEBP"), photo("BMP")]})
    assert (await officer.get(path)).count('class="card piece"') == 4
    assert "缺少 照片" in await officer.post(path, {"item": item[1]}, 422)
    assert "最多 12 个文件" in await officer.post(
        path, {"item": item[1], "photo": [photo()] * 13}, 422
    )


async def test_void_stays_on_the_page_with_its_reason(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await _send(officer, number, "0f" * 16, photo())
    await officer.get(f"/cases/{number}/evidence")
    piece = re.search(r'/evidence/(\w{32})/void"', officer.raw)
    assert piece is not None
    path = f"/cases/{number}/evidence/{piece[1]}/void"
    assert "缺少 作废原因" in await officer.post(path, {"void_reason": "gone"}, 422)
    page = await officer.post(path, {"void_reason": "other", "void_words": "拍错了门"})
    assert "已作废。" in page
    assert "其他（写明） · 拍错了门 · 林新" in page
    assert "/void" not in officer.raw
    await officer.post(path, {"void_reason": "unclear"}, 409)
    administrator = await office.desk("管理", BODY, Role.ADMINISTRATOR)
    page = await administrator.get("/audit")
    assert "现场证据" in page
    assert "作废现场证据" in page
    assert "拍错了门" not in page


async def test_roles_and_other_bodies(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    await _send(officer, number, "0f" * 16, photo())
    await officer.get(f"/cases/{number}/evidence")
    piece = re.search(r'/evidence/(\w{32})/void"', officer.raw)
    assert piece is not None
    reviewer = await office.desk("周复", BODY, Role.REVIEWER)
    page = await reviewer.get(f"/cases/{number}/evidence")
    assert 'class="card piece"' in page
    assert "data-evidence" not in page
    assert (await _send(reviewer, number, "1f" * 16, photo()))[0] == 403
    pages = ("", "/state", f"/{piece[1]}", f"/{piece[1]}/original")
    other = await office.desk("吴某", OTHER_BODY, Role.OFFICER)
    elsewhere = (await office.file(HAZARD)).case_number
    payer = await office.desk("钱某", BODY, Role.PAYER)
    for page in pages:
        await other.get(f"/cases/{number}/evidence{page}", 404)
        await payer.get(f"/cases/{number}/evidence{page}", 403)
    for page in pages[2:]:
        # Right, but of another case.
        await officer.get(f"/cases/{elsewhere}/evidence{page}", 404)
    await other.get("/account")
    await other.post(f"/cases/{number}/evidence", {"item": "2f" * 16, "photo": photo()}, 404)
    await other.post(f"/cases/{number}/evidence/{piece[1]}/void", {"void_reason": "unclear"}, 404)
    form = FormData({"item": "2f" * 16})
    form.add_field("photo", photo(), filename="a.jpg")
    forged = await officer.client.post(f"/console/cases/{number}/evidence", data=form)
    assert forged.status == 403
    nobody = await office.browser()
    for page in (f"/cases/{number}/evidence/state", "/evidence-shell"):
        answer = await nobody.client.get(f"/console{page}", allow_redirects=False)
        assert answer.status == 303


async def test_rubbish_from_a_script_is_told(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    for wrong in (
        {"item": "x"},
        {"taken": "yesterday"},
        {"latitude": "91", "longitude": "1"},
        {"latitude": "nan", "longitude": "1"},
        {"note": "长" * 501},
    ):
        fields = {"item": "0f" * 16, **wrong}
        status, answer = await _send(officer, number, fields.pop("item"), photo(), **fields)
        assert (status, list(answer)) == (422, ["error"])  # type: ignore[call-overload]
    assert 'class="card piece"' not in await officer.get(f"/cases/{number}/evidence")


async def test_what_a_phone_keeps_tells_of_no_case(office: Office) -> None:
    number = (await office.file(HAZARD)).case_number
    officer = await office.desk("林新", BODY, Role.OFFICER)
    page = await officer.get("/evidence-shell")
    assert number not in page
    assert "林新" not in page
    assert 'name="csrf" value=""' in page
    worker = await officer.client.get("/console/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.headers["Content-Security-Policy"] == CSP
