"""An officer's phone at a gate where the console may be out of reach, and what lies on it."""

from dataclasses import dataclass, field

from aiohttp import web
from playwright.async_api import FilePayload, Page, expect
from sqlalchemy import select

from backend.db.models import Case
from backend.domain.cases import Role
from backend.services import evidence
from backend.services.cases import Actor
from backend.services.evidence_pieces import Piece
from tests.support.api import BODY
from tests.support.console_app import PASSWORD, Office, console_app
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


def as_file(content: bytes, name: str = "IMG_1.jpg") -> FilePayload:
    """A photo as a file input takes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def take(page: Page, *contents: bytes) -> None:
    """Take photos, or choose them: the script treats both alike."""
    files = [as_file(content, f"IMG_{n}.jpg") for n, content in enumerate(contents)]
    await page.locator(".gallery input").set_input_files(files)
