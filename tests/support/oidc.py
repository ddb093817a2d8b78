"""A provider of OpenID Connect on loopback that signs what a test wants it to."""

import hashlib
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from yarl import URL

CLIENT, SECRET = "chuishao", "a secret: of the client"


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Provider:
    """One provider with one client; ``claims`` go over what an honest token says."""

    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    signer: rsa.RSAPrivateKey | None = None
    """Who signs in the key's place."""
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    state: str | None = None
    """What is sent back instead of the state that came."""
    configuration: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def server(self) -> TestServer:
        """The provider's site, to be started."""
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._configuration)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/keys", self._keys)
        return TestServer(app)

    async def _configuration(self, _: web.Request) -> web.Response:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return web.json_response(found | self.configuration)

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = {"code": code, "state": self.state if self.state is not None else asked["state"]}
        raise web.HTTPFound(URL(asked["redirect_uri"]).with_query(back))

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self._codes.pop(str(form["code"]), None)
        given = b64decode(request.headers.get("Authorization", "Basic ").split()[1]).decode()
        if asked is None or [unquote_plus(one) for one in given.split(":")] != [CLIENT, SECRET]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if (
            _text(digest) != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"id_token": self._signed(asked["nonce"]), "access_token": "x"})

    def _signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": nonce, "preferred_username": "林承办"} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        head = {"alg": "RS256", "kid": "one", "typ": "JWT"} | self.header
        said = f"{_text(json.dumps(head).encode())}.{_text(json.dumps(claims).encode())}"
        if head["alg"] == "none":
            return f"{said}."
        signer = self.signer or self.key
        mark = signer.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{said}.{_text(mark)}"

    async def _keys(self, _: web.Request) -> web.Response:
        numbers = self.key.public_key().public_numbers()
        key = {"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256"}
        return web.json_response(
            {"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]}
        )
