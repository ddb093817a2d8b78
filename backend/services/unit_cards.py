"""What a body's chat group sees of a case: plain facts, its words only if the body allows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.db.models import Account, BodyGroup, Case, ChatSlot, EnforcementBody
from backend.domain.cases import Event, Role, Status
from backend.domain.errors import NotFound
from backend.domain.transitions import possible_events
from backend.house import Work
from backend.services import access, accounts, audit, cases, desks, jobs, views
from backend.services.cases import SYSTEM, Actor, roles_on
from backend.services.notifications import UNIT_CARD
from backend.services.staff import staff_actor
from config.ready_texts import offered
from config.texts import DEFAULT_LOCALE

OFFERED = (
    Event.ACCEPT,
    Event.DECLINE,
    Event.REFUSE,
    Event.REQUEST_INFO,
    Event.VERIFY,
    Event.CLOSE,
)
"""What a card has buttons for; the rest is done in the console."""


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A case as a group is shown it, and how the group is reached."""

    channel: str
    account_id: int
    send_to: bytes
    case: Case
    events: tuple[Event, ...]
    """What the body may do now, of what a card offers."""
    here: bool
    """Whether the case still is the body's business."""
    known: bool
    """Whether the group has a card of the case already."""
    words: str | None
    """The redacted words of the report, where the body lets its group read them."""


async def load_card(work: Work, group_hash: str, number: str) -> GroupCard | None:
    """The card of a case for a group; None when the group is bound no more."""
    group = await work.session.get(BodyGroup, group_hash)
    account = await work.session.get(Account, group_hash)
    case = await work.session.get(Case, number)
    if group is None or account is None or case is None:
        return None
    anyone = Actor(SYSTEM, group.body_id, frozenset({Role.INTAKE, Role.OFFICER}))
    here = await desks.may_see(work, case, anyone)
    can: set[Event] = set()
    words = None
    if here:
        roles = await roles_on(work, case, anyone)
        can = {row.event for row in possible_events(Status(case.status), roles)}
        body = await work.session.get_one(EnforcementBody, group.body_id)
        if body.narrative_in_chat:
            content = (await views.view_of(work, case, anyone)).content
            words = content.redacted if content else None
    return GroupCard(
        channel=group.channel,
        account_id=account.id,
        send_to=accounts.send_address(work, account),
        case=case,
        events=tuple(event for event in OFFERED if event in can),
        here=here,
        known=await work.session.get(ChatSlot, (account.id, number)) is not None,
        words=words,
    )


async def officer(work: Work, account_hash: str, group_hash: str | None = None) -> Actor | None:
    """Who writes from this chat account: active staff, of the body of the group if one is given."""
    person = await access.staff_of_account(work, account_hash)
    if person is None:
        return None
    if group_hash is not None:
        group = await work.session.get(BodyGroup, group_hash)
        if group is None or group.body_id != person.body_id:
            return None
    return staff_actor(person)


async def may(work: Work, number: str, actor: Actor, event: Event) -> bool:
    """Whether the actor may let ``event`` happen to the case now."""
    try:
        case = await desks.find_case(work, number, actor)
    except NotFound:
        return False
    roles = await roles_on(work, case, actor)
    return event in {row.event for row in possible_events(Status(case.status), roles)}


async def ready(work: Work, number: str, event: Event, actor: Actor) -> list[str]:
    """The keys of the ready texts that fit ``event`` as the case stands."""
    return offered(event, (await desks.find_case(work, number, actor)).status)


async def asks_criterion(work: Work, number: str, actor: Actor) -> bool:
    """Whether closing without a fine should ask for a 重大事故隐患 item: one is suspected."""
    return bool((await desks.find_case(work, number, actor)).criteria)


async def act(
    work: Work, number: str, event: Event, fields: Mapping[str, object], actor: Actor
) -> None:
    """Let ``event`` happen; when it raises a DomainError, nothing has changed in ``work``."""
    async with work.session.begin_nested():
        await cases.apply_event(work, number, event, fields, actor)


async def turn_card(work: Work, group_hash: str, number: str, menu: str) -> None:
    """Show a group's card with the reasons for ``menu`` (decline, refuse), or its usual buttons."""
    account = await work.session.get(Account, group_hash)
    payload = {"group": group_hash, "case_number": number, "event": "menu", "menu": menu}
    await jobs.enqueue(work, UNIT_CARD, payload, account_id=account.id if account else None)


async def move_group(work: Work, channel: str, old: str, new: str) -> None:
    """A group changed its address on the channel, as Telegram's do when they grow."""
    old_hash = accounts.account_hash(work, channel, old)
    group = await work.session.get(BodyGroup, old_hash)
    if group is None:
        return
    account = await accounts.ensure(work, channel, new, send_to=new.encode(), locale=DEFAULT_LOCALE)
    new_hash = account.external_hash
    sealed = work.vault.seal(new.encode(), "body_groups", new_hash, "external")
    await work.session.delete(group)
    work.session.add(
        BodyGroup(group_hash=new_hash, body_id=group.body_id, channel=channel, external=sealed)
    )
    await audit.record(work, SYSTEM, "move_group", group.body_id, channel=channel)
