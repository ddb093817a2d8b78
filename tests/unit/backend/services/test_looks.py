"""A look: asked with a reason, granted to one browser for a while, and seen by the reporter."""

import datetime as dt
import json

import pytest
from sqlalchemy import select, text

from backend.db.models import AuditEntry, Case, IdentityRequest
from backend.domain.cases import Role
from backend.domain.errors import DomainError
from backend.house import House
from backend.services import looks, sweep
from backend.services.cases import Actor
from backend.services.status import reporter_view
from backend.vault import new_key, public_half
from tests.support.api import BODY, OTHER_BODY
from tests.support.filing import connect
from tests.support.vault import CONTACT, NAME, Named, file_named, quick_custodian

OFFICER = Actor("staff:officer", BODY, frozenset({Role.OFFICER}))
PAYER = Actor("staff:payer", BODY, frozenset({Role.PAYER}))
KEEPER = Actor("staff:keeper", "intake", frozenset({Role.CUSTODIAN}))
BOTH = Actor("staff:both", BODY, frozenset({Role.OFFICER, Role.CUSTODIAN}))
WORDS = "奖金已核定,来人领奖时核对是否本人"


class Scene:
    """A named case at its desk, an officer's browser and an open custodian's key."""

    def __init__(self, house: House, named: Named, private: bytes) -> None:
        self.house, self.named, self.private = house, named, private
        self.browser = new_key()

    async def ask(self, actor: Actor = OFFICER, code: str = "reward", words: str = WORDS) -> str:
        async with self.house.work() as work:
            public = public_half(self.browser)
            row = await looks.ask(work, self.named.number, code, words, actor, public)
            return row.id

    async def grant(self, request_id: str, actor: Actor = KEEPER, hours: int = 1) -> None:
        async with self.house.work() as work:
            await looks.grant(work, request_id, actor, hours, "custodian", self.private)

    async def look(
        self, request_id: str, actor: Actor = OFFICER, browser: bytes | None = None
    ) -> dict[str, str]:
        async with self.house.work() as work:
            return await looks.look(work, request_id, actor, browser or self.browser)

    async def entries(self) -> list[AuditEntry]:
        async with self.house.view() as view:
            query = select(AuditEntry).where(AuditEntry.subject == self.named.number)
            rows = await view.session.scalars(query.order_by(AuditEntry.seq))
            return [row for row in rows if "look" in row.action or "reveal" in row.action]


async def _scene(house: House) -> Scene:
    private = await quick_custodian(house)
    await connect(house, BODY)
    return Scene(house, await file_named(house), private)


async def _refused(act: object) -> str:
    with pytest.raises(DomainError) as caught:
        await act  # type: ignore[misc]
    return caught.value.code


async def test_a_granted_look_is_on_record_and_seen_by_the_reporter(house: House) -> None:
    scene = await _scene(house)
    request = await scene.ask()
    assert await _refused(scene.look(request)) == "not_allowed"
    await scene.grant(request)
    for _ in range(2):
        assert await scene.look(request) == {"name": NAME, "contact": CONTACT}
    entries = await scene.entries()
    assert [(row.actor, row.action) for row in entries] == [
        ("staff:officer", "ask_look"),
        ("staff:keeper", "grant_look"),
        ("staff:officer", "reveal_identity"),
        ("staff:officer", "reveal_identity"),
    ]
    assert {json.loads(row.detail)["reason"] for row in entries} == {"reward"}
    async with house.view() as view:
        seen = await reporter_view(view, scene.named.report_id, "zh_CN")
    today = house.clock().astimezone(dt.timezone(dt.timedelta(hours=8))).date().isoformat()
    ((day, body, reason, times),) = [(o.day, o.body, o.reason, o.times) for o in seen.looks]
    assert (day, body, reason, times) == (today, "红塔区应急管理局", "reward", 2)
    assert seen.named


