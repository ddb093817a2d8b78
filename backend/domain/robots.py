"""Robots of chat groups: what services there are, which addresses are theirs, how often one speaks.

No address but those is ever called, so that nobody makes the server ask hosts of its own network.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from backend.domain.errors import Invalid


class RobotKind(StrEnum):
    """Whose robot it is."""

    WECOM = "wecom"
    """企业微信 group robot."""
    DINGTALK = "dingtalk"
    """钉钉 custom robot."""
    FEISHU = "feishu"
    """飞书 custom robot."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the addresses of a service's robots look like."""

    origin: str
    path: re.Pattern[str]
    key: str
    """The one parameter of the address, its secret; empty where the path holds it."""
    signs: bool
    """Whether messages may be signed with a secret beside the address."""


_HOOK = re.compile(r"/open-apis/bot/v2/hook/[A-Za-z0-9_-]{8,80}")
SERVICES: dict[RobotKind, Service] = {
    RobotKind.WECOM: Service(
        "https://qyapi.weixin.qq.com", re.compile(r"/cgi-bin/webhook/send"), "key", signs=False
    ),
    RobotKind.DINGTALK: Service(
        "https://oapi.dingtalk.com", re.compile(r"/robot/send"), "access_token", signs=True
    ),
    RobotKind.FEISHU: Service("https://open.feishu.cn", _HOOK, "", signs=True),
}
_KEY = re.compile(r"[\w-]{8,160}", re.ASCII)
_SECRET = re.compile(r"[!-~]{4,120}")
MOST_CHARS = 400


def parse_kind(given: str) -> RobotKind:
    """The kind called ``given``; raises Invalid ``robot_kind``."""
    try:
        return RobotKind(given)
    except ValueError:
        raise Invalid("robot_kind") from None


def checked_address(kind: RobotKind, given: str, allowed: frozenset[str]) -> str:
    """The address of a robot, made anew of its checked parts.

    ``allowed`` are origins beside the service's own. Raises Invalid ``robot_host`` for another
    host or way, ``robot_address`` for what is no address of such a robot.
    """
    service = SERVICES[kind]
    clean = given.strip()
    if len(clean) > MOST_CHARS or not re.fullmatch(r"[!-~]+", clean):
        raise Invalid("robot_address")
    try:
        parts = urlsplit(clean)
        query = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except ValueError:
        raise Invalid("robot_address") from None
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if origin != service.origin and origin not in allowed:
        raise Invalid("robot_host", host=service.origin)
    values = query.pop(service.key, []) if service.key else []
    right = not query and not parts.fragment and service.path.fullmatch(parts.path)
    if service.key and not (len(values) == 1 and _KEY.fullmatch(values[0])):
        right = None
    if not right:
        raise Invalid("robot_address")
    return f"{origin}{parts.path}" + (f"?{service.key}={values[0]}" if service.key else "")


def checked_secret(kind: RobotKind, given: str) -> str:
    """The secret that messages are signed with, if any; raises Invalid ``robot_secret``."""
    clean = given.strip()
    if clean and (not SERVICES[kind].signs or not _SECRET.fullmatch(clean)):
        raise Invalid("robot_secret")
    return clean


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a robot may speak: so many at once, and one more after each interval."""

    at_once: int
    interval: dt.timedelta

    def take(
        self, busy_until: dt.datetime | None, now: dt.datetime
    ) -> tuple[dt.datetime | None, dt.timedelta]:
        """A turn: until when the robot counts as busy then, or None and how long to wait."""
        busy = max(busy_until or now, now)
        wait = busy - now - self.interval * (self.at_once - 1)
        if wait > dt.timedelta():
            return None, wait
        return busy + self.interval, dt.timedelta()


def quiet_until(now: dt.datetime, starts: int, ends: int, zone: dt.tzinfo) -> dt.datetime | None:
    """When the night ends that ``now`` lies in, between two full hours of ``zone``; else None."""
    local = now.astimezone(zone)
    morning = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    if local < morning:
        return morning
    return morning + dt.timedelta(days=1) if local.hour >= starts else None
