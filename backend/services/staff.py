"""The people of the bodies: their one-time passwords and sessions."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select

from backend.db.models import OneTimeCode, Staff, StaffAccount, StaffSession, StaffTotp
from backend.domain import areas
from backend.domain.cases import Role
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House, Work
from backend.services import audit, bodies, desks
from backend.services.access_codes import SIGNS
from backend.services.cases import Actor, connect_body
from backend.services.slow_hashes import HASHER, fits, hash_words

ONE_TIME_HOURS = 24
SESSION_HOURS = 12
MIN_PASSWORD = 10
WHOLE_BODY = frozenset({Role.STATISTICS, Role.CUSTODIAN, Role.ADMINISTRATOR})
"""Roles that look after all of a body: nobody with one of them is limited to areas."""
# An unknown name costs as much time as a wrong password: nobody learns who works here.
_NOBODY = HASHER.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a request sees it."""

    staff: Staff
    csrf: str
    passed: bool
    """Whether the second factor was shown in this session."""
    enrolled: bool
    """Whether this person has a second factor."""
    until: dt.datetime
    """When the session ends."""
    demo: bool
    """Whether this is a demo, in which nobody has to set one up."""

    @property
    def actor(self) -> Actor:
        """The acting person."""
        return staff_actor(self.staff)

    @property
    def must_change_password(self) -> bool:
        """Whether the one-time password is still in use: then nothing else may be done."""
        return self.staff.one_time_until is not None

    @property
    def must_pass(self) -> bool:
        """Whether the second factor must be shown, or set up, before anything else."""
        return not self.passed and (self.enrolled or not self.demo)


def staff_actor(staff: Staff) -> Actor:
    """The actor a member of staff is."""
    roles = frozenset(Role(role) for role in staff.roles)
    return Actor(f"staff:{staff.id}", staff.body_id, roles, tuple(staff.areas or ()))


def token_hash(token: str) -> str:
    """What a random token is stored as; full entropy needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _one_time_password() -> str:
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))


async def add_staff(
    house: House, name: str, body_id: str, roles: tuple[Role, ...], actor: str
) -> str:
    """A new member of staff; returns the one-time password, stored only hashed.

    Raises Invalid for an unknown body or a bad name, Conflict when the name is taken.
    """
    clean = name.strip()
    if not clean or len(clean) > 100 or not clean.isprintable():
        raise Invalid("staff_name")
    firm = roles == (Role.SAFETY_OFFICER,) and body_id.startswith(bodies.FIRM)
    body_id = body_id if firm else bodies.checked(body_id)
    password = _one_time_password()
    hashed = await hash_words(password)
    async with house.work() as work:
        if await work.session.scalar(select(Staff.id).where(Staff.name == clean)):
            raise Conflict("staff_exists", name=clean)
        await bodies.ensure(work, body_id)
        person = Staff(
            name=clean,
            body_id=body_id,
            roles=[role.value for role in roles],
            password_hash=hashed,
            one_time_until=work.now + dt.timedelta(hours=ONE_TIME_HOURS),
        )
        work.session.add(person)
        await work.session.flush()
        await audit.record(work, actor, "add_staff", person.id, body=body_id, roles=person.roles)
        if not firm:
            await connect_body(work, body_id, actor)
    return password


async def reset_password(house: House, staff_id: str, actor: str) -> str:
    """A fresh one-time password for somebody who lost theirs; they are shut out elsewhere."""
    password = _one_time_password()
    hashed = await hash_words(password)
    async with house.work() as work:
        person = await work.session.get(Staff, staff_id)
        if person is None:
            raise NotFound("staff_not_found")
        person.password_hash = hashed
        person.one_time_until = work.now + dt.timedelta(hours=ONE_TIME_HOURS)
        await shut_out(work, staff_id)
        await audit.record(work, actor, "reset_password", staff_id)
    return password


async def sign_in(house: House, name: str, password: str) -> tuple[Staff, str] | None:
    """The person and a fresh session token, or None: which part was wrong is never said."""
    async with house.view() as view:
        person = await view.session.scalar(select(Staff).where(Staff.name == name.strip()[:100]))
    right = await fits(person.password_hash if person else _NOBODY, password[:200])
    if person is None or not right or person.disabled:
        return None
    if person.one_time_until is not None and person.one_time_until < house.clock():
        return None
    async with house.work() as work:
        return person, await open_session(work, person.id)


async def sign_in_known(work: Work, name: str) -> str | None:
    """A session of somebody whom the single sign-on knows by this name; None when nobody is.

    Nobody is made here: who may work is for the administrators to say.
    """
    person = await work.session.scalar(select(Staff).where(Staff.name == name))
    if person is None or person.disabled:
        return None
    return await open_session(work, person.id, via="single_sign_on")


async def open_session(work: Work, staff_id: str, **how: str) -> str:
    """Begin a session of somebody who showed who they are; returns its token, kept hashed."""
    token = secrets.token_urlsafe(32)
    work.session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=staff_id,
            csrf=secrets.token_urlsafe(24),
            created_at=work.now,
            seen_at=work.now,
        )
    )
    await audit.record(work, f"staff:{staff_id}", "sign_in", staff_id, **how)
    return token


async def session_of(work: Work, token: str) -> SignedIn | None:
    """Who is signed in with ``token``; None when the session ended or the person was disabled."""
    row = await work.session.get(StaffSession, token_hash(token))
    if row is None:
        return None
    until = row.created_at + dt.timedelta(hours=SESSION_HOURS)
    if until < work.now:
        return None
    person = await work.session.get(Staff, row.staff_id)
    if person is None or person.disabled:
        return None
    enrolled = await work.session.get(StaffTotp, person.id) is not None
    demo = work.house.settings.demo
    return SignedIn(person, row.csrf, row.second_factor, enrolled, until, demo)


async def sign_out(work: Work, token: str) -> None:
    """End one session."""
    await work.session.execute(
        delete(StaffSession).where(StaffSession.token_hash == token_hash(token))
    )


async def end_sessions(work: Work, staff_id: str) -> None:
    """End all sessions of one person."""
    await work.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def shut_out(work: Work, staff_id: str) -> None:
    """End all sessions of one person and unbind their chats: the phone may be in other hands."""
    await end_sessions(work, staff_id)
    await work.session.execute(delete(StaffAccount).where(StaffAccount.staff_id == staff_id))
    await work.session.execute(
        delete(OneTimeCode).where(OneTimeCode.purpose == "account", OneTimeCode.subject == staff_id)
    )


async def change_password(house: House, staff_id: str, old: str, new: str) -> None:
    """Set one's own password; raises NotAllowed for a wrong old one, Invalid for a weak one."""
    async with house.view() as view:
        person = await view.session.get(Staff, staff_id)
    if person is None or not await fits(person.password_hash, old[:200]):
        raise NotAllowed("wrong_password")
    if len(new) < MIN_PASSWORD or new == old or new.lower() == person.name.lower():
        raise Invalid("weak_password", limit=MIN_PASSWORD)
    hashed = await hash_words(new[:200])
    async with house.work() as work:
        current = await work.session.get_one(Staff, staff_id)
        current.password_hash = hashed
        current.one_time_until = None
        await audit.record(work, f"staff:{staff_id}", "change_password", staff_id)


