"""OpenID Connect, the code flow with PKCE: asks a provider who somebody is and checks its word.

Source: OpenID Connect Core 1.0, RFC 7636. Needs the extra ``oidc``.
"""

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp

from config.settings import OidcSettings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
SECONDS = 10
MAX_BYTES = 256 * 1024
LEEWAY_SECONDS = 60


class Refused(Exception):
    """The provider, or who says to come from it, isn't believed; the reason is for the log."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one way to the provider was begun with; the browser holds it sealed."""

    state: str
    nonce: str
    verifier: str
    next_page: str
    until: float

    def dump(self) -> bytes:
        """For sealing."""
        return json.dumps(
            [self.state, self.nonce, self.verifier, self.next_page, self.until]
        ).encode()

    @classmethod
    def load(cls, raw: bytes) -> "Asked":
        """What was sealed."""
        return cls(*json.loads(raw))


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the provider vouches for."""

    name: str
    second_factor: bool
    """Whether it says that it asked for more than one proof."""


def offered(settings: OidcSettings) -> bool:
    """Whether staff can come by the provider: it is set, and the extra is installed."""
    return settings.on and find_spec("joserfc") is not None


def new_way(next_page: str, minutes: int) -> Asked:
    """The secrets of one way to the provider and back."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Asked(state, nonce, verifier, next_page, time.time() + minutes * 60)


async def address(settings: OidcSettings, asked: Asked, back: str) -> str:
    """Where to send the browser; raises Refused when the provider doesn't answer as one."""
    async with _session() as session:
        found = await _discover(session, settings)
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "scope": "openid profile",
        "client_id": settings.client_id,
        "redirect_uri": back,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    where = found["authorization_endpoint"]
    return f"{where}{'&' if urlsplit(where).query else '?'}{urlencode(query)}"


async def known_by(settings: OidcSettings, asked: Asked, state: str, code: str, back: str) -> Known:
    """Whom the provider vouches for with ``code``; raises Refused."""
    if not hmac.compare_digest(state.encode("utf-8", "replace"), asked.state.encode()):
        raise Refused("state")
    if asked.until < time.time():
        raise Refused("too late")
    if not code or len(code) > 4096:
        raise Refused("no code")
    async with _session() as session:
        found = await _discover(session, settings)
        token = await _exchange(session, settings, found["token_endpoint"], asked, code, back)
        keys = await _json(session.get(found["jwks_uri"], allow_redirects=False))
    claims = _verified(settings, token, keys, asked.nonce)
    name = claims.get(settings.claim)
    if not isinstance(name, str) or not name.strip():
        raise Refused("claim")
    methods = claims.get("amr")
    return Known(name.strip()[:100], isinstance(methods, list) and "mfa" in methods)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))


async def _discover(session: aiohttp.ClientSession, settings: OidcSettings) -> dict[str, str]:
    where = f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration"
    found = await _json(session.get(where, allow_redirects=False))
    if found.get("issuer") != settings.issuer:
        raise Refused("issuer of the configuration")
    secure = urlsplit(settings.issuer).scheme == "https"
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        given = found.get(name)
        if not isinstance(given, str) or (secure and urlsplit(given).scheme != "https"):
            raise Refused(name)
    return found


async def _exchange(
    session: aiohttp.ClientSession,
    settings: OidcSettings,
    where: str,
    asked: Asked,
    code: str,
    back: str,
) -> str:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": asked.verifier,
        "client_id": settings.client_id,
    }
    secret = settings.client_secret.get_secret_value()
    headers = {}
    if secret:
        # RFC 6749, 2.3.1: both are written as in a form before they are joined.
        pair = f"{quote_plus(settings.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    answer = await _json(session.post(where, data=fields, headers=headers, allow_redirects=False))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Refused("no id_token")
    return token


async def _json(asking: Any) -> dict[str, Any]:
    try:
        async with asking as answer:
            raw = await answer.content.read(MAX_BYTES + 1)
            while len(raw) <= MAX_BYTES and (more := await answer.content.read(MAX_BYTES)):
                raw += more
            if answer.status != 200 or len(raw) > MAX_BYTES:
                raise Refused(f"status {answer.status}")
            found = json.loads(raw)
    except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError):
        raise Refused("no answer") from None
    if not isinstance(found, dict):
        raise Refused("no object")
    return found


def _verified(
    settings: OidcSettings, token: str, keys: dict[str, Any], nonce: str
) -> dict[str, Any]:
    """The claims of a token that the provider signed for us, now and for this way."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.issuer},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        held = KeySet.import_key_set({"keys": keys["keys"]})
        decoded = jwt.decode(token, held, algorithms=list(ALGORITHMS))
        claims: dict[str, Any] = decoded.claims
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Refused(type(error).__name__) from None
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if settings.client_id not in several:
        raise Refused("audience")
    if claims.get("azp", settings.client_id) != settings.client_id:
        raise Refused("authorized party")
    return claims
