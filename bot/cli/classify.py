"""`chuishao classify`: JSON Lines in, JSON Lines out, in order; a bad line spoils only itself."""

import argparse
import codecs
import json
import math
import sys
from typing import Any, BinaryIO, NoReturn

from backend.domain.bodies import Body
from backend.domain.routing import explain, route
from bot.cli.own_data import with_own_data
from config.jurisdictions import jurisdictions
from config.texts import DEFAULT_LOCALE, text
from nlp.analyse import analyse
from nlp.regions import UnknownUnit, region_of
from nlp.types import Analysis, Region

CANDIDATES = 5
NO_PLACE = "cli.why_no_place"
LONGEST_LINE = 8 * 1024 * 1024
"""Bytes of one line; a longer one is an error of its own, never a reason to run out of memory."""


class BadLine(ValueError):
    """What is wrong with one line."""


def classify(args: argparse.Namespace) -> int:
    """Read all of standard input; exit status 0 if every line was read. Blank lines say nothing."""
    return with_own_data(args, _classify)


def _classify() -> int:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    first = True
    while line := source.readline(LONGEST_LINE + 1):
        if first:
            line, first = line.removeprefix(codecs.BOM_UTF8), False
        if len(line) > LONGEST_LINE:
            _skip_rest(source, line)
            target.write(_dump({"id": None, "error": f"longer than {LONGEST_LINE} bytes"}))
        elif line.strip():
            target.write(_dump(answer(line)))
        # At once: who asks line by line waits for the answer before the next one.
        target.flush()
    return 0


def answer(line: bytes) -> dict[str, Any]:
    """The answer to one line, or ``{"id", "error"}``."""
    name: object = None
    try:
        record = _parsed(line)
        name = _id(record.get("id"))
        return {"id": name, **_classified(record)}
    except BadLine as error:
        return {"id": name, "error": str(error)}
    except Exception as error:  # noqa: BLE001 - a fault of ours in one line must not end the rest
        return {"id": name, "error": f"fault: {type(error).__name__}"}


def _skip_rest(source: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = source.readline(LONGEST_LINE)


def _dump(value: dict[str, Any]) -> bytes:
    # Half a surrogate pair has no UTF-8; the escape that stands for it is JSON all the same.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _no_number(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise BadLine("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(record, dict):
        raise BadLine("not an object")
    return record


def _id(given: object) -> object:
    if given is None or isinstance(given, str | int):
        return given
    if isinstance(given, float) and math.isfinite(given):
        return given
    raise BadLine("id is neither text nor number")


def _classified(record: dict[str, Any]) -> dict[str, Any]:
    words = record.get("text")
    if not isinstance(words, str):
        raise BadLine("text is missing or no text")
    unit = _unit(record.get("jurisdiction"))
    return as_record(analyse(words, location=_location(record.get("location")), jurisdiction=unit))


def _unit(given: object) -> str | None:
    """The unit of a place's id (``yuxi``), a division code or the word of a functional zone."""
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise BadLine("jurisdiction is no text")
    if given in jurisdictions():
        return jurisdictions()[given].root
    try:
        return region_of(given).unit
    except UnknownUnit:
        raise BadLine("unknown jurisdiction") from None


def _location(place: object) -> tuple[float, float] | None:
    if place is None:
        return None
    if isinstance(place, dict):
        latitude = _degrees(place.get("latitude"), 90)
        longitude = _degrees(place.get("longitude"), 180)
        if latitude is not None and longitude is not None:
            return latitude, longitude
    raise BadLine("location needs latitude and longitude in degrees")


def _degrees(given: object, limit: int) -> float | None:
    number = isinstance(given, int | float) and not isinstance(given, bool)
    return float(given) if number and abs(given) <= limit else None  # type: ignore[arg-type]


def as_record(analysis: Analysis) -> dict[str, Any]:
    """An analysis and its route as the command prints them."""
    guess, place = analysis.classification, analysis.place
    found = None
    if place.region is not None:
        found = route(guess.industry, place.region, flags=analysis.flags, cross_area=place.crosses)
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
        "why": explain(found, DEFAULT_LOCALE) if found else text(DEFAULT_LOCALE, NO_PLACE),
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
