"""Answers kept under their Idempotency-Key: the same request again changes nothing."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from backend.db.models import ApiAnswer, random_id
from backend.domain.errors import Conflict
from backend.house import House, Work
from backend.vault import derive, open_sealed, seal

KEPT = dt.timedelta(hours=24)
_RESERVED = 0
"""The status of an answer that is being worked out in an open transaction; nobody else sees it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was or will be answered."""

    http_status: int
    body: bytes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of one token. ``key`` empty: it may be done again if it comes again."""

    token_id: str
    secret: str
    """The token itself: the answer is sealed with what derives from it, and we keep only a hash."""
    key: str
    request: str
    """The request as canonical text; another one under the same key is a mistake."""


Act = Callable[[Work], Awaitable[Answer]]


async def once(house: House, asked: Asked, act: Act) -> Answer:
    """Do ``act`` in one transaction with the note of its answer, or repeat the answer of before.

    Raises Conflict when the key was used for another request. What ``act`` raises undoes all.
    """
    try:
        return await _attempt(house, asked, act)
    except IntegrityError:
        # Somebody else was first with the same key or the same report: theirs holds.
        return await _attempt(house, asked, act)


async def _attempt(house: House, asked: Asked, act: Act) -> Answer:
    async with house.work() as work:
        if not asked.key:
            return await act(work)
        known = await find(work, asked)
        if known is not None:
            return known
        row = await _reserve(work, asked)
        answer = await act(work)
        row.http_status = answer.http_status
        row.answer = seal(_sealing_key(asked), answer.body, "api_answers", row.id, "answer")
        return answer


async def find(work: Work, asked: Asked) -> Answer | None:
    """The answer kept for this key, if its hours aren't over; raises Conflict."""
    if not asked.key:
        return None
    row = await work.session.scalar(
        select(ApiAnswer).where(
            ApiAnswer.token_id == asked.token_id,
            ApiAnswer.key_hash == _key_hash(work, asked),
            ApiAnswer.until > work.now,
        )
    )
    if row is None:
        return None
    if row.request_hash != _request_hash(work, asked):
        raise Conflict
    body = open_sealed(_sealing_key(asked), row.answer, "api_answers", row.id, "answer")
    return Answer(row.http_status, body, repeated=True)


async def _reserve(work: Work, asked: Asked) -> ApiAnswer:
    """Take the key before anything is done: the same request beside this one waits here."""
    await work.session.execute(delete(ApiAnswer).where(ApiAnswer.until <= work.now))
    row = ApiAnswer(
        id=random_id(),
        token_id=asked.token_id,
        key_hash=_key_hash(work, asked),
        request_hash=_request_hash(work, asked),
        http_status=_RESERVED,
        answer=b"",
        until=work.now + KEPT,
    )
    work.session.add(row)
    await work.session.flush()
    return row


def _key_hash(work: Work, asked: Asked) -> str:
    return work.vault.lookup("api_key", f"{asked.token_id}:{asked.key}")


def _request_hash(work: Work, asked: Asked) -> str:
    return work.vault.lookup("api_request", asked.request)


def _sealing_key(asked: Asked) -> bytes:
    return derive(asked.secret.encode(), "api_answer")
