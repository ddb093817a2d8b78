"""Mail to bodies: that something waits, and where to look; never a word of a report.

Queued with what it tells, sent by the outbox. Where no server is set, or a body has no address,
nothing is queued and nothing else changes.
"""

from backend.db.models import Case, EnforcementBody
from backend.domain.errors import Conflict, Invalid
from backend.house import Work
from backend.services import audit, bodies, jobs
from config.settings import is_address
from config.texts import DEFAULT_LOCALE, text

MAIL = "mail"
"""The kind of job that sends one; payload: to, subject, text, attachment (name and content)."""
TOLD: dict[str, str] = {
    "submit": "case.mail_waits",
    "connect": "case.mail_waits",
    "transfer": "case.mail_waits",
    "raised": "case.mail_waits",
    "outward": "case.mail_waits",
    "answer": "case.mail_answer",
    "reporter_message": "case.mail_answer",
    "waiting_over": "case.mail_answer",
    "clock_warning": "case.mail_warning",
    "urge": "case.mail_warning",
    "overdue_below": "case.mail_below",
    "unaccepted_below": "digest.mail_unaccepted_below",
    "extension_asked": "case.mail_below",
    "look_asked": "case.mail_look",
}
"""Events that are worth a mail, by the names that cards in chat groups know them by."""
BESIDE = "case.mail_beside"


async def set_address(work: Work, body_id: str, address: str, actor: str) -> None:
    """Where a body gets mail; empty takes it away. Raises Invalid ``mail_address``."""
    clean = address.strip()
    if clean and not is_address(clean):
        raise Invalid("mail_address")
    row = await bodies.ensure_desk(work, body_id)
    row.mail = clean or None
    await audit.record(work, actor, "set_mail", body_id, there=bool(clean))


async def tell(work: Work, body_id: str, case: Case, event: str, key: str = "") -> None:
    """A mail to one body, if it has an address and the event is worth one."""
    key = key or TOLD.get(event, "")
    if not key or not work.house.settings.mail.on:
        return
    row = await work.session.get(EnforcementBody, body_id)
    if row is None or row.mail is None:
        return
    said = {
        "number": case.number,
        "body": bodies.name_of(case.holder_id),
        "address": f"{work.house.public_url}/console/cases/{case.number}",
    }
    subject = text(DEFAULT_LOCALE, "case.mail_subject", number=case.number)
    await queue(work, row.mail, subject, text(DEFAULT_LOCALE, key, **said))


async def queue(
    work: Work, to: str, subject: str, words: str, attachment: tuple[str, str] | None = None
) -> None:
    """Store one mail to be sent after the commit."""
    payload = {"to": to, "subject": subject, "text": words, "attachment": attachment}
    await jobs.enqueue(work, MAIL, payload)


async def send_file(work: Work, to: str, name: str, page: str) -> None:
    """A sealed file to a body outside; its passphrase is never in it.

    Raises Invalid ``mail_address``, Conflict ``mail_off`` where no server is set.
    """
    if not work.house.settings.mail.on:
        raise Conflict("mail_off")
    if not is_address(to):
        raise Invalid("mail_address")
    subject = text(DEFAULT_LOCALE, "case.mail_sealed_subject")
    await queue(work, to, subject, text(DEFAULT_LOCALE, "case.mail_sealed"), (name, page))


async def tell_heads(work: Work, day: str, line: str) -> None:
    """The day's signed heads, to each address that is set for them."""
    settings = work.house.settings.mail
    if not settings.on:
        return
    for address in filter(None, (one.strip() for one in settings.audit_to.split(","))):
        subject = text(DEFAULT_LOCALE, "case.mail_heads_subject", day=day)
        words = text(DEFAULT_LOCALE, "case.mail_heads")
        await queue(work, address, subject, words, (f"{day}.json", f"{line}\n"))
