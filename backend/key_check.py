"""What is in the key folder, whether it belongs to the database, and what a loss would mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, inspect, select

from backend.backup import KEY as BACKUP
from backend.backup import PUBLIC as BACKUP_PUBLIC
from backend.db.models import CustodianKey, DataKey, EnforcementBody, Meta
from backend.db.session import Database
from backend.house import key_marks
from backend.key_folder import KeyFolder
from backend.vault import (
    KeyDamaged,
    KeyMissing,
    PassphraseMissing,
    PassphraseWrong,
    Vault,
    public_half,
)

LOOKUP = "lookup"
OWN = (LOOKUP, "server")
CUSTODIAN = "custodian"
PAYER = "payer"
_CUSTODIAN_PUBLIC = "custodian_public_key"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one key; the texts are ``cli.key_is_<state>`` and ``cli.key_loss_<kind>``.

    ``state``: here, missing, closed, wrong (passphrase), damaged, foreign (to this database),
    unfinished (a rotation), unused, elsewhere, unknown (nothing to compare it with), readable (by
    others), own (closed by a passphrase of its own), open (which should be closed). ``kind``:
    lookup, server, body, custodian, backup, retired or other.
    """

    level: str
    """``ok``, ``warn`` or ``fail``."""
    state: str
    name: str
    kind: str
    count: int = 0
    """Of a body's key: how many reports are wrapped for it."""
    only: int = 0
    """Of those: how many nobody else opens whose key is here."""


@dataclass(slots=True)
class Known:
    """What a database says of keys."""

    meta: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    """Public key of each body."""
    custodians: set[str] = field(default_factory=set)
    """The names of the custodians' key files."""
    wrapped: dict[str, int] = field(default_factory=dict)
    """How many reports are wrapped for each body."""


def kind_of(name: str) -> str:
    """Which kind of key a name means, for the texts."""
    if name in OWN or name == BACKUP:
        return name
    head = name.partition(".")[0]
    return head if head in ("body", CUSTODIAN, PAYER, "retired") else "other"


def state_of(folder: KeyFolder, name: str) -> str:
    """Whether a key can be used: here, missing, closed, wrong or damaged."""
    try:
        folder.read(name)
    except PassphraseMissing:
        return "closed"
    except PassphraseWrong:
        return "wrong"
    except KeyDamaged:
        return "damaged"
    except KeyMissing:
        return "missing"
    return "here"


async def look(database: Database) -> Known:
    """What the database says of keys; of a database of any of our schemas."""
    known = Known()
    async with database.read() as session:
        for name, value in await session.execute(select(Meta.name, Meta.value)):
            known.meta[name] = value
        rows = await session.execute(select(EnforcementBody.id, EnforcementBody.public_key))
        known.bodies = dict(rows.all())
        connection = await session.connection()
        if await connection.run_sync(lambda sync: inspect(sync).has_table("custodian_keys")):
            known.custodians = set(await session.scalars(select(CustodianKey.id)))
        elif _CUSTODIAN_PUBLIC in known.meta:
            known.custodians = {CUSTODIAN}
        counts = select(DataKey.body_id, func.count()).group_by(DataKey.body_id)
        known.wrapped = dict((await session.execute(counts)).all())
    return known


async def only_for(database: Database, body_id: str, usable: Iterable[str]) -> int:
    """How many reports of a body none of the ``usable`` bodies holds a key of."""
    others = select(DataKey.report_id).where(DataKey.body_id.in_(list(usable)))
    query = select(func.count()).where(DataKey.body_id == body_id, DataKey.report_id.not_in(others))
    async with database.read() as session:
        return await session.scalar(query) or 0


async def check(folder: KeyFolder, database: Database | None) -> list[Finding]:
    """Everything about the keys of an installation; looks only. None: there is no database yet."""
    known = await look(database) if database else None
    found = [*_own(folder, known), *_backup(folder, known), *_custodians(folder, known)]
    bodies = list(_bodies(folder, known or Known()))
    usable = {one.name.removeprefix("body.") for one in bodies if one.state == "here"}
    for one in bodies:
        if one.level == "fail" and database:
            body = one.name.removeprefix("body.")
            only = await only_for(database, body, usable)
            found.append(Finding(one.level, one.state, one.name, one.kind, one.count, only))
        else:
            found.append(one)
    return [*found, *_rest(folder), *_readable(folder)]


def _own(folder: KeyFolder, known: Known | None) -> Iterator[Finding]:
    states = {name: state_of(folder, name) for name in OWN}
    marks = {}
    if set(states.values()) == {"here"}:
        # Only now: a vault makes the keys that it lacks.
        marks = dict(zip(OWN, key_marks(Vault(folder)).items(), strict=True))
    for name, state in states.items():
        level = "ok" if state == "here" else "fail"
        if name in marks:
            row, mark = marks[name]
            if known is None or row not in known.meta:
                level, state = "warn", "unknown"
            elif known.meta[row] != mark:
                level, state = "fail", "foreign"
        elif known is None and state == "missing":
            # The first start makes them.
            continue
        yield Finding(level, state, name, name)


def _bodies(folder: KeyFolder, known: Known) -> Iterator[Finding]:
    for body, public in sorted(known.bodies.items()):
        name = f"body.{body}"
        state = state_of(folder, name)
        count = known.wrapped.get(body, 0)
        level = "ok" if state == "here" else "fail"
        if state == "here" and public_half(folder.read(name)) != public:
            level, state = "fail", "foreign"
            successor = f"next.{name}"
            if state_of(folder, successor) == "here":
                fits = public_half(folder.read(successor)) == public
                level, state = ("warn", "unfinished") if fits else (level, state)
        yield Finding(level, state, name, "body", count)
    for name in folder.names():
        if kind_of(name) == "body" and name.removeprefix("body.") not in known.bodies:
            yield Finding("warn", "unused", name, "body")


def _backup(folder: KeyFolder, known: Known | None) -> Iterator[Finding]:
    public = known.meta.get(BACKUP_PUBLIC) if known else None
    state = state_of(folder, BACKUP)
    if state == "missing":
        if public is not None:
            yield Finding("warn", "elsewhere", BACKUP, BACKUP)
    elif state != "here":
        yield Finding("fail", state, BACKUP, BACKUP)
    elif public is not None and public_half(folder.read(BACKUP)).hex() != public:
        yield Finding("fail", "foreign", BACKUP, BACKUP)
    else:
        yield Finding("ok", "here", BACKUP, BACKUP)


def _custodians(folder: KeyFolder, known: Known | None) -> Iterator[Finding]:
    names = [name for name in folder.names() if kind_of(name) in (CUSTODIAN, PAYER)]
    for name in names:
        # Its own passphrase closes it, which is nobody's here: whether it opens isn't tried.
        closed = name not in folder.open_ones()
        yield Finding("ok" if closed else "fail", "own" if closed else "open", name, kind_of(name))
    for name in sorted(known.custodians - set(names)) if known else ():
        yield Finding("fail", "missing", name, CUSTODIAN)


def _rest(folder: KeyFolder) -> Iterator[Finding]:
    for name in folder.names():
        if kind_of(name) in ("retired", "other") and not name.startswith("next."):
            state = state_of(folder, name)
            yield Finding("ok" if state == "here" else "warn", state, name, kind_of(name))


def _readable(folder: KeyFolder) -> Iterator[Finding]:
    for name in folder.names():
        if (folder.folder / f"{name}.key").stat().st_mode & 0o077:
            yield Finding("fail", "readable", name, kind_of(name))
