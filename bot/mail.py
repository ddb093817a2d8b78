"""The job that sends mail, over a connection that nobody reads along."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp, TryLater
from backend.services.mail import MAIL
from config.settings import MAIL_PORTS, MailSettings, is_here

SECONDS = 30
"""How long one mail may take; less than a job may."""


class Mail:
    """Sends what was queued."""

    def __init__(self, house: House) -> None:
        self.house = house

    def executors(self) -> dict[str, Executor]:
        """The kind of job done here."""
        return {MAIL: self.send}

    async def send(self, job: Claimed) -> None:
        """Send one; tried again while the server can't, parked at last for a person to see."""
        settings = self.house.settings.mail
        if not settings.on:
            raise GiveUp
        try:
            await aiosmtplib.send(_message(job.payload, settings.sender), **server(settings))
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TryLater from error


def _message(payload: Mapping[str, Any], sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, payload["to"]
    message["Subject"] = payload["subject"]
    # Nobody's out-of-office answers a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(payload["text"])
    if payload.get("attachment"):
        name, content = payload["attachment"]
        message.add_attachment(
            content.encode(), maintype="application", subtype="octet-stream", filename=name
        )
    return message


def server(settings: MailSettings) -> dict[str, Any]:
    """How to reach the server; anywhere but on this machine only over TLS, its name checked."""
    given = urlsplit(settings.url.get_secret_value())
    host = given.hostname or ""
    return {
        "hostname": host,
        "port": given.port or MAIL_PORTS[given.scheme],
        "username": unquote(given.username) if given.username else None,
        "password": unquote(given.password) if given.password else None,
        "use_tls": given.scheme == "smtps",
        "start_tls": None if given.scheme == "smtps" or is_here(host) else True,
        "timeout": SECONDS,
    }
