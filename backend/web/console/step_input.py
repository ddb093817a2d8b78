"""A posted step: its fields as the table's check wants them, and its form as it was filled in."""

import re
import unicodedata
from dataclasses import replace

from backend.domain.cases import Transition
from backend.web.console.steps import KINDS, StepForm
from backend.web.forms import Form

NAMES = re.compile(r"[\w\u00b7.\-]+")
"""Names in a line, whatever mark stands between them."""


def read_fields(form: Form, row: Transition) -> dict[str, object]:
    """The raw fields of a posted form as the table's check wants them."""
    raw: dict[str, object] = {}
    for name in (*row.required, *row.optional):
        value = form.get(name).strip()
        kind = KINDS[name]
        if kind == "flag":
            if value:
                raw[name] = True
        elif kind == "number":
            digits = unicodedata.normalize("NFKC", value).replace(",", "")
            # What is no number stays as it was typed; the check says so in words.
            raw[name] = int(digits) if digits.isascii() and digits.isdigit() else value
        elif kind == "body":
            # Without scripts nothing can be searched; then the body's id may be typed.
            raw[name] = form.get(f"{name}_id").strip() or value
        elif name == "officers":
            raw[name] = tuple(NAMES.findall(value)) or None
        else:
            raw[name] = value
    return raw


def with_ready(form: StepForm, key: str) -> StepForm:
    """The form open, with a ready text where the officer's own words would stand."""
    words = dict(form.ready).get(key)
    if words is None:
        return form
    fields = tuple(replace(f, value=words) if f.name == "text" else f for f in form.fields)
    return replace(form, fields=fields, open=True)


def read_stated(form: Form) -> dict[str, object]:
    """What the officer states beside the fields: how words that name somebody shall go."""
    chosen = form.get("words")
    return {chosen: True} if chosen in ("confirmed", "redacted") else {}


def with_values(
    form: StepForm, values: Form, error: str = "", field: str = "", without: str = ""
) -> StepForm:
    """The form as it was sent, open, with its error next to the field it belongs to."""
    fields = tuple(
        replace(f, value=values.get(f.name), error=error if f.name == field else "")
        for f in form.fields
    )
    own = any(f.error for f in fields)
    return replace(form, fields=fields, open=True, error="" if own else error, without=without)
