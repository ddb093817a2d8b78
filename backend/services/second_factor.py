"""The second factor of staff: codes of an authenticator app (TOTP, RFC 6238), recovery codes."""

import hmac
import secrets
from base64 import b32encode

import pyotp
from sqlalchemy import delete, select, update

from backend.db.models import RecoveryCode, StaffPasskey, StaffSession, StaffTotp
from backend.domain.errors import Conflict, NotAllowed
from backend.house import Work
from backend.services import audit
from backend.services.access_codes import SIGNS
from backend.services.staff import end_sessions, token_hash
from backend.vault import derive

STEP_SECONDS = 30
DRIFT = 1
"""How many steps a phone's clock may be off, either way."""
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_CODE_SIGNS = 10


def offered_secret(work: Work, csrf: str) -> str:
    """The secret that a session is offered before it is settled; the same until then.

    Derived from the session by a key outside the database: nothing is written by looking.
    """
    key = work.vault.hashing_key("offered second factor")
    return b32encode(derive(key, csrf)[:_SECRET_BYTES]).decode()


def address(secret: str, name: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


async def enrol(work: Work, staff_id: str, token: str, secret: str, given: str) -> list[str]:
    """Settle the secret of which a code was given; returns the recovery codes, shown once.

    Raises NotAllowed for a wrong code, Conflict when there is a second factor already.
    """
    if await work.session.get(StaffTotp, staff_id) is not None:
        raise Conflict("second_factor_exists")
    step = _step_of(work, secret, given, after=0)
    sealed = work.vault.seal(secret.encode(), *place_of(staff_id))
    work.session.add(StaffTotp(staff_id=staff_id, secret=sealed, last_step=step))
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    work.session.add_all(
        RecoveryCode(code_hash=_hash(work, staff_id, code), staff_id=staff_id) for code in codes
    )
    await mark(work, token)
    await audit.record(work, f"staff:{staff_id}", "enrol_second_factor", staff_id)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def check(work: Work, staff_id: str, token: str, given: str) -> None:
    """Let a session through by a code of the app or a recovery code; each opens once.

    Raises NotAllowed.
    """
    row = await work.session.get(StaffTotp, staff_id, with_for_update=True)
    if row is None:
        raise NotAllowed("wrong_second_factor")
    digits = given.replace(" ", "")
    if digits.isascii() and digits.isdigit():
        secret = work.vault.open(row.secret, *place_of(staff_id)).decode()
        row.last_step = _step_of(work, secret, digits, after=row.last_step)
    else:
        code = await work.session.get(RecoveryCode, _hash(work, staff_id, given))
        if code is None:
            raise NotAllowed("wrong_second_factor")
        await work.session.delete(code)
        await audit.record(work, f"staff:{staff_id}", "spend_recovery_code", staff_id)
    await mark(work, token)


async def mark(work: Work, token: str) -> None:
    """Note that the second factor was shown in a session."""
    await work.session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == token_hash(token))
        .values(second_factor=True)
    )


async def enrolled(work: Work) -> set[str]:
    """The ids of all who have a second factor."""
    return set(await work.session.scalars(select(StaffTotp.staff_id)))


async def forget(work: Work, staff_id: str, actor: str) -> None:
    """Forget the second factor of somebody whose phone is lost or new, and sign them out."""
    await work.session.execute(delete(StaffTotp).where(StaffTotp.staff_id == staff_id))
    await work.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    await work.session.execute(delete(StaffPasskey).where(StaffPasskey.staff_id == staff_id))
    await end_sessions(work, staff_id)
    await audit.record(work, actor, "forget_second_factor", staff_id)


def _recovery_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(_CODE_SIGNS))


def _step_of(work: Work, secret: str, given: str, *, after: int) -> int:
    """The time step whose code was given, if it is near and later than ``after``."""
    now, totp = int(work.now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    wanted = given.replace(" ", "").encode("utf-8", "replace")
    fitting = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), wanted) and step > after
    ]
    if not fitting:
        raise NotAllowed("wrong_second_factor")
    return fitting[-1]


def _hash(work: Work, staff_id: str, code: str) -> str:
    clean = "".join(sign for sign in code.lower() if sign.isalnum())[:40]
    return work.vault.lookup("recovery code", f"{staff_id}:{clean}")


def place_of(staff_id: str) -> tuple[str, str, str]:
    return "staff_totp", staff_id, "secret"
