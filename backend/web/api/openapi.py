"""openapi.json, made from the routes, the schemas and the transition table: it can't drift."""

import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, get_args

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.domain.cases import Event, Outcome, Role, Status, Transition
from backend.domain.fields import (
    MAX_DEATHS,
    MAX_EXTENSION_DAYS,
    MAX_NAME,
    MAX_NAMES,
    MAX_PENALTY_YUAN,
    MAX_SHORT,
    MAX_SIGNATORIES,
    MAX_TEXT,
    EventFields,
    reason_codes,
)
from backend.domain.outgoing import LEAVING, told_fields
from backend.domain.transitions import TRANSITIONS
from backend.web.api import schema
from backend.web.base import Access, Handler, declared
from config.base import Status as RuleStatus
from config.rules import ReportGrade

TOKEN_ROLES = frozenset({Role.INTAKE, Role.OFFICER, Role.REVIEWER})
"""What a body's token may be; a payer's and the reporter's events aren't for tokens."""
_PROBLEM = "ProblemOut"
EVENT = "EventIn"
"""The schema of a request for any event."""
_ONE_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key again repeats the answer, for 24 hours; with another body: 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route of the API, as it is served and as it is described."""

    method: str
    path: str
    handler: Handler
    operation: str
    summary: str
    answers: dict[int, str]
    """HTTP status to the name of a schema; empty for bytes."""
    takes: str = ""
    query: tuple[tuple[str, dict[str, Any]], ...] = ()
    once: bool = False
    """Whether an Idempotency-Key is honoured."""
    problems: tuple[int, ...] = ()


def _text(limit: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": limit}


def _amount(limit: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": limit}


def _count(limit: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": limit}


FIELDS: dict[str, dict[str, Any]] = {
    "reason_code": _text(MAX_SHORT),
    "reason": _text(MAX_TEXT),
    "text": _text(MAX_TEXT),
    "to": {**_text(MAX_SHORT), "description": "The id of a body, as `chuishao bodies` prints it."},
    "how": _text(MAX_TEXT),
    "other_number": _text(MAX_SHORT),
    "officers": {"type": "array", "maxItems": MAX_NAMES, "items": _text(MAX_NAME)},
    "outcome": {"type": "string", "enum": list(Outcome)},
    "penalty_yuan": _amount(MAX_PENALTY_YUAN),
    "criterion_confirmed": {"type": "boolean"},
    "concealed_deaths": _amount(MAX_DEATHS),
    "report_grade": {"type": "string", "enum": list(get_args(ReportGrade))},
    "by_employee": {"type": "boolean"},
    "signatories": _count(MAX_SIGNATORIES),
    "claim_code": _text(MAX_SHORT),
    "voucher": _text(MAX_SHORT),
    "days": _count(MAX_EXTENSION_DAYS),
}
"""How each field of an event is described; the checks themselves are backend.domain.fields."""
_STATED: dict[str, dict[str, Any]] = {
    "confirmed": {
        "type": "boolean",
        "description": "The words name somebody on purpose; without it 422 `words_name_others`.",
    },
    "redacted": {"type": "boolean", "description": "Send the words without what names somebody."},
    "copy_checked": {
        "type": "boolean",
        "description": "A person has looked through what travels; else 409 `copy_unchecked`.",
    },
}
assert set(FIELDS) == {f.name for f in fields(EventFields)}  # noqa: S101 - both are our own


def for_tokens() -> tuple[Transition, ...]:
    """The lines of the transition table that a token may use."""
    return tuple(row for row in TRANSITIONS if row.roles & TOKEN_ROLES)


def event_name(event: Event) -> str:
    """The name of an event's schema."""
    return "Event" + "".join(part.capitalize() for part in event.value.split("_"))


