"""Which groups see a case, what their card offers, and who may press its buttons."""

import pytest

from backend.db.models import Staff
from backend.domain.cases import Event, Role
from backend.domain.errors import DomainError
from backend.services import access, access_codes, accounts, unit_cards
from backend.services.staff import add_staff
from tests.support.api import BODY
from tests.support.filing import FOREIGN, Filing


async def _bind(filing: Filing, body: str = BODY, group: str = "-100500") -> str:
    """Bind a group to a body; returns what the group is found by."""
    async with filing.house.work() as work:
        account = await accounts.ensure(
            work, "telegram", group, send_to=group.encode(), locale="zh_CN"
        )
        code = await access_codes.new_code(work, "group", body)
        hashed = account.external_hash
        await access.bind_group(work, code, hashed, "telegram", group.encode())
        return hashed


async def _person(filing: Filing, name: str, body: str, *roles: Role) -> str:
    """A member of staff with a bound account; returns what the account is found by."""
    await add_staff(filing.house, name, body, roles, "test")
    async with filing.house.work() as work:
        from sqlalchemy import select

        staff_id = await work.session.scalar(select(Staff.id).where(Staff.name == name))
        assert staff_id is not None
        hashed = accounts.account_hash(work, "telegram", name)
        await access.bind_account(
            work, await access_codes.new_code(work, "account", staff_id), hashed
        )
        return hashed


async def test_a_card_offers_what_the_table_allows(sqlite_filing: Filing) -> None:
    group = await _bind(sqlite_filing)

    async def offered() -> tuple[str, ...]:
        async with sqlite_filing.house.view() as view:
            card = await unit_cards.load_card(view, group, sqlite_filing.number)
            assert card is not None
            assert card.send_to == b"-100500"
            assert card.words is None
            return tuple(event.value for event in card.events)

    assert await offered() == ("accept", "decline", "refuse", "request_info")
    await sqlite_filing.event("accept")
    assert await offered() == ("request_info", "verify")
    await sqlite_filing.event("verify")
    assert await offered() == ("request_info", "close")


async def test_words_are_shown_only_where_the_body_allows_and_redacted(
    sqlite_filing: Filing,
) -> None:
    group = await _bind(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        await access.set_narrative(work, BODY, "test", shown=True)
    async with sqlite_filing.house.view() as view:
        card = await unit_cards.load_card(view, group, sqlite_filing.number)
    assert card is not None
    assert card.words is not None
    assert "危险化学品桶" in card.words


async def test_a_group_is_told_of_each_step_until_the_case_is_gone(sqlite_filing: Filing) -> None:
    group = await _bind(sqlite_filing)
    foreign = await _bind(sqlite_filing, FOREIGN, "-100600")
    await sqlite_filing.event("accept")
    told = await sqlite_filing.payloads("unit_card")
    assert [(one["group"], one["event"]) for one in told] == [(group, "accept")]
    await sqlite_filing.event("transfer", to=FOREIGN)
    told = await sqlite_filing.payloads("unit_card")
    assert {one["group"] for one in told} == {group, foreign}
    async with sqlite_filing.house.view() as view:
        gone = await unit_cards.load_card(view, group, sqlite_filing.number)
        here = await unit_cards.load_card(view, foreign, sqlite_filing.number)
    assert gone is not None
    assert here is not None
    assert (gone.here, gone.events) == (False, ())
    assert here.here


async def test_a_card_of_an_unbound_group_is_none(sqlite_filing: Filing) -> None:
    group = await _bind(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        await access.unbind_group(work, group, "test")
    async with sqlite_filing.house.view() as view:
        assert await unit_cards.load_card(view, group, sqlite_filing.number) is None


async def test_only_bound_and_active_staff_of_the_groups_body_may_press(
    sqlite_filing: Filing,
) -> None:
    group = await _bind(sqlite_filing)
    own = await _person(sqlite_filing, "own", BODY, Role.OFFICER)
    other = await _person(sqlite_filing, "other", FOREIGN, Role.OFFICER)
    async with sqlite_filing.house.work() as work:
        actor = await unit_cards.officer(work, own, group)
        assert actor is not None
        assert (actor.body_id, actor.roles) == (BODY, {Role.OFFICER})
        assert await unit_cards.officer(work, other, group) is None
        assert await unit_cards.officer(work, other) is not None
        assert await unit_cards.officer(work, "nobody", group) is None
        assert await unit_cards.officer(work, own, "no group") is None
        assert await unit_cards.may(work, sqlite_filing.number, actor, Event.ACCEPT)
        assert not await unit_cards.may(work, sqlite_filing.number, actor, Event.CLOSE)
        assert not await unit_cards.may(work, "XX-0000-0000", actor, Event.ACCEPT)
        person = await work.session.get_one(Staff, actor.id.removeprefix("staff:"))
        person.disabled = True
        await work.session.flush()
        assert await unit_cards.officer(work, own, group) is None


async def test_a_step_that_fails_changes_nothing(filing: Filing) -> None:
    async with filing.house.work() as work:
        with pytest.raises(DomainError):
            await unit_cards.act(
                work, filing.number, Event.TRANSFER, {"to": "nowhere"}, filing.actors["officer"]
            )
        await unit_cards.act(work, filing.number, Event.ACCEPT, {}, filing.actors["officer"])
    assert await filing.event("verify") == "verifying"


async def test_a_group_that_grew_keeps_its_body(sqlite_filing: Filing) -> None:
    await _bind(sqlite_filing)
    async with sqlite_filing.house.work() as work:
        await unit_cards.move_group(work, "telegram", "-100500", "-100900")
        await unit_cards.move_group(work, "telegram", "-1", "-2")
        hashed = accounts.account_hash(work, "telegram", "-100900")
    async with sqlite_filing.house.view() as view:
        card = await unit_cards.load_card(view, hashed, sqlite_filing.number)
        (group,) = await access.groups(view, BODY)
    assert card is not None
    assert card.send_to == b"-100900"
    assert group.group_hash == hashed


async def test_turning_a_card_is_a_job_of_its_group(sqlite_filing: Filing) -> None:
    group = await _bind(sqlite_filing)
    await sqlite_filing.payloads("unit_card")
    async with sqlite_filing.house.work() as work:
        await unit_cards.turn_card(work, group, sqlite_filing.number, "decline")
    (job,) = await sqlite_filing.payloads("unit_card")
    assert (job["group"], job["menu"]) == (group, "decline")
