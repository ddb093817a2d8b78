"""Keys to the door: API tokens of bodies, and which chats belong to whom."""

import secrets

from sqlalchemy import delete, select

from backend.db.models import (
    ApiToken,
    BodyGroup,
    EnforcementBody,
    Staff,
    StaffAccount,
)
from backend.domain import areas
from backend.domain.cases import Role
from backend.domain.errors import Invalid, NotFound
from backend.house import Work
from backend.services import access_codes, audit, bodies, desks
from backend.services.cases import Actor, connect_body
from backend.services.staff import token_hash

TOKEN_ROLES = (Role.OFFICER, Role.REVIEWER)


async def create_token(
    work: Work, body_id: str, role: Role, name: str, actor: str, *, typed_areas: str = ""
) -> str:
    """A new API token of a body, for the areas that were typed or all; returned once, kept hashed.

    Raises Invalid for what means no body, no role of a token or no area of the body.
    """
    body_id = bodies.checked(body_id)
    if role not in TOKEN_ROLES:
        raise Invalid("token_role", role=role.value)
    await bodies.ensure_desk(work, body_id)
    token = f"cs_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        token_hash=token_hash(token),
        body_id=body_id,
        role=role.value,
        name=name[:100],
        areas=list(areas.read(typed_areas, desks.unit_of(body_id))),
    )
    work.session.add(row)
    await work.session.flush()
    await audit.record(
        work, actor, "create_token", row.id, body=body_id, role=role.value, areas=row.areas
    )
    await connect_body(work, body_id, actor)
    return token


async def token_row(work: Work, token: str) -> ApiToken | None:
    """The API token's row, unless it is unknown or revoked."""
    row = await work.session.scalar(
        select(ApiToken).where(ApiToken.token_hash == token_hash(token))
    )
    return None if row is None or row.revoked else row


def token_actor(row: ApiToken) -> Actor:
    """The actor a token is; an officer's token also does its body's intake."""
    roles = {Role(row.role)} | ({Role.INTAKE} if row.role == Role.OFFICER else set())
    return Actor(f"token:{row.id}", row.body_id, frozenset(roles), tuple(row.areas or ()))


async def bind_account(work: Work, code: str, account_hash: str) -> Staff:
    """Bind a chat account to the staff member whose one-time code was sent from it."""
    staff_id = await access_codes.use_code(work, "account", code)
    person = await work.session.get_one(Staff, staff_id)
    await work.session.execute(
        delete(StaffAccount).where(StaffAccount.account_hash == account_hash)
    )
    work.session.add(StaffAccount(account_hash=account_hash, staff_id=staff_id))
    await audit.record(work, f"staff:{staff_id}", "bind_account", staff_id)
    return person


async def staff_of_account(work: Work, account_hash: str) -> Staff | None:
    """The staff member a chat account is bound to, unless disabled."""
    person = await work.session.scalar(
        select(Staff)
        .join(StaffAccount, StaffAccount.staff_id == Staff.id)
        .where(StaffAccount.account_hash == account_hash)
    )
    return None if person is None or person.disabled else person


async def bind_group(
    work: Work, code: str, group_hash: str, channel: str, external: bytes
) -> EnforcementBody:
    """Bind a chat group to the body whose one-time code was sent in it."""
    body_id = await access_codes.use_code(work, "group", code)
    body = await bodies.ensure_desk(work, body_id)
    await work.session.execute(delete(BodyGroup).where(BodyGroup.group_hash == group_hash))
    sealed = work.vault.seal(external, "body_groups", group_hash, "external")
    work.session.add(
        BodyGroup(group_hash=group_hash, body_id=body_id, channel=channel, external=sealed)
    )
    await audit.record(work, "system", "bind_group", body_id, channel=channel)
    await connect_body(work, body_id)
    return body


async def tokens(work: Work, body_id: str | None = None) -> list[ApiToken]:
    """All API tokens, or those of one body; those in use first."""
    query = select(ApiToken).order_by(ApiToken.revoked, ApiToken.body_id, ApiToken.name)
    if body_id is not None:
        query = query.where(ApiToken.body_id == body_id)
    return list(await work.session.scalars(query))


async def revoke_token(work: Work, token_id: str, actor: str) -> None:
    """Make a token open nothing any more."""
    row = await work.session.get(ApiToken, token_id)
    if row is None:
        raise NotFound
    row.revoked = True
    await audit.record(work, actor, "revoke_token", token_id, body=row.body_id)


async def groups(work: Work, body_id: str) -> list[BodyGroup]:
    """The chat groups that are bound to a body."""
    rows = await work.session.scalars(
        select(BodyGroup).where(BodyGroup.body_id == body_id).order_by(BodyGroup.group_hash)
    )
    return list(rows)


async def unbind_group(work: Work, group_hash: str, actor: str) -> None:
    """Let a chat group hear no more of its body's cases."""
    row = await work.session.get(BodyGroup, group_hash)
    if row is None:
        raise NotFound
    await work.session.delete(row)
    await audit.record(work, actor, "unbind_group", row.body_id, channel=row.channel)


async def set_takes_nameless(work: Work, body_id: str, actor: str, said: str) -> None:
    """Whether a body takes an employee's nameless report: ``yes``, ``no``, else it hasn't said."""
    row = await bodies.ensure_desk(work, body_id)
    row.takes_nameless = {"yes": True, "no": False}.get(said)
    await audit.record(work, actor, "set_nameless", body_id, takes=row.takes_nameless)


async def set_narrative(work: Work, body_id: str, actor: str, *, shown: bool) -> None:
    """Whether a body's chat groups get the words of a report or only the facts."""
    row = await bodies.ensure_desk(work, body_id)
    row.narrative_in_chat = shown
    await audit.record(work, actor, "set_narrative", body_id, shown=shown)