async def people(work: Work, body_id: str | None = None) -> list[Staff]:
    """All staff, or those of one body, in the order of bodies and names."""
    query = select(Staff).order_by(Staff.disabled, Staff.body_id, Staff.name)
    if body_id is not None:
        query = query.where(Staff.body_id == body_id)
    return list(await work.session.scalars(query))


async def of_bodies(work: Work) -> bool:
    """Whether anybody works at a body beside the intake desk yet."""
    intake = bodies.intake_body(work.house.settings)
    one = select(Staff.id).where(Staff.body_id != intake).limit(1)
    return await work.session.scalar(one) is not None


async def set_roles(work: Work, staff_id: str, roles: tuple[Role, ...], actor: str) -> None:
    """Give somebody these roles and no others."""
    person = await _person(work, staff_id)
    if bodies.is_firm(person.body_id):
        # At a firm's desk there is one role, and nowhere else.
        raise Invalid("firm_roles")
    if person.areas and set(roles) & WHOLE_BODY:
        raise Invalid("areas_of_whole", field="roles")
    before, person.roles = person.roles, [role.value for role in roles]
    await audit.record(work, actor, "set_roles", staff_id, roles=person.roles, before=before)


async def set_areas(work: Work, staff_id: str, typed: str, actor: str) -> None:
    """Limit somebody to the areas that were typed, one a line; none typed takes the limit away.

    Raises Invalid for what names no area of the body, and for roles that look after all of it.
    """
    person = await _person(work, staff_id)
    if bodies.is_firm(person.body_id):
        raise Invalid("firm_roles")
    found = areas.read(typed, desks.unit_of(person.body_id))
    if found and {Role(role) for role in person.roles} & WHOLE_BODY:
        raise Invalid("areas_of_whole", field="areas")
    person.areas = list(found)
    await audit.record(work, actor, "set_areas", staff_id, areas=person.areas)


async def set_disabled(work: Work, staff_id: str, actor: str, *, disabled: bool) -> None:
    """Close somebody's account, which shuts them out everywhere, or open it again."""
    person = await _person(work, staff_id)
    person.disabled = disabled
    if disabled:
        await shut_out(work, staff_id)
    await audit.record(work, actor, "disable_staff" if disabled else "enable_staff", staff_id)


async def _person(work: Work, staff_id: str) -> Staff:
    person = await work.session.get(Staff, staff_id)
    if person is None:
        raise NotFound("staff_not_found")
    return person
