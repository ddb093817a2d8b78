"""`chuishao classify`: JSON Lines in, JSON Lines out, in order; a bad line spoils only itself."""

import argparse
import json
import sys
from typing import Any

from backend.domain.bodies import Body
from backend.domain.routing import explain, route
from config.texts import DEFAULT_LOCALE
from nlp.analyse import analyse
from nlp.types import Analysis, Region

CANDIDATES = 5


class BadLine(ValueError):
    """What is wrong with one line."""


def classify(_: argparse.Namespace) -> int:
    """Read all of standard input; exit status 0 if every line was read."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            sys.stdout.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0


def answer(line: str) -> dict[str, Any]:
    """The answer to one line, or ``{"id", "error"}``."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "not JSON"}
    if not isinstance(record, dict):
        return {"id": None, "error": "not an object"}
    name = record.get("id")
    try:
        return {"id": name, **_classified(record)}
    except BadLine as error:
        return {"id": name, "error": str(error)}


def _classified(record: dict[str, Any]) -> dict[str, Any]:
    text = record.get("text")
    if not isinstance(text, str):
        raise BadLine("text is missing or no text")
    jurisdiction = record.get("jurisdiction")
    if jurisdiction is not None and not isinstance(jurisdiction, str):
        raise BadLine("jurisdiction is no text")
    analysis = analyse(text, location=_location(record), jurisdiction=jurisdiction)
    return as_record(analysis)


def _location(record: dict[str, Any]) -> tuple[float, float] | None:
    place = record.get("location")
    if place is None:
        return None
    if isinstance(place, dict):
        pair = [place.get("latitude"), place.get("longitude")]
        known = [
            float(one) for one in pair if isinstance(one, int | float) and not isinstance(one, bool)
        ]
        if len(known) == len(pair):
            return known[0], known[1]
    raise BadLine("location needs latitude and longitude")


def as_record(analysis: Analysis) -> dict[str, Any]:
    """An analysis and its route as the command prints them."""
    guess, place = analysis.classification, analysis.place
    found = None
    if place.region is not None:
        found = route(guess.industry, place.region, flags=analysis.flags)
    return {
        "industry": guess.industry,
        "confidence": round(guess.confidence, 4),
        "ask": guess.ask,
        "ask_place": place.ask,
        "candidates": [
            {"industry": one.industry, "score": round(one.score, 4)}
            for one in guess.candidates[:CANDIDATES]
        ],
        "matched": [
            {
                "term": one.term,
                "kind": one.kind,
                "weight": round(one.weight, 4),
                "start": one.start,
                "end": one.end,
            }
            for one in guess.matched
        ],
        "region": _region(place.region),
        "place": place.place,
        "enterprise": analysis.enterprise,
        "urgency": analysis.urgency.value,
        "criteria": [
            {"standard": one.standard, "item": one.item, "title": one.title}
            for one in analysis.criteria
        ],
        "body": _body(found.body) if found else None,
        "co_bodies": [
            {**_body(one.body), "role": one.role} for one in (found.co_bodies if found else ())
        ],
        "why": explain(found, DEFAULT_LOCALE) if found else "",
        "redacted": analysis.redacted,
    }


def _region(region: Region | None) -> dict[str, Any] | None:
    if region is None:
        return None
    return {
        "code": region.code,
        "name": region.name,
        "path": list(region.path),
        "statutory": region.statutory,
    }


def _body(body: Body) -> dict[str, str]:
    return {
        "id": body.id,
        "name": body.name,
        "department": body.department,
        "level": body.level,
    }
