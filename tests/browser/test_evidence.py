"""An officer's phone at the gate: taken with or without a network, sent later, once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from playwright.async_api import Browser, FilePayload, Page, Route, expect
from sqlalchemy import select

from backend.db.models import Case
from backend.domain.cases import Role
from backend.services import evidence
from backend.services.cases import Actor
from backend.services.evidence_pieces import Piece
from tests.browser.test_console import Watch, _too_wide
from tests.support.api import BODY, HAZARD
from tests.support.chromium import new_page
from tests.support.console_app import PASSWORD, Office, console_app
from tests.support.pictures import phone_photo, photo
from tests.support.server import free_port

SMALL = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
GATE = {"latitude": 24.350833, "longitude": 102.551389, "accuracy": 8}
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  }
  return found;
}"""
KEPT = """() => new Promise((resolve) => {
  const open = indexedDB.open("chuishao.desk");
  open.onsuccess = async () => {
    const found = {};
    for (const name of open.result.objectStoreNames) {
      found[name] = await new Promise((told) => {
        const all = open.result.transaction(name).objectStore(name).getAll();
        all.onsuccess = () => told(all.result.map((row) => JSON.stringify(row, (_, value) =>
          value instanceof ArrayBuffer ? new TextDecoder().decode(value)
          : value instanceof CryptoKey ? `key:${value.extractable}` : value)));
      });
    }
    open.result.close();
    resolve(found);
  };
})"""
OVER = """() => new Promise((resolve) => {
  const open = indexedDB.open("chuishao.desk");
  open.onsuccess = () => {
    const keys = open.result.transaction("keys", "readwrite").objectStore("keys");
    keys.getAll().onsuccess = (event) => {
      for (const one of event.target.result) keys.put({ ...one, until: 1 });
    };
    keys.transaction.oncomplete = () => { open.result.close(); resolve(); };
  };
})"""
WORKER = "() => navigator.serviceWorker.ready.then((one) => one.active.scriptURL)"


