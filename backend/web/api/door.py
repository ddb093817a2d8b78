"""Who calls the API: a body's token, and nobody else."""

import re
from dataclasses import dataclass

from aiohttp import web

from backend.domain.cases import Role
from backend.services.access import token_actor, token_row
from backend.services.api_answers import Asked
from backend.services.cases import Actor
from backend.web.base import HOUSE, Access
from backend.web.problems import Problem

_TOKEN = re.compile(r"Bearer +([A-Za-z0-9_\-]{20,100})", re.IGNORECASE)
_KEY = re.compile(r"[\x20-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Caller:
    """The token of a request and what it may do."""

    token_id: str
    secret: str
    actor: Actor


CALLER = web.RequestKey("caller", Caller)


async def token_door(request: web.Request, who: frozenset[Role | Access]) -> None:
    """Let a body's token in; ``who`` may name roles besides, of which it must have one."""
    house = request.config_dict[HOUSE]
    given = _TOKEN.fullmatch(request.headers.get("Authorization", "").strip())
    row = None
    if given is not None:
        # Found by its SHA-256, so that timing tells nothing of the token.
        async with house.view() as view:
            row = await token_row(view, given.group(1))
    if given is None or row is None:
        raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
    actor = token_actor(row)
    wanted = {role for role in who if isinstance(role, Role)}
    if wanted and not wanted & actor.roles:
        raise Problem(403, "not_allowed")
    request[CALLER] = Caller(row.id, given.group(1), actor)


def asked(request: web.Request, canonical: str) -> Asked:
    """This request as one that may be repeated; raises Problem for an unusable Idempotency-Key."""
    key = request.headers.get("Idempotency-Key", "")
    if "Idempotency-Key" in request.headers and not _KEY.fullmatch(key):
        raise Problem(400, "bad_idempotency_key")
    caller = request[CALLER]
    return Asked(caller.token_id, caller.secret, key, f"{request.path}\n{canonical}")
