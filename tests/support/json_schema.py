"""The part of JSON Schema that our openapi.json uses, as a validator of its own."""

import re
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
KNOWN = {
    "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const",
    "anyOf", "oneOf", "minimum", "maximum", "minLength", "maxLength", "maxItems", "default",
    "title", "description", "format",
}  # fmt: skip
"""What this validator understands; ``x-…`` is for people."""


def faults(schema: Any, value: Any, document: dict[str, Any], path: str = "$") -> list[str]:
    """Every way in which ``value`` isn't what ``schema`` of ``document`` says."""
    if schema is True or schema == {}:
        return []
    strange = {name for name in schema if not name.startswith("x-")} - KNOWN
    assert not strange, f"the validator does not know {strange}"
    if "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return faults(target, value, document, path)
    found = []
    for name in ("anyOf", "oneOf"):
        if name in schema:
            fitting = [not faults(each, value, document, path) for each in schema[name]]
            if not any(fitting) or (name == "oneOf" and fitting.count(True) != 1):
                found.append(f"{path}: fits {fitting.count(True)} of {name}")
    if "type" in schema:
        kinds = _TYPES[schema["type"]]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            return [*found, f"{path}: no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not listed")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: {value!r} is not {schema['const']!r}")
    if isinstance(value, int | float):
        below = value < schema.get("minimum", value)
        if below or value > schema.get("maximum", value):
            found.append(f"{path}: {value} is out of range")
    if isinstance(value, str):
        short = len(value) < schema.get("minLength", 0)
        if short or len(value) > schema.get("maxLength", len(value)):
            found.append(f"{path}: a text of the wrong length")
        if schema.get("format") == "date-time" and not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value
        ):
            found.append(f"{path}: {value!r} is no moment")
    if isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            found.append(f"{path}: too many")
        for index, item in enumerate(value):
            found += faults(schema.get("items", True), item, document, f"{path}[{index}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{path}: lacks {n}" for n in schema.get("required", []) if n not in value]
        for name, item in value.items():
            rest = schema.get("additionalProperties", True)
            if name in properties:
                found += faults(properties[name], item, document, f"{path}.{name}")
            elif rest is False:
                found.append(f"{path}: has {name}")
            else:
                found += faults(rest, item, document, f"{path}.{name}")
    return found