@dataclass(slots=True)
class Gate:
    """A console that can be out of reach, with one case and one officer on the way to it."""

    office: Office
    number: str
    port: int = field(default_factory=free_port)
    runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The evidence page of the case."""
        return f"http://127.0.0.1:{self.port}/console/cases/{self.number}/evidence"

    async def back(self) -> None:
        """Be in reach."""
        self.runner = web.AppRunner(console_app(self.office.house))
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def away(self) -> None:
        """Be out of reach: nobody answers, and what was connected is no more."""
        if self.runner is not None:
            await self.runner.cleanup()
            self.runner = None

    async def open(self, page: Page, name: str = "林承办") -> None:
        """Sign in and open the page, as a link in a chat would."""
        await page.goto(self.url)
        if await page.get_by_label("姓名").is_visible():
            await page.get_by_label("姓名").fill(name)
            await page.get_by_label("密码").fill(PASSWORD)
            await page.get_by_role("button", name="登录").click()
        await expect(page.locator("body.scripted")).to_be_visible()

    async def pieces(self) -> list[Piece]:
        """What the server has."""
        async with self.office.house.view() as view:
            case = (await view.session.scalars(select(Case))).one()
            return await evidence.pieces(
                view, case, Actor("staff:x", BODY, frozenset({Role.OFFICER}))
            )


@pytest.fixture
async def gate(office: Office) -> AsyncIterator[Gate]:
    """A case at whose gate an officer stands."""
    await office.person("林承办", BODY, Role.OFFICER)
    found = Gate(office, (await office.file(HAZARD)).case_number)
    await found.back()
    yield found
    await found.away()


def _file(content: bytes, name: str = "IMG_1.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def _take(page: Page, *contents: bytes) -> None:
    files = [_file(content, f"IMG_{n}.jpg") for n, content in enumerate(contents)]
    await page.locator(".gallery input").set_input_files(files)


async def test_at_the_gate_with_a_network(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation(GATE)
    watch = Watch(page, gate.url.partition("/console")[0])
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_have_text("位置已取得，误差约 8 米")
    assert await _too_wide(page) == []
    await page.get_by_label("说明").fill("西门第三排")
    await _take(page, phone_photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    await expect(page.locator(".queue .state")).to_have_text("已收下，第 1 号")
    [piece] = await gate.pieces()
    assert piece.meta.place is not None
    assert (piece.meta.place.latitude, piece.meta.place.accuracy) == (24.350833, 8)
    assert (piece.meta.note, piece.meta.stored.name) == ("西门第三排", "IMG_0.jpg")
    assert piece.taken is not None
    assert piece.meta.clock_off is not None
    # Received: nothing of it is left on the phone.
    assert (await page.evaluate(KEPT))["photos"] == []
    await page.reload()
    await expect(page.locator(".piece")).to_have_count(1)
    assert await _too_wide(page) == []
    assert watch.faults == []


async def test_a_dead_zone_loses_and_doubles_nothing(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_have_text("还没取位置")
    await page.evaluate(WORKER)
    await page.wait_for_function(f"async () => (await ({CACHED})()).length > 5")
    # What is kept for the dead zone names no case.
    kept = await page.evaluate(CACHED)
    assert not [one for one in kept if one != "/console/evidence-shell" and "/static/" not in one]

    await page.context.set_offline(True)
    await gate.away()
    await _take(page, phone_photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "failed")
    await page.reload()
    await expect(page.locator("[data-number]")).to_have_text(gate.number)
    await expect(page.locator(".flash.warn").first).to_contain_text("没有网络")
    await expect(page.locator(".queue li")).to_have_count(1)
    await page.get_by_label("说明").fill("堆垛太高")
    await _take(page, photo())
    await expect(page.locator(".queue li")).to_have_count(2)
    await expect(page.locator(".queue img").first).to_have_js_property("complete", value=True)
    await page.reload()
    await expect(page.locator(".queue li")).to_have_count(2)
    assert await _too_wide(page) == []
    # On the phone's disk nothing can be read, and the key can't be taken out.
    on_disk = await page.evaluate(KEPT)
    assert len(on_disk["photos"]) == 2
    assert not [row for row in on_disk["photos"] if "堆垛" in row or gate.number in row]
    assert not [row for row in on_disk["photos"] if "PhoneMaker" in row or "JFIF" in row]
    assert "key:false" in on_disk["keys"][0]

    # Whoever finds the phone after the session sees no picture.
    await page.evaluate(OVER)
    await page.reload()
    await expect(page.locator(".queue .meta").first).to_have_text("登录后可见")
    assert await page.locator(".queue img[src]").count() == 0

    await gate.back()
    await page.context.set_offline(False)
    await expect(page.locator(".queue li[data-state=sent]")).to_have_count(2)
    found = await gate.pieces()
    assert [(one.seq, one.meta.note) for one in found] == [(1, ""), (2, "堆垛太高")]
    assert (await page.evaluate(KEPT))["photos"] == []
    await page.reload()
    await expect(page.locator(".piece")).to_have_count(2)


async def test_an_answer_lost_on_the_way_doubles_nothing(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    tries = []

    async def lose_first(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        tries.append(1)
        if len(tries) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/evidence", lose_first)
    await _take(page, photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    assert len(tries) == 2
    assert [one.seq for one in await gate.pieces()] == [1]


async def test_a_session_that_ended_keeps_the_queue_and_signing_out_clears_it(
    browser: Browser, gate: Gate
) -> None:
    page = await new_page(browser, SMALL)
    await gate.open(page)
    await page.evaluate(WORKER)
    await page.context.clear_cookies()
    await _take(page, photo())
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "failed")
    await page.get_by_role("link", name="去登录").click()
    await page.get_by_label("姓名").fill("林承办")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator(".queue li")).to_have_attribute("data-state", "sent")
    assert len(await gate.pieces()) == 1

    await page.route("**/evidence/state", lambda route: route.abort())
    await _take(page, phone_photo())
    await expect(page.locator(".queue li").first).to_have_attribute("data-state", "failed")
    asked: list[str] = []

    async def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        await (dialog.dismiss() if len(asked) == 1 else dialog.accept())  # type: ignore[attr-defined]

    page.on("dialog", stay)
    await page.get_by_role("button", name="退出").click()
    await expect(page.locator(".queue li")).to_have_count(2)
    assert len((await page.evaluate(KEPT))["photos"]) == 1
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_label("姓名")).to_be_visible()
    assert len(asked) == 2
    assert await page.evaluate(KEPT) == {"keys": [], "photos": []}
    assert await page.evaluate(CACHED) == []
    assert (
        await page.evaluate(
            "() => navigator.serviceWorker.getRegistrations().then((a) => a.length)"
        )
        == 0
    )


async def test_place_refused_and_a_photo_that_is_none(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, SMALL)
    # Grants nothing, which refuses the rest.
    await page.context.grant_permissions([])
    await gate.open(page)
    await expect(page.locator("[data-said]")).to_contain_text("没有允许取位置")
    await _take(page, photo("PNG"), b"MZ\x90\0 no photo")
    await expect(page.locator(".queue li").last).to_have_attribute("data-state", "sent")
    refused = page.locator(".queue li[data-state=refused]")
    await expect(refused).to_contain_text("现场证据只收照片")
    await page.reload()
    # It is still there: nothing goes without its officer.
    await expect(refused).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())
    await refused.get_by_role("button", name="删除").click()
    await expect(refused).to_have_count(0)
    [piece] = await gate.pieces()
    assert piece.meta.place is None


async def test_without_a_script_the_form_serves(browser: Browser, gate: Gate) -> None:
    page = await new_page(browser, {**SMALL, "java_script_enabled": False})
    await page.goto(gate.url)
    await page.get_by_label("姓名").fill("林承办")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.locator(".gallery input").set_input_files([_file(photo()), _file(photo("PNG"))])
    await page.get_by_role("button", name="保存照片").click()
    await expect(page.get_by_role("status").first).to_have_text("已收下 2 张照片。")
    assert [one.taken for one in await gate.pieces()] == [None, None]
