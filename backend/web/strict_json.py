"""Reading a JSON body that must be exactly what it should: one object, no key twice, no NaN."""

import json
from typing import Any

from aiohttp import web

from backend.web.problems import Problem

EVENT_BYTES = 1024**2
REPORT_BYTES = 40 * 1024**2


async def read_object(request: web.Request, limit: int) -> tuple[dict[str, Any], str]:
    """The object in the body and its canonical text, which two equal requests share.

    Raises Problem: 415 for another content type, 413 above ``limit`` bytes, 400 for what is no
    JSON object.
    """
    if request.content_type != "application/json":
        raise Problem(415, "not_json")
    return parse_object(await _read(request, limit))


async def _read(request: web.Request, limit: int) -> bytes:
    # By the bytes that arrive, not by the length that is claimed (or hidden by a packed body).
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > limit:
            raise Problem(413, "body_too_large", limit=limit)
    return bytes(body)


def parse_object(body: bytes) -> tuple[dict[str, Any], str]:
    """The same for bytes that are here already."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_key_twice,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        canonical = json.dumps(value, ensure_ascii=False, sort_keys=True)
        # Half a surrogate pair is no text that could be stored or sent on.
        canonical.encode()
    except (ValueError, RecursionError):
        raise Problem(400, "bad_json") from None
    if not isinstance(value, dict):
        raise Problem(400, "not_object")
    return value, canonical


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number beyond all bounds")
    return number
