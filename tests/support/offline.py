"""Tests reach this machine only: a look-up of or connection to another one is a fault."""

import ipaddress
import os
import sys
from typing import Any
from urllib.parse import urlsplit

GIVEN = ("TEST_DATABASE_URL", "TEST_REDIS_URL")
_allowed = {"", "localhost", *(urlsplit(os.environ.get(name, "")).hostname for name in GIVEN)}


class Outside(RuntimeError):
    """Something of ours asked another machine for something."""


def _is_here(host: object) -> bool:
    if host is None or not isinstance(host, str | bytes):
        return True
    name = host.decode() if isinstance(host, bytes) else host
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name in _allowed
    return address.is_loopback or address.is_unspecified or name in _allowed


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not _is_here(host):
        raise Outside(f"a test reached for {host!r}")


def go_offline() -> None:
    """From here on, in this process, for good: an audit hook cannot be taken out again."""
    sys.addaudithook(_watch)
