"""The page of a body's webhooks: set, tried, changed, taken away, by its own administrator."""

import asyncio
import hmac
import re
from html import unescape

from backend.db.models import Case, WebhookTry
from backend.domain.cases import Role
from backend.domain.webhooks import EVENTS
from backend.outbox import Outbox
from backend.services import webhooks
from backend.web.console.webhooks import event_words, went_words
from bot.webhooks import Webhooks
from config.settings import WebhookSettings
from tests.support.console_app import Desk, Office
from tests.support.filing import BODY, FOREIGN
from tests.support.receiver import MOVED, Receiver

PAGE = f"/bodies/{BODY}/webhooks"
HOOK = re.compile(rf"/console/bodies/{BODY}/webhooks/(\w+)/test")
SHOWN = re.compile(r'<output class="code">([^<]+)</output>')
GROUPS = ["new", "status", "message", "overdue", "reward"]


async def test_an_administrator_sets_tries_changes_and_removes_one(
    office: Office, receiver: Receiver
) -> None:
    given = WebhookSettings(origins=receiver.origin)
    office.house.settings = office.house.settings.model_copy(update={"webhooks": given})
    admin = await office.desk("admin-made-up", BODY, Role.ADMINISTRATOR)
    assert PAGE in await admin.get("/bodies")
    await admin.get(PAGE)
    hook = {"name": "<b>平台</b>", "address": "https://10.0.0.1/x", "groups": GROUPS}
    await admin.post(PAGE, hook, 422)
    assert "这是内网或本机地址" in admin.page
    assert 'value="&lt;b&gt;平台&lt;/b&gt;"' in admin.raw
    hook["address"] = f"{receiver.origin}/hook?key=made-up-word"
    await admin.post(PAGE, hook)
    secret = _secret(admin)
    await admin.get(PAGE)
    assert secret not in admin.raw
    assert "made-up-word" not in admin.raw
    assert receiver.origin in admin.raw
    assert "<h2>&lt;b&gt;平台&lt;/b&gt;" in admin.raw

    receiver.answers = [MOVED]
    worker = asyncio.create_task(Outbox(office.house, Webhooks(office.house).executors()).run())
    try:
        await _do(admin, "test")
        assert "测试：未送达：HTTP 302，要求跳转，不跟随" in admin.page
        await _do(admin, "test")
        assert "测试：已送达：HTTP 200" in admin.page
        assert _genuine(receiver, secret)
        await _do(admin, "secret")
        renewed = _secret(admin)
        assert renewed != secret
        await admin.get(PAGE)
        await _do(admin, "test")
        assert _genuine(receiver, renewed)
    finally:
        worker.cancel()
    await _do(admin, "change", {"groups": ["overdue"]})
    assert "已停用" in admin.page
    assert re.findall(r'value="(\w+)" checked', admin.raw)[:1] == ["overdue"]
    await _do(admin, "change", {"active": "1"}, 422)
    assert "请至少选一类事件" in admin.page
    await _do(admin, "change", {"groups": GROUPS, "active": "1", "address": "http://x/"}, 422)
    assert "必须以 https:// 开头" in admin.page
    await _do(admin, "remove")
    assert "平台" not in admin.page
    await admin.get("/audit")
    for act in ("设置 Webhook", "修改 Webhook", "更换 Webhook 密钥", "移除 Webhook"):
        assert act in admin.page
    assert "made-up-word" not in admin.raw


async def test_the_log_tells_each_try_in_words(office: Office, receiver: Receiver) -> None:
    given = WebhookSettings(origins=receiver.origin)
    office.house.settings = office.house.settings.model_copy(update={"webhooks": given})
    admin = await office.desk("admin-made-up", BODY, Role.ADMINISTRATOR)
    filed = await office.file("玉溪市红塔区大营街，化工厂仓库堆满了桶")
    async with office.house.work() as work:
        address = f"{receiver.origin}/hook"
        await webhooks.add(work, BODY, "平台", address, GROUPS, "staff:one")
        case = await work.session.get_one(Case, filed.case_number)
        await webhooks.tell(work, case, "urge")
    receiver.answers = [503]
    await Outbox(office.house, Webhooks(office.house).executors()).run_due()
    page = await admin.get(PAGE)
    for words in (filed.case_number, "上级督办", "第 1 次", "稍后再试：HTTP 503", "连续失败 1 次"):
        assert words in page
    assert "化工" not in page
    office.house.settings = office.house.settings.model_copy(update={"webhooks": WebhookSettings()})
    assert "必须以 https:// 开头；例外要写入系统设置" in await admin.get(PAGE)


async def test_nobody_reaches_another_bodys_webhooks(office: Office) -> None:
    foreign = await office.desk("admin-made-up", FOREIGN, Role.ADMINISTRATOR)
    await office.person("officer-made-up", BODY, Role.OFFICER)
    async with office.house.work() as work:
        row, _ = await webhooks.add(
            work, BODY, "平台", "https://hooks.example.org/", GROUPS, "staff:one"
        )
    acts = ("", *(f"/{row.id}/{act}" for act in ("change", "secret", "test", "remove")))
    fields = {"name": "x", "address": "https://hooks.example.org/", "groups": GROUPS}
    await foreign.get(PAGE, 404)
    for act in acts:
        await foreign.get("/bodies")
        await foreign.post(PAGE + act, fields, 404)
        if act:
            # Nor by way of their own body's page.
            await foreign.get("/bodies")
            await foreign.post(f"/bodies/{FOREIGN}/webhooks{act}", fields, 404)
    whole = await office.desk("whole-made-up", "intake", Role.ADMINISTRATOR)
    assert "hooks.example.org" in await whole.get(PAGE)
    for nobody in ("530402.nowhere", "inside", "firm.0123456789abcdef"):
        await whole.get(f"/bodies/{nobody}/webhooks", 404)
        await whole.get("/bodies")
        await whole.post(f"/bodies/{nobody}/webhooks", fields, 404)
    officer = await office.desk("second-made-up", BODY, Role.OFFICER, Role.REVIEWER)
    await officer.get(PAGE, 403)
    await officer.get("/")
    for act in acts:
        await officer.post(PAGE + act, fields, 403)
        await officer.get("/")
    async with office.house.view() as view:
        (kept,) = await webhooks.listed(view, BODY)
        assert await webhooks.listed(view, FOREIGN) == []
    assert kept.secret == row.secret


def test_every_event_and_every_end_has_words() -> None:
    for locale in ("zh_CN", "en"):
        assert all(event_words(event, locale) for event in EVENTS)
        for fault in (
            "timeout", "dns", "tls", "unreachable", "broken", "inner", "settings", "paused", "left",
            "off",
        ):  # fmt: skip
            for went in ("sent", "again", "parked", "dropped", "failed"):
                assert went_words(WebhookTry(went=went, fault=fault), locale)


def _secret(desk: Desk) -> str:
    found = SHOWN.search(desk.raw)
    assert found is not None
    return unescape(found[1])


def _genuine(receiver: Receiver, secret: str) -> bool:
    headers, raw = receiver.came[-1]
    stamp, given = (part.split("=")[1] for part in headers["Chuishao-Signature"].split(","))
    return hmac.new(secret.encode(), f"{stamp}.".encode() + raw, "sha256").hexdigest() == given


async def _do(
    desk: Desk, act: str, fields: dict[str, str | list[str]] | None = None, status: int = 200
) -> None:
    found = HOOK.search(desk.raw)
    assert found is not None
    await desk.post(f"{PAGE}/{found[1]}/{act}", fields, status)