async def test_nothing_of_it_lies_in_the_clear(house: House) -> None:
    scene = await _scene(house)
    request = await scene.ask()
    await scene.grant(request)
    await scene.look(request)
    async with house.view() as view:
        row = await view.session.get_one(IdentityRequest, request)
        assert await looks.words_of(view, row) == WORDS
        held = await view.session.scalar(
            select(AuditEntry.words).where(AuditEntry.action == "ask_look")
        )
        assert held, "the chain holds the salted hash of the words"
        rows = [
            repr(list(await view.session.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608 - ours
            for table in ("identity_requests", "identity_looks", "identity_keys", "audit")
        ]
    for word in (NAME, CONTACT, WORDS, "核对"):
        assert word not in "".join(rows)
        assert repr(word.encode())[2:-1] not in "".join(rows)


async def test_nobody_grants_their_own_request(sqlite_house: House) -> None:
    scene = await _scene(sqlite_house)
    request = await scene.ask(BOTH)
    assert await _refused(scene.grant(request, BOTH)) == "look_own_request"
    await scene.grant(request)
    assert await _refused(scene.grant(request)) == "look_decided"


async def test_a_look_is_the_askers_in_their_browser_in_time_at_the_desk(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await _scene(sqlite_house)
    request = await scene.ask()
    await scene.grant(request)
    assert await _refused(scene.look(request, PAYER)) == "not_allowed"
    assert await _refused(scene.look(request, browser=new_key())) == "look_other_browser"
    demoted = Actor(OFFICER.id, BODY, frozenset({Role.ADMINISTRATOR}))
    assert await _refused(scene.look(request, demoted)) == "not_allowed"
    moved = Actor(OFFICER.id, OTHER_BODY, OFFICER.roles)
    assert await _refused(scene.look(request, moved)) == "look_not_holder"
    async with sqlite_house.work() as work:
        case = await work.session.get_one(Case, scene.named.number)
        case.holder_id = OTHER_BODY
    assert await _refused(scene.look(request)) == "look_not_holder"
    async with sqlite_house.work() as work:
        case = await work.session.get_one(Case, scene.named.number)
        case.holder_id = BODY
    now = sqlite_house.clock()
    monkeypatch.setattr(sqlite_house, "clock", lambda: now + dt.timedelta(hours=1, minutes=1))
    assert await _refused(scene.look(request)) == "look_over"
    assert "reveal_identity" not in {row.action for row in await scene.entries()}
    await sweep.run(sqlite_house)
    async with sqlite_house.view() as view:
        assert (await view.session.get_one(IdentityRequest, request)).wrapped is None


async def test_a_case_that_moved_on_is_not_granted(sqlite_house: House) -> None:
    scene = await _scene(sqlite_house)
    request = await scene.ask()
    async with sqlite_house.work() as work:
        case = await work.session.get_one(Case, scene.named.number)
        case.holder_id = OTHER_BODY
    assert await _refused(scene.grant(request)) == "look_not_holder"


async def test_another_browser_may_wait_instead_until_the_answer(sqlite_house: House) -> None:
    scene = await _scene(sqlite_house)
    request = await scene.ask()
    later = new_key()
    async with sqlite_house.work() as work:
        await looks.renew(work, request, OFFICER, public_half(later))
    with pytest.raises(DomainError):
        async with sqlite_house.work() as work:
            await looks.renew(work, request, PAYER, public_half(new_key()))
    await scene.grant(request)
    with pytest.raises(DomainError):
        async with sqlite_house.work() as work:
            await looks.renew(work, request, OFFICER, public_half(new_key()))
    assert await _refused(scene.look(request)) == "look_other_browser"
    assert (await scene.look(request, browser=later))["name"] == NAME


async def test_asking_needs_a_reason_a_name_and_the_desk(sqlite_house: House) -> None:
    scene = await _scene(sqlite_house)
    assert await _refused(scene.ask(code="curiosity")) == "field_missing"
    assert await _refused(scene.ask(words=" x ")) == "field_missing"
    assert await _refused(scene.ask(words="x" * 501)) == "field_too_long"
    assert await _refused(scene.ask(KEEPER)) == "case_not_found"
    stranger = Actor("staff:x", OTHER_BODY, frozenset({Role.OFFICER}))
    assert await _refused(scene.ask(stranger)) == "case_not_found"
    await scene.ask()
    assert await _refused(scene.ask()) == "look_asked"
    async with sqlite_house.work() as work:
        from backend.db.models import Identity

        for row in await work.session.scalars(select(Identity)):
            await work.session.delete(row)
    assert await _refused(scene.ask(PAYER)) == "identity_not_found"


async def test_a_refused_request_opens_nothing(sqlite_house: House) -> None:
    scene = await _scene(sqlite_house)
    request = await scene.ask()
    async with sqlite_house.view() as view:
        assert [row.id for row in await looks.waiting(view, None)] == [request]
        assert [row.id for row in await looks.waiting(view, OTHER_BODY)] == []
    async with sqlite_house.work() as work:
        await looks.refuse(work, request, KEEPER)
    assert await _refused(scene.look(request)) == "not_allowed"
    assert await _refused(scene.grant(request)) == "look_decided"
    async with sqlite_house.view() as view:
        assert [row.state for row in await looks.mine(view, OFFICER)] == ["refused"]
        assert await looks.waiting(view, None) == []
        seen = await reporter_view(view, scene.named.report_id, "zh_CN")
    assert (seen.named, seen.looks) == (True, ())
