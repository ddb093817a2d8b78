"""What a robot of any service is: a request made of a card, and what its answer means."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from backend.domain.robots import Pace, RobotKind
from handlers.robot_card import Card

SECONDS = 20
"""How long one card may take; less than a job may."""
MOST_ANSWER = 20_000
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Request:
    """One signed message, as its service wants it."""

    url: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """The card wasn't taken: why in one word, the service's own code, how long to wait if told."""

    why: str
    code: int = 0
    wait: float | None = None

    def result(self) -> str:
        """One word and a number, for the administrator's page."""
        return f"{self.why}:{self.code}" if self.code else self.why


class Robot(Protocol):
    """A service's robots."""

    kind: RobotKind
    pace: Pace
    """Within the service's own limit, whatever minute one looks at."""
    code: str
    """The field of an answer that is 0 when the card was taken."""
    whys: Mapping[int, str]
    """What its codes mean: ``unknown``, ``signature``, ``security``, ``keyword``, ``address``,
    ``busy``; one it doesn't know is ``refused``."""
    too_fast: Mapping[int, float]
    """Codes that say that it spoke too often, and how many seconds to keep silent then."""

    def request(self, address: str, secret: str, card: Card, now: dt.datetime) -> Request:
        """The message to post; signed if there is a secret."""
        ...


async def post(robot: Robot, request: Request) -> None:
    """Send one message; raises Refusal unless the service says that it took it.

    Only the address that was checked is called: no redirect is followed, no proxy of the
    environment used.
    """
    limit = aiohttp.ClientTimeout(total=SECONDS)
    body = json.dumps(request.body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as client,
            client.post(request.url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            raw = await answer.content.read(MOST_ANSWER)
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        # "from None": what went wrong on the way may quote the address, which is a secret.
        raise Refusal("unreachable") from None
    _judge(robot, status, raw)


def _judge(robot: Robot, status: int, raw: bytes) -> None:
    try:
        said = json.loads(raw)
        code = int(said[robot.code])
    except (ValueError, TypeError, KeyError, RecursionError):
        wait = 60.0 if status == 429 else None
        raise Refusal("too_fast" if wait else "http", status, wait) from None
    if code in robot.too_fast:
        raise Refusal("too_fast", code, robot.too_fast[code])
    if code != 0 or status != 200:
        raise Refusal(robot.whys.get(code, "refused"), code or status)


def cut(words: str, most_bytes: int) -> str:
    """A text within so many bytes of UTF-8, cut at a line's end where there is one."""
    raw = words.encode()
    if len(raw) <= most_bytes:
        return words
    kept = raw[: most_bytes - len("…".encode())].decode(errors="ignore")
    return (kept.rpartition("\n")[0] or kept) + "…"
