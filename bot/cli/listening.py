"""Where the server listens: its sockets, its TLS, and the refusal of what would not be safe."""

import argparse
import errno
import ipaddress
import socket
import ssl

from backend.web.proxies import parse_networks
from bot.cli.mistakes import Refused

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
BACKLOG = 512


def check(args: argparse.Namespace) -> None:
    """Raise Refused for addresses that can't be served as asked.

    Other than loopback wants TLS of our own, or a proxy that is named.
    """
    if bool(args.tls_cert) != bool(args.tls_key):
        raise Refused("tls_pair")
    try:
        networks = parse_networks(tuple(args.behind_proxy))
    except ValueError as error:
        raise Refused("bad_cidr", error=error) from None
    if any(network.prefixlen == 0 for network in networks):
        # Everybody could then say where they come from.
        raise Refused("cidr_of_all")
    if not (_is_loopback(args.host) or args.tls_cert or networks):
        raise Refused("needs_tls", host=args.host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets for every address of ``host``, not listening yet; port 0 picks a free one.

    Raises Refused with the reason: the port in use, not ours to use, or no such address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise Refused("host_unknown", host=host) from None
    bound: list[socket.socket] = []
    fault: OSError | None = None
    for family, kind, protocol, _, address in dict.fromkeys(found):
        taken = bound[0].getsockname()[1] if bound and not port else address[1]
        try:
            one = socket.socket(family, kind, protocol)
        except OSError as error:
            fault = error
            continue
        try:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind((address[0], taken, *address[2:]))
        except OSError as error:
            one.close()
            fault = error
        else:
            one.setblocking(False)
            bound.append(one)
    # A name such as localhost may also stand for IPv6, which not every machine has.
    if not bound or (fault is not None and fault.errno == errno.EADDRINUSE):
        for one in bound:
            one.close()
        raise _refusal(fault, host, port)
    return bound


def _refusal(fault: OSError | None, host: str, port: int) -> Refused:
    number = fault.errno if fault else None
    if number == errno.EADDRINUSE:
        return Refused("port_taken", host=host, port=port)
    if number == errno.EACCES:
        return Refused("port_forbidden", port=port)
    return Refused("host_unknown", host=host)


def tls(args: argparse.Namespace) -> ssl.SSLContext | None:
    """The TLS that was asked for: 1.2 and up, with forward secrecy only; None without."""
    if not args.tls_cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    load(context, args)
    return context


def load(context: ssl.SSLContext, args: argparse.Namespace) -> None:
    """Read certificate and key, the first time and after a renewal; raises OSError or Refused."""
    for path in (args.tls_cert, args.tls_key):
        # The library's own error doesn't say which of the two it is.
        path.open("rb").close()
    # With an empty password a closed key fails instead of asking on a terminal nobody sits at.
    try:
        context.load_cert_chain(args.tls_cert, args.tls_key, password="")
    except ssl.SSLError as error:
        raise Refused("tls_wrong", reason=error.reason or type(error).__name__) from None
