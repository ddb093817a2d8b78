"""Passkeys over HTTP: for who passed, at a public address, and a refusal leaves a trace."""

import json
from typing import Any

from sqlalchemy import select

from backend.db.models import AuditEntry
from backend.domain.cases import Role
from tests.support.api import BODY
from tests.support.console_app import PASSWORD, Desk, Office
from tests.support.passkeys import Key

ADDRESS = "https://desk.example.cn"


async def _send(desk: Desk, path: str, status: int = 200, **fields: str) -> dict[str, Any]:
    answer = await desk.client.post(
        f"/console{path}",
        data={"csrf": desk.csrf, **fields},
        headers={"Accept": "application/json"},
        allow_redirects=False,
    )
    assert answer.status == status, await answer.text()
    found: dict[str, Any] = json.loads(await answer.text()) if status != 303 else {}
    return found


async def test_a_key_stands_in_for_the_code(office: Office) -> None:
    office.house.settings.public_url = ADDRESS
    desk, key = await office.browser(), Key(ADDRESS)
    await desk.sign_in("林承办", await office.person("林承办", BODY, Role.OFFICER))
    assert "添加通行密钥" in await desk.get("/account")
    asked = await _send(desk, "/account/passkeys/begin")
    answer = key.register(asked)
    await _send(desk, "/account/passkeys", answer=answer, name="蓝色密钥")
    assert "蓝色密钥" in await desk.get("/account")
    again = await office.browser()
    await again.get("/sign-in")
    await again.post("/sign-in", {"name": "林承办", "password": PASSWORD})
    assert "用通行密钥确认" in again.page
    # Whoever knows the password alone adds no key of their own and removes none.
    await _send(again, "/account/passkeys/begin", 303)
    shown = await _send(again, "/second-factor/passkey/begin")
    stranger = Key(ADDRESS).sign(shown)
    told = await _send(again, "/second-factor/passkey", 403, answer=stranger)
    assert "通行密钥没有通过" in told["error"]
    await _send(again, "/second-factor/passkey", 403, answer=key.sign(shown))
    shown = await _send(again, "/second-factor/passkey/begin")
    wanted = {"answer": key.sign(shown), "next": "//elsewhere.invalid"}
    assert (await _send(again, "/second-factor/passkey", **wanted))["next"] == "/console/"
    assert "待我办" in await again.get("/cases")
    await again.get("/account")
    path = again.raw.partition('action="/console/account/passkeys/')[2].partition('"')[0]
    assert "蓝色密钥" not in await again.post(f"/account/passkeys/{path}")
    async with office.house.view() as view:
        acts = list(await view.session.scalars(select(AuditEntry.action)))
    assert [act for act in acts if "passkey" in act] == [
        "add_passkey", "passkey_refused", "passkey_refused", "remove_passkey",
    ]  # fmt: skip


async def test_without_a_public_address_the_page_says_why_there_are_none(office: Office) -> None:
    desk = await office.desk("林承办", BODY, Role.OFFICER)
    assert "需要管理员先设置网站的公开地址" in await desk.get("/account")
    assert "passkey.js" not in desk.raw
    told = await _send(desk, "/account/passkeys/begin", 403)
    assert "不能用通行密钥" in told["error"]
