"""An authenticator of WebAuthn in software, honest or not as a test wants it."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """One key; ``origin`` is the page that it believes it is shown to."""

    origin: str = "https://desk.example.cn"
    id: bytes = b"key number one"
    count: int = 0
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, options: dict[str, Any], **changed: Any) -> str:
        """The browser's answer to the options of a registration."""
        numbers = self.private.public_key().public_numbers()
        public: dict[int, object] = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(changed.get("rp", options["rp"]["id"]), 0x41) + held
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        response = {
            "clientDataJSON": _text(self._client("webauthn.create", options, changed)),
            "attestationObject": _text(cbor2.dumps(made)),
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any], **changed: Any) -> str:
        """The browser's answer to the options of a sign-in."""
        self.count = changed.get("count", self.count + 1)
        data = self._data(changed.get("rp", options["rpId"]), 0x01)
        client = self._client("webauthn.get", options, changed)
        signed = data + hashlib.sha256(client).digest()
        private = changed.get("private", self.private)
        response = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(data),
            "signature": _text(private.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        return self._answer(response)

    def _data(self, rp: str, flags: int) -> bytes:
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], changed: dict[str, Any]) -> bytes:
        told = {
            "type": changed.get("type", kind),
            "challenge": changed.get("challenge", options["challenge"]),
            "origin": changed.get("origin", self.origin),
            "crossOrigin": False,
        }
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, str]) -> str:
        shown = _text(self.id)
        return json.dumps({"id": shown, "rawId": shown, "type": "public-key", "response": response})
