"""Passkeys (WebAuthn): a key in a phone, laptop or stick stands in for the authenticator app.

It comes beside the app, never in its place: recovery codes and a lost key lead back to it. What a
key signs is made for one session, taken once and good for some minutes.
"""

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from backend.db.models import Staff, StaffPasskey, StaffSession
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import Work
from backend.services import audit
from backend.services.second_factor import mark
from backend.services.staff import token_hash

MINUTES = 5
"""How long a challenge is good."""
MOST = 10
MAX_NAME = 100
MAX_ANSWER = 20_000
ADD, PASS = "add", "pass"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a key signs for: the name of the host, and the address pages come from."""

    id: str
    origin: str


def party(public_url: str) -> Party | None:
    """Whom keys sign for at the address that people reach us at.

    None where browsers offer no passkeys: no address is set, it has no TLS, or it is a number.
    """
    given = urlsplit(public_url)
    host = given.hostname or ""
    named = host == "localhost" or ("." in host and not host.replace(".", "").isdigit())
    safe = given.scheme == "https" or (given.scheme == "http" and host == "localhost")
    if not named or ":" in host or not safe:
        return None
    port = f":{given.port}" if given.port else ""
    return Party(host, f"{given.scheme}://{host}{port}")


async def of_staff(work: Work, staff_id: str) -> list[StaffPasskey]:
    """Somebody's passkeys, the oldest first."""
    rows = await work.session.scalars(
        select(StaffPasskey)
        .where(StaffPasskey.staff_id == staff_id)
        .order_by(StaffPasskey.added_on, StaffPasskey.name, StaffPasskey.credential_hash)
    )
    return list(rows)


async def begin_adding(
    work: Work, who: Party, staff: Staff, token: str, product: str
) -> dict[str, Any]:
    """What the browser is to ask a new key; raises Conflict when there are too many."""
    known = await of_staff(work, staff.id)
    if len(known) >= MOST:
        raise Conflict("passkeys_full", limit=MOST)
    options = generate_registration_options(
        rp_id=who.id,
        rp_name=product,
        user_id=staff.id.encode(),
        user_name=staff.name,
        challenge=await _new_challenge(work, token, ADD),
        exclude_credentials=_described(work, known),
    )
    return options_to_json_dict(options)


async def add(
    work: Work, who: Party, staff_id: str, challenge: bytes | None, given: str, name: str
) -> None:
    """Keep the key that answered the challenge; raises Invalid for what isn't such an answer."""
    clean = name.strip()
    if not clean or len(clean) > MAX_NAME or not clean.isprintable():
        raise Invalid("field_missing", field="passkey_name")
    if challenge is None:
        raise Invalid("passkey_wrong")
    try:
        made = verify_registration_response(
            credential=given[:MAX_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=who.id,
            expected_origin=who.origin,
            require_user_verification=False,
        )
    except Exception:  # noqa: BLE001 - whatever breaks at it, it is no answer of a key
        raise Invalid("passkey_wrong") from None
    hashed = _hash(work, made.credential_id)
    if await work.session.get(StaffPasskey, hashed) is not None:
        raise Conflict("passkey_known")
    held = [made.credential_id.hex(), made.credential_public_key.hex(), staff_id]
    work.session.add(
        StaffPasskey(
            credential_hash=hashed,
            staff_id=staff_id,
            name=clean,
            credential=work.vault.seal(json.dumps(held).encode(), *_place(hashed)),
            sign_count=made.sign_count,
            added_on=day_of(work.now),
        )
    )
    await audit.record(work, f"staff:{staff_id}", "add_passkey", staff_id)


async def begin_passing(work: Work, who: Party, staff_id: str, token: str) -> dict[str, Any]:
    """What the browser is to ask one of somebody's keys; raises NotFound when there is none."""
    known = await of_staff(work, staff_id)
    if not known:
        raise NotFound("passkey_none")
    options = generate_authentication_options(
        rp_id=who.id,
        challenge=await _new_challenge(work, token, PASS),
        allow_credentials=_described(work, known),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json_dict(options)


async def check(
    work: Work, who: Party, staff_id: str, token: str, challenge: bytes | None, given: str
) -> None:
    """Let a session through by the answer of one of its owner's keys; raises NotAllowed."""
    if challenge is None:
        raise NotAllowed("passkey_refused")
    row, public = await _answering(work, staff_id, given)
    try:
        signed = verify_authentication_response(
            credential=given[:MAX_ANSWER],
            expected_challenge=challenge,
            expected_rp_id=who.id,
            expected_origin=who.origin,
            credential_public_key=public,
            credential_current_sign_count=row.sign_count,
            require_user_verification=False,
        )
    except Exception:  # noqa: BLE001 - whatever breaks at it, it is no answer of a key
        raise NotAllowed("passkey_refused") from None
    row.sign_count, row.used_on = signed.new_sign_count, day_of(work.now)
    await mark(work, token)


async def note_refused(work: Work, staff_id: str) -> None:
    """Put on record that a key of somebody's was refused: a copy of it may be about."""
    await audit.record(work, f"staff:{staff_id}", "passkey_refused", staff_id)


async def remove(work: Work, staff_id: str, credential_hash: str) -> None:
    """Let one of somebody's own keys open nothing any more; raises NotFound."""
    row = await work.session.get(StaffPasskey, credential_hash)
    if row is None or row.staff_id != staff_id:
        raise NotFound("passkey_none")
    await work.session.delete(row)
    await audit.record(work, f"staff:{staff_id}", "remove_passkey", staff_id)


async def take_challenge(work: Work, token: str, purpose: str) -> bytes | None:
    """The challenge that a session was given for ``purpose``, once; None when its time is over.

    To be called in a transaction of its own: whatever the answer is worth, it is spent.
    """
    row = await work.session.get_one(StaffSession, token_hash(token), with_for_update=True)
    found, meant, until = row.challenge, row.challenge_for, row.challenge_until
    row.challenge = row.challenge_for = row.challenge_until = None
    if found is None or meant != purpose or until is None or until < work.now:
        return None
    return found


def _place(credential_hash: str) -> tuple[str, str, str]:
    return "staff_passkeys", credential_hash, "credential"


async def _new_challenge(work: Work, token: str, purpose: str) -> bytes:
    row = await work.session.get_one(StaffSession, token_hash(token), with_for_update=True)
    row.challenge, row.challenge_for = secrets.token_bytes(32), purpose
    row.challenge_until = work.now + dt.timedelta(minutes=MINUTES)
    return row.challenge


async def _answering(work: Work, staff_id: str, given: str) -> tuple[StaffPasskey, bytes]:
    """The row of the key that answers, and its public half; raises NotAllowed."""
    try:
        credential_id = base64url_to_bytes(str(json.loads(given[:MAX_ANSWER])["id"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAllowed("passkey_refused") from None
    row = await work.session.get(StaffPasskey, _hash(work, credential_id), with_for_update=True)
    if row is None or row.staff_id != staff_id:
        raise NotAllowed("passkey_refused")
    _, public, owner = _opened(work, row)
    if owner != staff_id:
        raise NotAllowed("passkey_refused")
    return row, bytes.fromhex(public)


def _described(work: Work, rows: list[StaffPasskey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes.fromhex(_opened(work, row)[0])) for row in rows]


def _opened(work: Work, row: StaffPasskey) -> tuple[str, str, str]:
    held = json.loads(work.vault.open(row.credential, *_place(row.credential_hash)))
    return str(held[0]), str(held[1]), str(held[2])


def _hash(work: Work, credential_id: bytes) -> str:
    return work.vault.lookup("passkey", credential_id.hex())
