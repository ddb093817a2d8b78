"""Single sign-on against a real provider: whom it vouches for comes in, all else is refused."""

import time
from typing import Any

import pytest
from aiohttp import ClientResponse
from pydantic import SecretStr, ValidationError
from sqlalchemy import select

from backend.db.models import AuditEntry, Staff
from backend.domain.cases import Role
from config.settings import OidcSettings
from tests.support.api import BODY
from tests.support.console_app import SECRET as OFFERED
from tests.support.console_app import Desk, Office
from tests.support.oidc import CLIENT, SECRET, Provider, new_key


async def _provider(office: Office, **settings: Any) -> Provider:
    provider = Provider()
    server = provider.server()
    await office.stack.enter_async_context(server)
    provider.issuer = str(server.make_url("")).rstrip("/")
    office.house.public_url = str(office.server.make_url("")).rstrip("/")
    office.house.settings.oidc = OidcSettings(
        issuer=provider.issuer, client_id=CLIENT, client_secret=SecretStr(SECRET), **settings
    )
    await office.person("林承办", BODY, Role.OFFICER)
    return provider


async def _go(desk: Desk, path: str = "/console/single-sign-on") -> str:
    """To the provider and back as far as our own address; returns it."""
    answer = await desk.client.get(path, allow_redirects=False)
    assert answer.status == 303
    async with desk.client.session.get(answer.headers["Location"], allow_redirects=False) as there:
        return there.headers["Location"]


async def _come(desk: Desk, back: str) -> ClientResponse:
    return await desk.client.session.get(back, allow_redirects=False)


async def test_whom_the_provider_vouches_for_comes_in(office: Office) -> None:
    desk = await office.browser()
    assert "用单位账号登录" not in await desk.get("/sign-in")
    await desk.get("/single-sign-on", 404)
    await _provider(office)
    assert "用单位账号登录" in await desk.get("/sign-in", params={"next": "/console/account"})
    back = await _go(desk, "/console/single-sign-on?next=/console/account")
    answer = await _come(desk, back)
    assert (answer.status, answer.headers["Location"]) == (303, "/console/account")
    await desk.get("/account")
    assert OFFERED.search(desk.raw) is not None, "our own second factor is asked for all the same"
    await desk.show_second_factor("林承办")
    assert "待我办" in await desk.get("/cases")
    assert (await _come(desk, back)).status == 401, "what the browser was sent with is gone"
    async with office.house.view() as view:
        found = await view.session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "sign_in")
        )
        assert ["single_sign_on" in detail for detail in found] == [True]


@pytest.mark.parametrize(
    ("trusted", "methods"), [(True, ["pwd", "mfa"]), (True, ["pwd"]), (False, ["mfa"])]
)
async def test_the_provider_s_second_factor_counts_where_it_is_trusted(
    office: Office, trusted: bool, methods: list[str]
) -> None:
    provider = await _provider(office, trust_mfa=trusted)
    provider.claims = {"amr": methods}
    desk = await office.browser()
    await _come(desk, await _go(desk))
    assert ("待我办" in await desk.get("/cases")) == (trusted and "mfa" in methods)


@pytest.mark.parametrize(
    "changed",
    [
        {"signer": "a stranger"},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"kid": "another"}},
        {"state": "x"},
        {"state": ""},
        {"claims": {"nonce": "x"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": "somebody else"}},
        {"claims": {"aud": [CLIENT, "x"], "azp": "x"}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"exp": int(time.time()) - 3600}},
        {"claims": {"exp": None}},
        {"claims": {"preferred_username": "谁也不是"}},
        {"claims": {"preferred_username": ["林承办"]}},
        {"claims": {"preferred_username": None}},
        {"configuration": {"issuer": "http://127.0.0.1:1"}},
    ],
)
async def test_all_else_is_refused(office: Office, changed: dict[str, Any]) -> None:
    provider, desk = await _provider(office), await office.browser()
    back = await _go(desk)
    for name, value in changed.items():
        setattr(provider, name, new_key() if name == "signer" else value)
    if "state" in changed:
        back = await _go(desk)
    answer = await _come(desk, back)
    assert answer.status == 401
    assert "单位账号没有通过" in await answer.text()
    assert "忘了密码" in await desk.get("/cases")
    async with office.house.view() as view:
        assert len(list(await view.session.scalars(select(Staff)))) == 1, "nobody is made"


async def test_another_browser_a_late_one_and_a_disabled_person_stay_out(office: Office) -> None:
    await _provider(office)
    one, other = await office.browser(), await office.browser()
    back = await _go(one)
    assert (await _come(other, back)).status == 401, "without the cookie of the one who went"
    await _go(other)
    assert (await _come(other, back)).status == 401, "with a cookie of another way"
    async with office.house.work() as work:
        (await work.session.scalars(select(Staff))).one().disabled = True
    assert (await _come(one, back)).status == 401
    assert "忘了密码" in await one.get("/cases")


async def test_a_provider_that_is_away_leaves_the_password(office: Office) -> None:
    await _provider(office)
    office.house.settings.oidc = OidcSettings(issuer="http://127.0.0.1:9", client_id=CLIENT)
    desk = await office.browser()
    assert "或者用密码登录" in await desk.get("/single-sign-on", 401)


@pytest.mark.parametrize("issuer", ["http://id.example.cn", "id.example.cn", "ftp://x", "https://"])
def test_a_provider_needs_tls(issuer: str) -> None:
    with pytest.raises(ValidationError):
        OidcSettings(issuer=issuer, client_id=CLIENT)
