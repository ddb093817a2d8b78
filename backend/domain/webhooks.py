"""Webhooks of bodies: which events, to which addresses, signed how, tried how long.

A receiver's host is asked by the server itself: no address of its own network may be reached that
way, unless the installation's settings name it.
"""

import datetime as dt
import hmac
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from backend.domain.cases import Event
from backend.domain.errors import Invalid
from backend.domain.rewards import IN_TURN


class Group(StrEnum):
    """Events that an administrator chooses together."""

    NEW = "new"
    """A case came to the body."""
    STATUS = "status"
    """A step in the case, or it left the body."""
    MESSAGE = "message"
    OVERDUE = "overdue"
    REWARD = "reward"


SUBMIT = "submit"
REPORTER_MESSAGE = "reporter_message"
CLOCK_WARNING = "clock_warning"
TEST = "test"
"""Events of a delivery beside those of a case's life."""
_GROUPS: dict[str, Group] = {
    SUBMIT: Group.NEW,
    REPORTER_MESSAGE: Group.MESSAGE,
    CLOCK_WARNING: Group.OVERDUE,
    Event.ANSWER: Group.MESSAGE,
    Event.MESSAGE: Group.MESSAGE,
    Event.NOTE: Group.MESSAGE,
    Event.OVERDUE: Group.OVERDUE,
    Event.URGE: Group.OVERDUE,
    **dict.fromkeys(IN_TURN, Group.REWARD),
}
EVENTS = tuple(dict.fromkeys((SUBMIT, *(event.value for event in Event), *_GROUPS, TEST)))
"""Every event that a delivery may tell."""

DAY = dt.timedelta(days=1)
"""How long a delivery is tried; then it waits for a person."""
_WAITS = (10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 14_400, 21_600, 21_600)
"""Seconds before each further try of one delivery: a day together."""
_PAUSE, _LONGEST_PAUSE = 10.0, 300.0
MOST_CHARS = 400
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "168.63.129.16/32",  # a cloud's own services
        "192.88.99.0/24",  # 6to4
        "2002::/16",
        "64:ff9b::/96",  # an IPv4 address within (NAT64)
        "64:ff9b:1::/48",
        "fec0::/10",  # once site-local
    )
)


def group_of(event: str, *, came: bool = False) -> Group:
    """The group of an event; ``came``: by it the case came to the body that is told."""
    return Group.NEW if came else _GROUPS.get(event, Group.STATUS)


def parse_groups(given: Iterable[str]) -> tuple[Group, ...]:
    """The groups chosen, in their order; raises Invalid ``webhook_events`` for none or another."""
    chosen = set(given)
    if not chosen or chosen - set(Group):
        raise Invalid("webhook_events")
    return tuple(group for group in Group if group.value in chosen)


@dataclass(frozen=True, slots=True)
class Address:
    """Where deliveries go, checked."""

    url: str
    origin: str
    trusted: bool
    """Whether the settings name it: then it may be http and anywhere."""


def checked_address(given: str, allowed: frozenset[str]) -> Address:
    """The address of a receiver; ``allowed`` are the origins that the settings name.

    Raises Invalid ``webhook_address`` for what is no plain address, ``webhook_https`` for one that
    is not https, ``webhook_inner`` for a host that is surely not on the public net. What a name
    resolves to is checked when it is called.
    """
    clean = given.strip()
    if len(clean) > MOST_CHARS or not re.fullmatch(r"[!-~]+", clean) or "\\" in clean:
        raise Invalid("webhook_address")
    try:
        parts = urlsplit(clean)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("webhook_address") from None
    if parts.scheme not in ("http", "https") or not host or "#" in clean:
        raise Invalid("webhook_address")
    # Rebuilt: nothing that another parser might read otherwise is left.
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    if parts.netloc.lower() != netloc:
        raise Invalid("webhook_address")
    origin = f"{parts.scheme}://{netloc}"
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if origin in allowed:
        return Address(origin + rest, origin, trusted=True)
    if parts.scheme != "https":
        raise Invalid("webhook_https")
    if port is not None and port != 443 and port < 1024:
        raise Invalid("webhook_address")
    _check_host(host)
    return Address(origin + rest, origin, trusted=False)


def _check_host(host: str) -> None:
    """A public address, or a name whose last part can't be read as a number of an address."""
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        # 2130706433, 0x7f000001, 127.1 and 0177.0.0.1 are 127.0.0.1 to a resolver.
        if not _HOST.fullmatch(host):
            raise Invalid("webhook_address") from None
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
            raise Invalid("webhook_inner") from None
        return
    if "%" in host or not is_public(str(literal)):
        raise Invalid("webhook_inner")


def is_public(given: str) -> bool:
    """Whether an IP address is one of the public net: no loopback, link-local, inner, metadata."""
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in net for net in _NOT_PUBLIC if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def signature(secret: str, body: bytes, at: int) -> str:
    """The header ``Chuishao-Signature`` of a body sent at ``at`` (Unix seconds), as Stripe does it.

    How a receiver checks it stands in the API's description (backend.web.api.openapi).
    """
    mac = hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
    return f"t={at},v1={mac}"


def wait_after(attempts: int) -> dt.timedelta:
    """How long one delivery waits after so many failures: seconds first, hours at last."""
    return dt.timedelta(seconds=_WAITS[min(attempts, len(_WAITS)) - 1])


def pause_after(failures: int) -> dt.timedelta:
    """How long a receiver is left alone after so many failures in a row: five minutes at most.

    All that waits for it is put off together, so that one that is down holds up no other.
    """
    return dt.timedelta(seconds=min(_PAUSE * 2.0 ** min(failures - 1, 20), _LONGEST_PAUSE))
