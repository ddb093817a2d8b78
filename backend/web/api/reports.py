"""A platform files a report in one call; what a chat would ask goes to triage instead."""

import asyncio
import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from backend.db.models import Case
from backend.domain.cases import Role
from backend.house import House, Work
from backend.services import api_answers, bodies, reports
from backend.services.api_answers import Answer, Asked
from backend.services.drafts import Draft, Understood, Upload, add_files, understand
from backend.web.api.door import CALLER, asked
from backend.web.api.render import body_out, deadline_out
from backend.web.api.schema import FiledOut, RefusedPhoto, ReportIn, dump
from backend.web.base import HOUSE, allow
from backend.web.problems import Problem, locale_of
from backend.web.strict_json import REPORT_BYTES, read_object
from config.jurisdictions import jurisdictions
from config.texts import text
from nlp.regions import UnknownUnit, region_of
from nlp.types import Urgency


@allow(Role.INTAKE, Role.OFFICER)
async def file_report(request: web.Request) -> web.Response:
    """File a report; the same Idempotency-Key or external_id again makes no second one."""
    raw, canonical = await read_object(request, REPORT_BYTES)
    given = _checked(raw)
    house, question = request.config_dict[HOUSE], asked(request, canonical)
    draft = _draft(given, question.token_id)
    async with house.view() as view:
        answer = await api_answers.find(view, question)
        known = await reports.case_of_draft(view, draft) is not None
    if answer is None:
        # Nothing is decoded again for a report that is here already.
        photos = [] if known else _photos(given.photos)
        answer = await _decide(request, question, given, draft, photos)
    return web.Response(
        status=answer.http_status, body=answer.body, content_type="application/json"
    )


async def _decide(
    request: web.Request, question: Asked, given: ReportIn, draft: Draft, photos: list[bytes]
) -> Answer:
    """Take the photos, then file; files of a report that was not made are removed again."""
    house, locale = request.config_dict[HOUSE], locale_of(request)
    made = False
    try:
        refused = await _take_photos(house, draft, photos, locale)
        understood = await asyncio.to_thread(understand, draft)

        async def act(work: Work) -> Answer:
            return await _file(request, work, given, draft, understood, refused)

        answer = await api_answers.once(house, question, act)
        made = answer.http_status == 201 and not answer.repeated
    finally:
        if not made:
            for stored in draft.files:
                house.media.delete(stored["id"])
    return answer


def _checked(raw: dict[str, Any]) -> ReportIn:
    try:
        given = ReportIn.model_validate(raw)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in fault["loc"])[:80]
        if fault["type"] == "extra_forbidden":
            raise Problem(422, "field_unknown", field=field) from None
        if fault["type"] == "missing":
            raise Problem(422, "field_missing", field=field) from None
        raise Problem(422, "field_wrong", field=field, why=fault["msg"]) from None
    if not given.text.strip() and not given.photos:
        raise Problem(422, "field_missing", field="text")
    return given


def _draft(given: ReportIn, token_id: str) -> Draft:
    draft = Draft(source="api")
    if given.external_id:
        draft.id = f"{token_id}/{given.external_id}"
    draft.add_text(given.text)
    if given.location:
        draft.latitude, draft.longitude = given.location.latitude, given.location.longitude
    if given.jurisdiction:
        draft.jurisdiction = _unit(given.jurisdiction)
    return draft


def _unit(jurisdiction: str) -> str:
    """The unit that a jurisdiction's id or a division code stands for."""
    if jurisdiction in jurisdictions():
        return jurisdictions()[jurisdiction].root
    try:
        return region_of(jurisdiction).unit
    except UnknownUnit:
        raise Problem(422, "unknown_jurisdiction", jurisdiction=jurisdiction) from None


def _photos(given: Sequence[str]) -> list[bytes]:
    decoded = []
    for index, photo in enumerate(given):
        try:
            decoded.append(base64.b64decode(photo, validate=True))
        except (binascii.Error, ValueError):
            raise Problem(422, "field_wrong", field=f"photos.{index}", why="base64") from None
    return decoded


async def _take_photos(
    house: House, draft: Draft, photos: list[bytes], locale: str
) -> list[RefusedPhoto]:
    refused = []
    for index, content in enumerate(photos):
        _, errors = await add_files(house.media, draft, [Upload(f"{index + 1}", content)])
        refused += [
            RefusedPhoto(
                index=index, code=error.code, detail=text(locale, error.text_key, **error.params)
            )
            for error in errors
        ]
    return refused


async def _file(
    request: web.Request,
    work: Work,
    given: ReportIn,
    draft: Draft,
    understood: Understood,
    refused: list[RefusedPhoto],
) -> Answer:
    locale = locale_of(request)
    earlier = await reports.case_of_draft(work, draft)
    if earlier is not None:
        return _answer(200, await _filed(work, earlier, None, [], locale))
    filed = await reports.submit_report(
        work,
        draft,
        understood,
        actor=request[CALLER].actor.id,
        channel=given.channel or "",
        external_id=given.external_id or "",
    )
    case = await work.session.get_one(Case, filed.case_number)
    return _answer(201, await _filed(work, case, filed.receipt, refused, locale))


async def _filed(
    work: Work, case: Case, receipt: str | None, refused: list[RefusedPhoto], locale: str
) -> FiledOut:
    return FiledOut.model_validate(
        {
            "case_number": case.number,
            "receipt": receipt,
            "status": case.status,
            "body": body_out(case.body_id, locale),
            "desk": body_out(case.holder_id, locale),
            "connected": case.body_id in await bodies.connected(work, {case.body_id}),
            "industry": case.industry,
            "area": case.area,
            "urgency": Urgency(case.urgency),
            "deadline": deadline_out(case),
            "refused_photos": refused,
        }
    )


def _answer(status: int, filed: FiledOut) -> Answer:
    return Answer(status, json.dumps(dump(filed), ensure_ascii=False).encode())
