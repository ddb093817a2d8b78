"""Changing keys: what is wrapped for the old one is wrapped anew, and no moment is without a key.

The new key is on disk before the database knows it, and takes the old one's place after; a process
that dies in between leaves what the same command finishes. The old key is kept as ``retired.…``:
it opens what was wrapped in backups made before. Who deletes it ends those for good.
"""

from sqlalchemy import bindparam, select, update

from backend.backup import KEY as BACKUP
from backend.backup import PUBLIC as BACKUP_PUBLIC
from backend.db.models import DataKey, EnforcementBody, Meta
from backend.house import House, Work
from backend.key_check import LOOKUP, kind_of
from backend.sealed_file import key_id
from backend.services import audit
from backend.vault import VaultError, new_key, public_half, unwrap, wrap

Wrapped = dict[str, tuple[bytes, bytes]]
"""By report: the data key as it was wrapped, and as it is for the new key."""


class CannotRotate(Exception):
    """Why this key can't be changed, as one word for the texts ``cli.cannot_rotate_*``.

    ``lookup``, ``custodian``: by what they are. ``unknown``: no such key. ``foreign``:
    the key here isn't the one that the database knows.
    """

    def __init__(self, reason: str, name: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name


async def rotate(house: House, name: str, actor: str) -> int:
    """Change the key ``name``: ``backup``, or a body's by the body's id.

    Returns how many data keys were wrapped anew. Raises CannotRotate, and KeyMissing when the old
    key isn't here.
    """
    body = name.removeprefix("body.")
    if name == LOOKUP or kind_of(name) == "custodian":
        raise CannotRotate(kind_of(name), name)
    if name == BACKUP:
        await _rotate_backup(house, actor)
        return 0
    async with house.view() as view:
        if await view.session.get(EnforcementBody, body) is None:
            raise CannotRotate("unknown", name)
    return await _rotate_body(house, body, actor)


async def _rotate_backup(house: House, actor: str) -> None:
    folder = house.vault.folder
    public = public_half(_successor(house, BACKUP))
    async with house.work() as work:
        row = await work.session.get(Meta, BACKUP_PUBLIC)
        if row is None:
            work.session.add(Meta(name=BACKUP_PUBLIC, value=public.hex()))
        elif row.value != public.hex():
            row.value = public.hex()
            await audit.record(work, actor, "rotate_key", BACKUP)
    old = key_id(public_half(folder.read(BACKUP))).hex() if folder.has(BACKUP) else "none"
    folder.succeed(BACKUP, f"next.{BACKUP}", f"retired.{BACKUP}.{old}")


async def _rotate_body(house: House, body: str, actor: str) -> int:
    folder, name = house.vault.folder, f"body.{body}"
    old, new = folder.read(name), _successor(house, name)
    changed = await rewrap(house, body, old, new, actor)
    folder.succeed(name, f"next.{name}", _retired(name, old))
    return changed


def _successor(house: House, name: str) -> bytes:
    """The key that is to follow; one that was made before and not used yet serves."""
    folder, successor = house.vault.folder, f"next.{name}"
    if not folder.has(successor):
        folder.create(successor, new_key())
    return folder.read(successor)


def _retired(name: str, private: bytes) -> str:
    return f"retired.{name}.{key_id(public_half(private)).hex()}"


async def rewrap(house: House, body: str, old: bytes, new: bytes, actor: str) -> int:
    """Wrap all data keys of a body for ``new`` instead of ``old``, in one transaction.

    Does nothing when that was done already. Raises CannotRotate when the database knows neither.
    """
    # Most of the work before the lock: a service may be running.
    async with house.view() as view:
        ready = _anew(await _data_keys(view, body), {}, old, public_half(new))
    async with house.work() as work:
        query = select(EnforcementBody).where(EnforcementBody.id == body).with_for_update()
        row = (await work.session.scalars(query)).one()
        if row.public_key == public_half(new):
            return 0
        if row.public_key != public_half(old):
            raise CannotRotate("foreign", f"body.{body}")
        changed = _anew(await _data_keys(work, body), ready, old, public_half(new))
        await _store(work, body, changed)
        row.public_key = public_half(new)
        await audit.record(work, actor, "rotate_key", body, count=len(changed))
    return len(changed)


async def _data_keys(work: Work, body: str) -> dict[str, bytes]:
    query = select(DataKey.report_id, DataKey.wrapped).where(DataKey.body_id == body)
    return dict((await work.session.execute(query)).all())


def _anew(wrapped: dict[str, bytes], ready: Wrapped, old: bytes, public: bytes) -> Wrapped:
    found = {}
    for report, now in wrapped.items():
        if report in ready and ready[report][0] == now:
            found[report] = ready[report]
            continue
        try:
            found[report] = (now, wrap(public, unwrap(old, now)))
        except VaultError:
            # Wrapped for some other key: no reason to leave all others as they are.
            continue
    return found


async def _store(work: Work, body: str, changed: Wrapped) -> None:
    if not changed:
        return
    table = DataKey.__table__
    statement = (
        update(DataKey)
        .where(table.c.report_id == bindparam("report"), table.c.body_id == body)
        .values(wrapped=bindparam("anew"))
    )
    rows = [{"report": report, "anew": anew} for report, (_, anew) in changed.items()]
    await (await work.session.connection()).execute(statement, rows)


async def refit(house: House, actor: str) -> int:
    """After a restore: bring what an older backup was wrapped for to the keys of today.

    Returns how many bodies were changed. Raises KeyMissing as reading a key does.
    """
    folder = house.vault.folder
    async with house.view() as view:
        bodies = list(await view.session.scalars(select(EnforcementBody)))
    changed = 0
    for row in bodies:
        name = f"body.{row.id}"
        if not folder.has(name) or public_half(folder.read(name)) == row.public_key:
            continue
        former = f"retired.{name}.{key_id(row.public_key).hex()}"
        if folder.has(former):
            await rewrap(house, row.id, folder.read(former), folder.read(name), actor)
            changed += 1
    if folder.has(BACKUP):
        public = public_half(folder.read(BACKUP)).hex()
        async with house.work() as work:
            await work.session.merge(Meta(name=BACKUP_PUBLIC, value=public))
    return changed
