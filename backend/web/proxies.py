"""Whose word we take for where a request came from: only that of the proxies that were named."""

import ipaddress
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

HSTS = "Strict-Transport-Security"
_BY_HTTPS = web.RequestKey("came by https", bool)
"""Marks a request that came encrypted, at us or at a proxy that we believe."""


def parse_networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks; raises ValueError with the word that is none."""
    return tuple(ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)


def believe_proxies(cidrs: tuple[str, ...]) -> Middleware:
    """A middleware that believes X-Forwarded-For and -Proto from these networks and nobody else."""
    networks = parse_networks(cidrs)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        sender = _address(request.remote or "")
        if sender is None or not _among(sender, networks):
            return await handler(request)
        sender = _client(sender, request.headers.getall("X-Forwarded-For", ()), networks)
        said = request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip().lower()
        scheme = said if said in ("http", "https") else request.scheme
        # On the request as it came: an error raised on the way is answered to that one.
        request[_BY_HTTPS] = scheme == "https"
        return await handler(request.clone(remote=str(sender), scheme=scheme))

    return middleware


async def add_hsts(request: web.Request, response: web.StreamResponse) -> None:
    """Tell who came by https to do so for a year; for on_response_prepare, so on every answer."""
    if request.secure or request.get(_BY_HTTPS):
        response.headers.setdefault(HSTS, "max-age=31536000")


def _client(sender: Address, forwarded: Iterable[str], networks: tuple[Network, ...]) -> Address:
    """The first from the right that is no proxy of ours; what stands left of it anybody can say."""
    for word in reversed(",".join(forwarded).split(",")):
        claimed = _address(_without_port(word.strip()))
        if claimed is None or not _among(sender, networks):
            break
        sender = claimed
    return sender


def _without_port(word: str) -> str:
    if word.startswith("["):
        return word[1:].partition("]")[0]
    return word.partition(":")[0] if word.count(":") == 1 else word


def _address(word: str) -> Address | None:
    try:
        address = ipaddress.ip_address(word.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _among(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
