"""The custodians' key pairs: each opens every identity, alone, with a passphrase of its own.

What lies in the key folder is closed with that passphrase; the server holds the public halves.
"""

import asyncio
import secrets

from sqlalchemy import delete, func, select, text

from backend.db.models import CustodianKey, Identity, IdentityKey
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House, Work
from backend.services import audit
from backend.vault import KeyMissing, VaultError, new_key, public_half, seal, unwrap, wrap

FIRST = "custodian"
"""The id of the first custodian and the name of its key file; later ones begin with it."""
MIN_PASSPHRASE = 12
_LOCK = 727452


async def known(work: Work) -> list[CustodianKey]:
    """All custodians: the first, then the others from old to new."""
    rows = await work.session.scalars(select(CustodianKey))
    return sorted(rows, key=lambda row: (row.name != "", row.day, row.id))


async def find(work: Work, name: str) -> CustodianKey:
    """The custodian called ``name`` by name or id, or the first for an empty one.

    Raises NotFound ``custodian_unknown``.
    """
    everyone = await known(work)
    for row in everyone:
        if name in (row.id, row.name) or not name:
            return row
    raise NotFound("custodian_unknown")


async def hold(work: Work, *, alone: bool = False) -> None:
    """Let nobody change the custodians until this transaction ends; ``alone`` before changing them.

    On SQLite there is one writer anyway.
    """
    if work.session.get_bind().dialect.name == "postgresql":
        shared = "" if alone else "_shared"
        await work.session.execute(text(f"SELECT pg_advisory_xact_lock{shared}({_LOCK})"))


def _check(passphrase: str, *others: str) -> None:
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid("weak_password", limit=MIN_PASSPHRASE)
    if passphrase in others:
        raise Invalid("same_passphrase")


async def make_first(work: Work, passphrase: str) -> None:
    """Make the first custodian's key pair.

    Raises Conflict when there is a custodian, Invalid for a short passphrase.
    """
    _check(passphrase)
    await hold(work, alone=True)
    if await known(work) or work.vault.folder.has(FIRST):
        raise Conflict("custodian_exists")
    private = new_key()
    work.vault.folder.create(FIRST, private, passphrase)
    await _add_row(work, FIRST, "", private)


async def _add_row(work: Work, custodian: str, name: str, private: bytes) -> CustodianKey:
    day = day_of(work.now)
    row = CustodianKey(id=custodian, name=name, public_key=public_half(private), day=day)
    work.session.add(row)
    await audit.record(work, "system", "custodian_key", custodian)
    return row


async def open_key(house: House, custodian: str, passphrase: str) -> bytes:
    """A custodian's private key; a second of work by design, so off the loop.

    Raises NotAllowed for a wrong passphrase, NotFound when there is no such custodian.
    """
    async with house.view() as view:
        row = await find(view, custodian)
    try:
        return await asyncio.to_thread(house.vault.folder.read, row.id, passphrase)
    except KeyMissing:
        raise NotAllowed("wrong_passphrase") from None


async def add(
    house: House, name: str, passphrase: str, by: str = "", by_passphrase: str = ""
) -> str:
    """Make another custodian, to whom the custodian ``by`` seals again all that it can open.

    Returns the new id. Raises Invalid for a bad name or a short or shared passphrase, Conflict for
    a name that is taken, and as open_key.
    """
    clean = name.strip()
    if not clean or len(clean) > 100 or not clean.isprintable():
        raise Invalid("staff_name")
    _check(passphrase, by_passphrase)
    private = await open_key(house, by, by_passphrase)
    fresh, made = await _new_file(house, passphrase)
    async with house.work() as work:
        await hold(work, alone=True)
        if any(clean in (row.name, row.id) for row in await known(work)):
            house.vault.folder.remove(made)
            raise Conflict("custodian_exists")
        await _add_row(work, made, clean, fresh)
        await seal_to_all(work, (await find(work, by)).id, private)
    return made


async def _new_file(house: House, passphrase: str) -> tuple[bytes, str]:
    private, name = new_key(), f"{FIRST}.{secrets.token_hex(8)}"
    await asyncio.to_thread(house.vault.folder.create, name, private, passphrase)
    return private, name


