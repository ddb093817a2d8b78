"""The job that sends one delivery to a body's webhook, and who may be called for it.

Run by a worker of its own: a receiver that never answers holds up no notice to anybody.
"""

import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from backend.domain.errors import Invalid
from backend.domain.webhooks import DAY, TEST, is_public, signature, wait_after
from backend.house import House
from backend.outbox import MAX_ATTEMPTS, Claimed, Executor, GiveUp, Park, TryLater
from backend.services import webhook_log, webhooks
from backend.services.webhook_log import AGAIN, DROPPED, FAILED, PARKED, SENT
from backend.services.webhooks import WEBHOOK, Sending

SECONDS = 10
"""How long one try may take, with the look-up of its host."""


class Fault(Exception):
    """There was no answer: why, in one word, which quotes nothing of the address."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class PublicOnly(AbstractResolver):
    """Resolves names to addresses of the public net alone, which are the very ones then called."""

    def __init__(self, inner: AbstractResolver) -> None:
        self.inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; raises Fault ``inner`` if any of them isn't public."""
        found = await self.inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise Fault("inner")
        return found

    async def close(self) -> None:
        """Let go of what the inner one holds."""
        await self.inner.close()


class Webhooks:
    """Sends what was queued for webhooks."""

    def __init__(self, house: House, seconds: float = SECONDS) -> None:
        self.house = house
        self.seconds = seconds

    def executors(self) -> dict[str, Executor]:
        """The kind of job done here."""
        return {WEBHOOK: self.send}

    async def send(self, job: Claimed) -> None:
        """Send one; tried again for a day with growing waits, then parked for a person to see."""
        payload = job.payload
        try:
            async with self.house.view() as view:
                sending = await webhooks.load(view, payload)
        except Invalid:
            # The installation's settings allow this address no more.
            await self._note(job, FAILED if payload["event"] == TEST else PARKED, fault="settings")
            raise (GiveUp if payload["event"] == TEST else Park) from None
        if sending is None:
            raise GiveUp
        if isinstance(sending, str):
            await self._note(job, DROPPED, fault=sending)
            raise GiveUp
        old = self.house.clock() - sending.at >= DAY
        wait = 0.0 if sending.test else await webhooks.take_turn(self.house, sending.webhook_id)
        if wait > 0:
            if old:
                await self._note(job, PARKED, fault="paused")
                raise Park
            raise TryLater(wait, asked=False)
        await self._try(job, sending, last=old or job.attempts >= MAX_ATTEMPTS)

    async def _try(self, job: Claimed, sending: Sending, *, last: bool) -> None:
        stamp = int(self.house.clock().timestamp())
        status, fault = None, None
        try:
            status = await post(sending, stamp, self.seconds)
        except Fault as error:
            fault = error.why
        if status is not None and 200 <= status < 300:
            await self._note(job, SENT, status=status, failures=0)
            return
        said = {"status": status, "fault": fault}
        if sending.test:
            await self._note(job, FAILED, **said)
            raise GiveUp
        failures = sending.failures + 1
        if last:
            await self._note(job, PARKED, failures=failures, **said)
            raise Park
        await self._note(job, AGAIN, failures=failures, **said)
        raise TryLater(wait_after(job.attempts).total_seconds())

    async def _note(self, job: Claimed, went: str, **how: Any) -> None:
        await webhook_log.note(self.house, job.payload, job.attempts, went, **how)


async def post(
    sending: Sending,
    stamp: int,
    seconds: float = SECONDS,
    resolver: AbstractResolver | None = None,
) -> int:
    """Post a delivery signed at ``stamp`` (Unix seconds); returns the HTTP status.

    No redirect is followed, no proxy of the environment used, nothing of the answer's body read.
    Raises Fault: ``inner``, ``timeout``, ``dns``, ``tls``, ``unreachable`` or ``broken``.
    """
    names = resolver or ThreadedResolver()
    connector = aiohttp.TCPConnector(
        resolver=names if sending.address.trusted else PublicOnly(names), force_close=True
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Chuishao",
        "Chuishao-Delivery": sending.id,
        "Chuishao-Signature": signature(sending.secret, sending.body, stamp),
    }
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=seconds),
                auto_decompress=False,
            ) as client,
            client.post(
                URL(sending.address.url, encoded=True),
                data=sending.body,
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            return answer.status
    # "from None": what went wrong on the way may quote the address, which is a secret.
    except TimeoutError:
        raise Fault("timeout") from None
    except aiohttp.ClientConnectorDNSError:
        raise Fault("dns") from None
    except aiohttp.ClientSSLError:
        raise Fault("tls") from None
    except aiohttp.ClientConnectorError:
        raise Fault("unreachable") from None
    except (aiohttp.ClientError, OSError, ValueError):
        raise Fault("broken") from None
