"""An account to be paid to, sealed to the payer alone: for who doesn't come to a counter.

The payer of a body makes a key pair; its private half lies in the key folder, closed with a
passphrase of the payer's own. A reporter may leave an account with the claim: it is sealed to that
key with a fresh claim code, so that neither the database nor the running server opens it later. It
goes with the payment, with the end of the claim, or when the reporter takes it back.
"""

import asyncio
import json
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, PayerKey, PaymentAccount, Report, Reward
from backend.domain.cases import Role
from backend.domain.deadlines import day_of
from backend.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.house import House, Work
from backend.services import audit, claim_codes, desks, notifications, rewards
from backend.services.cases import Actor
from backend.vault import KeyMissing, VaultError, new_key, public_half, unwrap, wrap

MIN_PASSPHRASE = 12
MAX_WORDS = 300
"""Characters of an account: bank and number, or whatever the body pays to."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the payer sees: where to pay, and the claim code that the payment needs."""

    case_number: str
    amount_yuan: int
    words: str
    code: str


async def has_key(work: Work, body_id: str) -> bool:
    """Whether accounts can be sealed to this body's payer."""
    return await work.session.get(PayerKey, body_id) is not None


async def make_key(house: House, passphrase: str, actor: Actor) -> int:
    """Make the payer's key, or another in its place; returns how many accounts that lost.

    What was sealed to the former key is opened by nobody any more: those reporters are told to
    leave their account again. Raises NotAllowed, Invalid ``weak_password``.
    """
    _check_payer(actor)
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid("weak_password", limit=MIN_PASSPHRASE)
    private = new_key()
    made = f"payer.{actor.body_id}.{secrets.token_hex(4)}"
    folder = house.vault.folder
    await asyncio.to_thread(folder.create, made, private, passphrase)
    async with house.work() as work:
        row = await work.session.get(PayerKey, actor.body_id, with_for_update=True)
        lost, former = await _lose(work, actor.body_id), row.file if row else ""
        if row is None:
            row = PayerKey(body_id=actor.body_id)
            work.session.add(row)
        row.file, row.public_key, row.day = made, public_half(private), day_of(work.now)
        await audit.record(work, actor.id, "payer_key", actor.body_id, lost=lost)
    if former:
        # Last: a power cut before leaves a file that opens nothing, never an account without one.
        folder.remove(former)
    return lost


async def _lose(work: Work, body_id: str) -> int:
    rows = await work.session.execute(
        select(PaymentAccount, Case)
        .join(Case, Case.number == PaymentAccount.case_number)
        .where(PaymentAccount.body_id == body_id)
    )
    count = 0
    for account, case in rows.all():
        await work.session.delete(account)
        await claim_codes.spend(work, account.case_number)
        await notifications.tell_reporters(work, case, "case.notice_account_again", {})
        count += 1
    await work.session.flush()
    return count


async def give(work: Work, report_id: str, words: str) -> None:
    """Claim with an account; the caller has checked the receipt and the claim password.

    Raises Invalid for words that can't be, Conflict ``no_payer_key`` where the body takes none, and
    as services.rewards.claim.
    """
    clean = words.replace("\x00", "").strip()
    if not clean:
        raise Invalid("field_missing", field="account")
    if len(clean) > MAX_WORDS:
        raise Invalid("field_too_long", field="account", limit=MAX_WORDS)
    report = await work.session.get_one(Report, report_id)
    case = await work.session.get_one(Case, report.case_number, with_for_update=True)
    # Locked: nothing is sealed to a key that is just being replaced.
    key = await work.session.get(PayerKey, case.holder_id, with_for_update=True)
    if key is None:
        raise Conflict("no_payer_key")
    _, code = await rewards.claim(work, case, report.id)
    sealed = wrap(key.public_key, json.dumps([clean, code]).encode())
    work.session.add(
        PaymentAccount(
            case_number=case.number, body_id=case.holder_id, sealed=sealed, day=day_of(work.now)
        )
    )
    await work.session.flush()
    await audit.record(work, "reporter", "leave_account", case.number, chain=case.holder_id)


async def of_case(work: Work, case_number: str) -> PaymentAccount | None:
    """The account that was left for a case, sealed."""
    return await work.session.get(PaymentAccount, case_number)


async def taken_for(work: Work, case_number: str) -> bool:
    """Whether the body that has the case takes accounts."""
    return await has_key(work, (await work.session.get_one(Case, case_number)).holder_id)


async def take_back(work: Work, report_id: str) -> None:
    """The reporter takes the account back; the claim stays, its code is to be asked for anew.

    The caller has checked receipt and claim password.
    """
    report = await work.session.get_one(Report, report_id)
    await claim_codes.forget_account(work, report.case_number)
    await claim_codes.spend(work, report.case_number)


async def waiting(work: Work, actor: Actor) -> list[tuple[PaymentAccount, Reward]]:
    """The accounts that wait for a payer, the oldest first."""
    rows = await work.session.execute(
        select(PaymentAccount, Reward)
        .join(Reward, Reward.case_number == PaymentAccount.case_number)
        .join(Case, Case.number == PaymentAccount.case_number)
        .where(PaymentAccount.body_id == actor.body_id, desks.in_areas(actor))
        .order_by(PaymentAccount.day, PaymentAccount.case_number)
    )
    return [(account, reward) for account, reward in rows]


async def open_account(house: House, number: str, passphrase: str, actor: Actor) -> Opened:
    """Open one account with the payer's passphrase; on record before it is shown.

    The reporter sees the day. Raises NotFound, NotAllowed for another role or a wrong passphrase.
    """
    _check_payer(actor)
    async with house.view() as view:
        case = await desks.find_case(view, number, actor)
        row = await of_case(view, case.number)
        if row is None or row.body_id != actor.body_id:
            raise NotFound("case_not_found")
        sealed = row.sealed
        name = (await view.session.get_one(PayerKey, actor.body_id)).file
    try:
        private = await asyncio.to_thread(house.vault.folder.read, name, passphrase)
        words, code = json.loads(unwrap(private, sealed))
    except (KeyMissing, VaultError):
        async with house.work() as work:
            await audit.record(work, actor.id, "account_refused", case.number)
        raise NotAllowed("wrong_passphrase") from None
    async with house.work() as work:
        reward = await work.session.get_one(Reward, case.number)
        held = await work.session.get_one(PaymentAccount, case.number)
        held.opened_on = held.opened_on or day_of(work.now)
        await audit.record(work, actor.id, "open_account", case.number)
    return Opened(case.number, reward.amount_yuan or 0, str(words), str(code))


def _check_payer(actor: Actor) -> None:
    if Role.PAYER not in actor.roles:
        raise NotAllowed(event="open_account")
