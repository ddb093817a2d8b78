"""Own changes kept and brought into force one after the other, with a second look where needed."""

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, OwnChange, Staff
from backend.domain.cases import Role
from backend.domain.changes import Change, Kind, Unfit, with_weight
from backend.domain.errors import NotAllowed, NotFound
from backend.services import bodies, changes
from backend.services.cases import Actor
from config import overlay
from config.deadlines import limit
from config.lexicon import Kind as TermKind
from config.texts import text

if TYPE_CHECKING:
    from backend.house import House

FIRE, BASIS = "530402.fire", "玉政办发〔2026〕7号"
PHONE = Change(Kind.BODY_PHONE, FIRE, "0877-2012345")
LIMIT = Change(Kind.DEADLINE, "accept", "3", BASIS)


def chief(name: str = "one", body: str = "intake", *roles: Role) -> Actor:
    return Actor(f"staff:{name}", body, frozenset(roles or {Role.ADMINISTRATOR}))


async def second_chief(house: "House", name: str = "two") -> Actor:
    async with house.work() as work:
        await bodies.ensure(work, "intake")
        person = Staff(id=name, name=name, body_id="intake", roles=["administrator"])
        person.password_hash = "-"
        work.session.add(person)
    return chief(name)


async def acts(house: "House") -> list[tuple[str, str]]:
    async with house.view() as view:
        rows = await view.session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(row.action, row.subject) for row in rows]


async def test_a_change_holds_at_once_and_is_superseded_never_edited(house: "House") -> None:
    await changes.propose(house, PHONE, chief())
    assert bodies.reached(FIRE).phone == "0877-2012345"
    await changes.propose(house, Change(Kind.BODY_PHONE, FIRE, "0877-2099999"), chief())
    assert bodies.reached(FIRE).phone == "0877-2099999"
    await changes.undo(house, Kind.BODY_PHONE, FIRE, chief())
    assert bodies.reached(FIRE).phone == ""
    async with house.view() as view:
        rows = list(await view.session.scalars(select(OwnChange).order_by(OwnChange.version)))
        assert await changes.standing(view, Kind.BODY_PHONE) == {}
    assert [(row.version, row.value) for row in rows] == [
        (1, "0877-2012345"), (2, "0877-2099999"), (3, None),
    ]  # fmt: skip
    assert await acts(house) == [("make_change", f"body_phone:{FIRE}")] * 3


async def test_another_process_notices(house: "House") -> None:
    await changes.refresh(house)
    await changes.propose(house, PHONE, chief())
    overlay.activate(overlay.Overlay())  # as another process, which has seen nothing yet
    house.overlay_version = 0
    assert await changes.refresh(house)
    assert bodies.reached(FIRE).phone == "0877-2012345"
    assert not await changes.refresh(house)


async def test_alone_an_administrator_decides_and_that_is_on_record(house: "House") -> None:
    row = await changes.propose(house, LIMIT, chief())
    assert (row.state, row.decided_by) == ("active", None)
    assert limit("accept", "yuxi").amount == 3
    assert limit("accept", "yuxi").source == BASIS
    async with house.view() as view:
        (entry,) = await view.session.scalars(select(AuditEntry))
    assert '"alone": true' in entry.detail


async def test_a_second_administrator_looks_first(house: "House") -> None:
    usual, other = limit("accept", "yuxi").amount, await second_chief(house)
    await second_chief(house, "one")
    row = await changes.propose(house, LIMIT, chief())
    assert (row.state, limit("accept", "yuxi").amount) == ("proposed", usual)
    with pytest.raises(NotAllowed):
        await changes.approve(house, row.id, chief())
    with pytest.raises(Unfit, match="waiting"):
        await changes.propose(house, LIMIT, other)
    await changes.approve(house, row.id, other)
    assert limit("accept", "yuxi").amount == 3
    with pytest.raises(Unfit, match="decided"):
        await changes.refuse(house, row.id, other)
    # Bringing back the shipped one is a change like any other.
    back = await changes.undo(house, Kind.DEADLINE, "accept", other)
    assert back.state == "proposed"
    await changes.refuse(house, back.id, other)
    assert limit("accept", "yuxi").amount == 3
    # What harms nobody waits for nobody.
    assert (await changes.propose(house, PHONE, chief())).state == "active"
    assert [act for act, _ in await acts(house)] == [
        "propose_change", "approve_change", "propose_change", "refuse_change", "make_change",
    ]  # fmt: skip


