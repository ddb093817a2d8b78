"""The JSON API of bodies and platforms under ``/api/v1``, described by its own openapi.json."""

from aiohttp import web

from backend.domain.cases import Status
from backend.services.views import PAGE
from backend.web.api import cases, reports
from backend.web.api.door import token_door
from backend.web.api.openapi import DOCUMENT, EVENT, Endpoint, document
from backend.web.api.render import PREFIX
from backend.web.base import Access, allow, enforce
from backend.web.problems import problems


@allow(Access.PUBLIC)
async def show_document(request: web.Request) -> web.Response:
    """This API as OpenAPI 3.1."""
    return web.json_response(request.app[DOCUMENT])


ENDPOINTS = (
    Endpoint(
        "GET", "/cases", cases.list_cases, "listCases",
        "The cases on the body's desk, oldest first",
        answers={200: "CaseList"},
        query=(
            ("status", {"type": "string", "enum": [status.value for status in Status]}),
            ("after", {"type": "string", "description": "The number of the last case known."}),
            ("limit", {"type": "integer", "minimum": 1, "maximum": PAGE, "default": PAGE}),
        ),
        problems=(404, 422),
    ),
    Endpoint(
        "GET", "/cases/{number}", cases.show_case, "showCase",
        "One case whole",
        answers={200: "CaseOut"},
        problems=(404,),
    ),
    Endpoint(
        "POST", "/cases/{number}/events", cases.add_event, "addEvent",
        "Let something happen to a case",
        answers={200: "CaseOut"},
        takes=EVENT,
        once=True,
        problems=(400, 403, 404, 409, 413, 415, 422),
    ),
    Endpoint(
        "GET", "/cases/{number}/files/{file_id}", cases.show_file, "showFile",
        "A photo without metadata, or another file as attachment",
        answers={200: ""},
        problems=(404,),
    ),
    Endpoint(
        "POST", "/reports", reports.file_report, "fileReport",
        "File a report; what is unclear goes to triage",
        answers={201: "FiledOut", 200: "FiledOut"},
        takes="ReportIn",
        once=True,
        problems=(400, 403, 409, 413, 415, 422),
    ),
    Endpoint(
        "GET", "/openapi.json", show_document, "showDocument",
        "This document",
        answers={200: "object"},
    ),
)  # fmt: skip


def setup(app: web.Application) -> None:
    """Add the API to the application that holds the house."""
    api = web.Application(middlewares=[problems, enforce(token_door)])
    api[DOCUMENT] = document(ENDPOINTS)
    for endpoint in ENDPOINTS:
        api.router.add_route(endpoint.method, endpoint.path, endpoint.handler)
    app.add_subapp(PREFIX, api)
