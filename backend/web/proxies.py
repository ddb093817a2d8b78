"""Whose word we take for where a request came from: only that of the proxies that were named."""

import ipaddress

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(cidrs: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks; raises ValueError with the word that is none."""
    return tuple(ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)


def believe_proxies(cidrs: tuple[str, ...]) -> Middleware:
    """A middleware that believes X-Forwarded-For and -Proto from these networks and nobody else."""
    networks = parse_networks(cidrs)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not networks or not _from(request.remote, networks):
            return await handler(request)
        claimed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
        remote = claimed if _is_address(claimed) else request.remote
        known = scheme if scheme in ("http", "https") else request.scheme
        response = await handler(request.clone(remote=remote or "", scheme=known))
        if known == "https":
            add_hsts(response)
        return response

    return middleware


def add_hsts(response: web.StreamResponse) -> None:
    """Tell the browser to come by https only, for a year."""
    if not response.prepared:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _from(remote: str | None, networks: tuple[Network, ...]) -> bool:
    if remote is None or not _is_address(remote):
        return False
    address = ipaddress.ip_address(remote)
    return any(address in network for network in networks)
