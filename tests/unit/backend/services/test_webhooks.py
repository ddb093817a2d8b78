"""Setting webhooks of a body, and who hears of which event: what is checked and put on record."""

import json

import pytest
from sqlalchemy import select

from backend.db.models import AuditEntry, Case, CaseBody, Webhook
from backend.domain.errors import Invalid, NotFound
from backend.domain.webhooks import Group
from backend.house import House
from backend.services import webhooks
from backend.services.webhooks import WEBHOOK
from tests.support.filing import BODY, FOREIGN, Filing, connect

ADDRESS = "https://hooks.example.org/in?key=made-up-word"
ALL = tuple(Group)


async def _add(
    house: House, body: str = BODY, name: str = "平台", address: str = ADDRESS, *groups: str
) -> tuple[str, str]:
    async with house.work() as work:
        chosen = groups or ALL
        row, secret = await webhooks.add(work, body, name, address, chosen, "staff:one")
        return row.id, secret


async def test_a_webhook_is_set_changed_and_taken_away_on_record(house: House) -> None:
    hook, secret = await _add(house, name="  平   台 ")
    assert len(secret) >= 40
    async with house.view() as view:
        (row,) = await webhooks.listed(view, BODY)
        assert (row.name, row.active, row.event_groups) == ("平 台", True, list(ALL))
        assert webhooks.address_of(view, row).url == ADDRESS
        assert b"made-up-word" not in row.address + row.secret
        assert secret.encode() not in row.secret
        assert await webhooks.listed(view, FOREIGN) == []
    async with house.work() as work:
        for act in (
            webhooks.remove(work, FOREIGN, hook, "staff:two"),
            webhooks.renew_secret(work, FOREIGN, hook, "staff:two"),
            webhooks.test(work, FOREIGN, hook),
            webhooks.change(work, FOREIGN, hook, "staff:two", groups=["new"], active=True),
        ):
            with pytest.raises(NotFound):
                await act
        await webhooks.change(work, BODY, hook, "staff:one", groups=["new"], active=False)
        row = await webhooks.of_body(work, BODY, hook)
        assert (row.event_groups, row.active) == (["new"], False)
        assert webhooks.address_of(work, row).url == ADDRESS
        other = "https://other.example.org/"
        await webhooks.change(
            work, BODY, hook, "staff:one", groups=["new"], active=True, address=other
        )
        assert webhooks.address_of(work, row).url == other
        assert await webhooks.renew_secret(work, BODY, hook, "staff:one") != secret
        await webhooks.remove(work, BODY, hook, "staff:one")
    async with house.view() as view:
        assert await webhooks.listed(view, BODY) == []
        rows = list(await view.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    acts = [(one.action, one.subject) for one in rows if "webhook" in one.action]
    names = ("set", "change", "change", "renew", "remove")
    assert acts == [(f"{name}_webhook", BODY) for name in names]
    assert all(
        word not in one.detail for one in rows for word in ("made-up-word", "example.org", secret)
    )


async def test_what_cannot_be_one_is_refused(sqlite_house: House) -> None:
    for name, address, groups, code in (
        ("平台", "http://hooks.example.org/", ALL, "webhook_https"),
        ("平台", "https://10.0.0.1/", ALL, "webhook_inner"),
        ("  ", ADDRESS, ALL, "webhook_name"),
        ("台" * 41, ADDRESS, ALL, "webhook_name"),
        ("平台", ADDRESS, ("all",), "webhook_events"),
    ):
        with pytest.raises(Invalid, match=code):
            await _add(sqlite_house, BODY, name, address, *groups)
    for firm in ("inside", "firm.0123456789abcdef"):
        with pytest.raises(NotFound):
            await _add(sqlite_house, firm)
    for number in range(webhooks.MOST):
        await _add(sqlite_house, name=f"平台 {number}")
    with pytest.raises(Invalid, match="webhook_too_many"):
        await _add(sqlite_house)
    hook = await _add(sqlite_house, FOREIGN)
    async with sqlite_house.work() as work:
        with pytest.raises(Invalid, match="webhook_inner"):
            await webhooks.change(
                work,
                FOREIGN,
                hook[0],
                "staff:one",
                groups=ALL,
                active=True,
                address="https://[::1]/",
            )


async def _told(filing: Filing) -> list[tuple[str, str, bool]]:
    """Which body is told of what, and whether that it left."""
    async with filing.house.view() as view:
        of = {row.id: row.body_id for row in await view.session.scalars(select(Webhook))}
    found = await filing.payloads(WEBHOOK)
    return sorted((of[one["webhook"]], one["event"], one["left"]) for one in found)


async def test_a_delivery_says_where_the_case_stands_and_nothing_else(filing: Filing) -> None:
    hook, _ = await _add(filing.house)
    await filing.event("accept")
    await filing.event("message", text="请补充门牌号")
    async with filing.house.view() as view:
        version = (await view.session.get_one(Case, filing.number)).version
    first, second = sorted(
        await filing.payloads(WEBHOOK), key=lambda one: json.loads(one["body"])["version"]
    )
    said = json.loads(second["body"])
    moment = said.pop("at")
    assert moment.endswith("Z")
    assert said == {
        "id": second["id"],
        "event": "message",
        "case_number": filing.number,
        "version": version,
        "status": "accepted",
        "body": BODY,
        "left": False,
        "api": f"{filing.house.public_url}/api/v1/cases/{filing.number}",
    }
    assert (second["webhook"], first["event"]) == (hook, "accept")
    assert first["id"] != second["id"]
    assert json.loads(first["body"])["version"] < version


async def test_a_body_hears_that_a_case_left_and_then_no_more(filing: Filing) -> None:
    await connect(filing.house, FOREIGN)
    for body in (BODY, FOREIGN):
        await _add(filing.house, body)
    await filing.event("note", reason="转交前核对")
    assert await _told(filing) == [(BODY, "note", False)]
    await filing.event("transfer", to=FOREIGN)
    assert await _told(filing) == [(BODY, "transfer", True), (FOREIGN, "transfer", False)]
    await filing.event("accept", "foreign")
    assert await _told(filing) == [(FOREIGN, "accept", False)]


async def test_only_what_was_chosen_is_told(filing: Filing) -> None:
    await connect(filing.house, FOREIGN)
    await _add(filing.house, BODY, "进展", ADDRESS, "status")
    off, _ = await _add(filing.house, BODY, "停用")
    await _add(filing.house, FOREIGN, "新案", ADDRESS, "new")
    await _add(filing.house, FOREIGN, "进展", ADDRESS, "status")
    async with filing.house.work() as work:
        await webhooks.change(work, BODY, off, "staff:one", groups=ALL, active=False)
    await filing.event("note", reason="转交前核对")
    assert await _told(filing) == []
    await filing.event("transfer", to=FOREIGN)
    # For one body it is a new case, for the other a step.
    assert await _told(filing) == [(BODY, "transfer", True), (FOREIGN, "transfer", False)]
    await filing.event("accept", "foreign")
    assert await _told(filing) == [(FOREIGN, "accept", False)]


async def test_a_helper_hears_too_and_nobody_of_what_is_with_a_firm(filing: Filing) -> None:
    await _add(filing.house, FOREIGN)
    async with filing.house.work() as work:
        work.session.add(CaseBody(case_number=filing.number, body_id=FOREIGN, role="verify"))
    await filing.event("accept")
    assert await _told(filing) == [(FOREIGN, "accept", False)]
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        case.holder_id = "inside"
        await webhooks.tell(work, case, "overdue")
    assert await _told(filing) == []