async def rotate(house: House, name: str, passphrase: str, new_passphrase: str) -> str:
    """Give a custodian a new key and forget the old one; returns the new id.

    The old file goes last: a power cut before that leaves a file that opens nothing, never an
    identity that no file opens. Raises as add.
    """
    _check(new_passphrase)
    private = await open_key(house, name, passphrase)
    fresh, made = await _new_file(house, new_passphrase)
    async with house.work() as work:
        await hold(work, alone=True)
        old = await find(work, name)
        await seal_to_all(work, old.id, private)
        new = await _add_row(work, made, old.name, fresh)
        await work.session.flush()
        rows = await work.session.scalars(
            select(IdentityKey).where(IdentityKey.custodian == old.id)
        )
        for row in list(rows):
            wrapped = wrap(new.public_key, unwrap(private, row.wrapped))
            work.session.add(
                IdentityKey(draft_hash=row.draft_hash, custodian=made, wrapped=wrapped)
            )
        await _forget(work, old)
    house.vault.folder.remove(old.id)
    return made


async def remove(house: House, name: str, by: str, by_passphrase: str) -> None:
    """Take a custodian away, whose passphrase may be lost, by another who opens everything.

    Raises Conflict when it is the same one, and as open_key.
    """
    private = await open_key(house, by, by_passphrase)
    async with house.work() as work:
        await hold(work, alone=True)
        gone, stays = await find(work, name), await find(work, by)
        if gone.id == stays.id:
            raise Conflict("custodian_itself")
        await seal_to_all(work, stays.id, private)
        await _forget(work, gone)
    house.vault.folder.remove(gone.id)


async def _forget(work: Work, custodian: CustodianKey) -> None:
    for row in await _keys_of(work, custodian):
        await work.session.delete(row)
    await work.session.flush()
    await work.session.delete(custodian)
    await audit.record(work, "system", "forget_custodian_key", custodian.id)


async def _keys_of(work: Work, custodian: CustodianKey) -> list[IdentityKey]:
    query = select(IdentityKey).where(IdentityKey.custodian == custodian.id)
    return list(await work.session.scalars(query))


async def seal_to_all(work: Work, custodian: str, private: bytes) -> int:
    """Wrap for every custodian the keys of identities that ``custodian`` opens and another doesn't.

    Also gives those that were sealed to the first custodian itself a key of their own. Returns how
    many identities were sealed again.
    """
    everyone, session = await known(work), work.session
    held = (
        select(func.count()).where(IdentityKey.draft_hash == Identity.draft_hash).scalar_subquery()
    )
    lacking = await session.scalars(select(Identity).where(held < len(everyone)))
    count = 0
    for identity in list(lacking):
        rows = await session.scalars(
            select(IdentityKey).where(IdentityKey.draft_hash == identity.draft_hash)
        )
        wrapped = {row.custodian: row.wrapped for row in rows}
        key = _key_of(identity, wrapped, custodian, private)
        if key is None:
            continue
        for other in everyone:
            if other.id not in wrapped:
                session.add(_wrapped(identity.draft_hash, other, key))
        count += 1
    await session.flush()
    return count


def _wrapped(draft_hash: str, custodian: CustodianKey, key: bytes) -> IdentityKey:
    wrapped = wrap(custodian.public_key, key)
    return IdentityKey(draft_hash=draft_hash, custodian=custodian.id, wrapped=wrapped)


def _key_of(
    identity: Identity, wrapped: dict[str, bytes], custodian: str, private: bytes
) -> bytes | None:
    """The key of an identity; one of the older form gets its own. None when it stays closed."""
    if custodian in wrapped:
        return unwrap(private, wrapped[custodian])
    if wrapped:
        return None
    try:
        fields = unwrap(private, identity.sealed)
    except VaultError:
        return None
    key = new_key()
    identity.sealed = seal(key, fields, *place_of(identity.draft_hash))
    return key


def place_of(draft_hash: str) -> tuple[str, str, str]:
    """What a sealed identity is bound to."""
    return "identities", draft_hash, "sealed"


async def wrap_for_all(work: Work, draft_hash: str, key: bytes) -> None:
    """Wrap the key of an identity whose row is there for every custodian, and forget older ones."""
    session = work.session
    await session.execute(delete(IdentityKey).where(IdentityKey.draft_hash == draft_hash))
    session.add_all(_wrapped(draft_hash, each, key) for each in await known(work))
    await session.flush()


async def key_of(work: Work, draft_hash: str, custodian: str, private: bytes) -> bytes:
    """The key of one identity, opened by a custodian; raises NotFound when it has none for them."""
    await seal_to_all(work, custodian, private)
    row = await work.session.get(IdentityKey, (draft_hash, custodian))
    if row is None:
        raise NotFound("identity_not_found")
    return unwrap(private, row.wrapped)