def event_schema(row: Transition) -> dict[str, Any]:
    """What a request for this event holds, who may send it, and when."""
    names = (*row.required, *row.optional)
    properties: dict[str, Any] = {"event": {"const": row.event.value}}
    properties |= {name: FIELDS[name] for name in names}
    if told_fields(row):
        properties |= {name: _STATED[name] for name in ("confirmed", "redacted")}
    if row.event in LEAVING:
        properties["copy_checked"] = _STATED["copy_checked"]
    codes = reason_codes(row.event)
    if codes:
        properties["reason_code"] = {"type": "string", "enum": list(codes)}
    return {
        "type": "object",
        "properties": properties,
        "required": ["event", *row.required],
        "additionalProperties": False,
        "x-roles": sorted(role.value for role in row.roles & TOKEN_ROLES),
        "x-from": sorted(status.value for status in row.sources),
        "x-to": row.to.value if row.to else None,
    }


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    chosen: list[tuple[type[BaseModel], Any]] = [
        (model, "validation" if issubclass(model, schema.In) else "serialization")
        for model in schema.MODELS
    ]
    _, defined = models_json_schema(chosen, ref_template="#/components/schemas/{model}")
    schemas = _plainly_named(defined["$defs"]) | {
        event_name(row.event): event_schema(row) for row in for_tokens()
    }
    schemas[EVENT] = {"oneOf": [_ref(event_name(row.event)) for row in for_tokens()]}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        operation = _operation(endpoint)
        paths.setdefault(f"/api/v1{endpoint.path}", {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chuishao",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "webhooks": {"caseEvent": {"post": _webhook()}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _plainly_named(schemas: dict[str, Any]) -> dict[str, Any]:
    """Two enums are called Status, which pydantic tells apart by their modules' names."""
    written = json.dumps(schemas)
    for status, name in ((Status, "CaseStatus"), (RuleStatus, "RuleStatus")):
        written = written.replace(f"{status.__module__}.Status".replace(".", "__"), name)
    plain: dict[str, Any] = json.loads(written)
    return plain


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    public = Access.PUBLIC in declared(endpoint.handler)
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("number", "file_id")
        if f"{{{name}}}" in endpoint.path
    ]
    parameters += [{"name": n, "in": "query", "schema": s} for n, s in endpoint.query]
    parameters += [_ONE_KEY] if endpoint.once else []
    answers = {
        str(status): {"description": name or "The file", "content": _content(name)}
        for status, name in endpoint.answers.items()
    }
    for status in (*(() if public else (401,)), *endpoint.problems):
        answers[str(status)] = {
            "description": "Problem",
            "content": {"application/problem+json": {"schema": _ref(_PROBLEM)}},
        }
    found: dict[str, Any] = {
        "operationId": endpoint.operation,
        "summary": endpoint.summary,
        "security": [] if public else [{"token": []}],
        "parameters": parameters,
        "responses": answers,
    }
    if endpoint.takes:
        found["requestBody"] = {"required": True, "content": _content(endpoint.takes)}
    return found


def _webhook() -> dict[str, Any]:
    headers = {
        "Chuishao-Signature": "t=UNIX,v1=HEX; see above",
        "Chuishao-Delivery": "The id of the delivery, the same at every try.",
    }
    return {
        "operationId": "caseEvent",
        "summary": "Tell a system of the body that a case has changed",
        "description": inspect.cleandoc(HOW_TO_CHECK),
        "security": [],
        "parameters": [
            {"name": n, "in": "header", "required": True, "description": d, "schema": _text(200)}
            for n, d in headers.items()
        ],
        "requestBody": {"required": True, "content": _content("DeliveryOut")},
        "responses": {"2XX": {"description": "Received; anything else is tried again for a day."}},
    }


def _content(name: str) -> dict[str, Any]:
    if not name:
        return {"*/*": {}}
    any_object = {"type": "object"}
    return {"application/json": {"schema": any_object if name == "object" else _ref(name)}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


HOW_TO_CHECK = """
    Set by the body's administrator in the console. Order isn't promised: of two deliveries of a
    case the one with the greater `version` is newer. The same `id` may come twice. `left` says that
    the case has left the body, which hears no more of it. Answer 2xx within 10 seconds; redirects
    aren't followed. `Chuishao-Signature` is HMAC-SHA256 of `t`, a full stop and the body as it
    came, keyed with the secret that the console showed once. In Python:

        stamp, given = (part.split("=")[1] for part in request.headers[SIGNATURE].split(","))
        mac = hmac.new(secret.encode(), f"{stamp}.".encode() + request.body, "sha256").hexdigest()
        genuine = hmac.compare_digest(mac, given) and abs(time.time() - int(stamp)) < 300
    """
DOCUMENT = web.AppKey("openapi", dict[str, Any])