async def test_what_reporters_read_waits_and_officials_words_do_not(house: "House") -> None:
    await second_chief(house)
    term = Change(Kind.TERM, "电马儿", with_weight(None, "fire", TermKind.SUBJECT, 4.0))
    for change in (
        Change(Kind.TEXT, "en:chat.begin", "Go on."),
        Change(Kind.TEXT, "en:case.notice_half", text("en", "case.notice_half") + "!"),
        Change(Kind.BODY_NAME, FIRE, "红塔消防"),
        term,
    ):
        row = await changes.propose(house, change, chief())
        assert row.state == "proposed"
        assert changes.outcome([row]) == "proposed"
    own = chief("x", "530402.transport")
    row = await changes.propose(house, Change(Kind.BODY_NAME, "530402.transport", "红塔交运"), own)
    assert row.state == "proposed"
    row = await changes.propose(house, Change(Kind.TEXT, "en:console.search", "Look"), chief())
    assert changes.outcome([row]) == "active"
    assert text("en", "chat.begin") != "Go on."


async def test_each_body_speaks_for_itself_alone(sqlite_house: "House") -> None:
    own = chief("fire", FIRE)
    assert (await changes.propose(sqlite_house, PHONE, own)).state == "active"
    stranger, officer = chief("x", "530402.gas"), chief("y", FIRE, Role.OFFICER)
    for actor, change in ((stranger, PHONE), (own, LIMIT), (officer, PHONE)):
        with pytest.raises(NotAllowed):
            await changes.propose(sqlite_house, change, actor)
    with pytest.raises(NotFound):
        await changes.approve(sqlite_house, "nothing", chief())


async def test_what_says_nothing_new_is_no_change(sqlite_house: "House") -> None:
    await changes.propose(sqlite_house, PHONE, chief())
    with pytest.raises(Unfit, match="same"):
        await changes.propose(sqlite_house, PHONE, chief())
    with pytest.raises(Unfit, match="same"):
        await changes.undo(sqlite_house, Kind.BODY_NAME, FIRE, chief())


async def test_changes_at_once_are_numbered_one_after_the_other(house: "House") -> None:
    await asyncio.gather(
        *(
            changes.propose(house, Change(Kind.BODY_NOTE, f"530402.{name}", "工作日"), chief(name))
            for name in ("fire", "emergency", "transport", "police")
        )
    )
    version, rows = house.overlay_version, {}
    async with house.view() as view:
        rows = await changes.standing(view, Kind.BODY_NOTE)
    assert version == 4
    assert sorted(row.version or 0 for row in rows.values()) == [1, 2, 3, 4]
    assert all(bodies.reached(body).note == "工作日" for body in rows)


async def test_a_try_shows_what_would_hold_and_leaves_the_rest(sqlite_house: "House") -> None:
    await changes.propose(sqlite_house, Change(Kind.TEXT, "en:chat.begin", "Go on."), chief())
    route = Change(Kind.ROUTE, "530402:gas", FIRE, BASIS)
    would = changes.would_hold(overlay.current(), route)
    assert would.routes[("530402", "gas")].body == FIRE
    with overlay.trying(would):
        assert text("en", "chat.begin") == "Go on."
    assert overlay.current().routes == {}
    await changes.propose(sqlite_house, route, chief())
    without = changes.would_hold(overlay.current(), Change(Kind.ROUTE, "530402:gas", None))
    assert without.routes == {}
