"""Each way to refuse has its HTTP status and a sentence in every language."""

import ast
import re

import pytest

from backend.domain.errors import (
    Conflict,
    DomainError,
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
)
from config.texts import LOCALES, catalogue
from tests.support.sources import python_files, tree

KINDS = (NotFound, NotAllowed, IllegalTransition, Conflict, Invalid)
NAMES = {kind.__name__ for kind in (*KINDS, DomainError)}


def _raised() -> dict[str, str]:
    """Every code that our code raises with one of these errors, and where."""
    found = {kind.code: kind.__name__ for kind in (*KINDS, DomainError)}
    for path in python_files("backend", "handlers", "bot"):
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
            if named in NAMES and isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found[first.value] = f"{path}:{node.lineno}"
    return found


def test_each_kind_has_a_status_of_its_own_meaning() -> None:
    assert {kind: kind.http_status for kind in KINDS} == {
        NotFound: 404,
        NotAllowed: 403,
        IllegalTransition: 409,
        Conflict: 409,
        Invalid: 422,
    }


def test_a_code_of_its_own_wins() -> None:
    error = Invalid("field_missing", field="reason")
    assert (error.code, error.text_key) == ("field_missing", "case.error_field_missing")
    assert error.params == {"field": "reason"}
    assert Invalid().code == "invalid"
    assert issubclass(Invalid, DomainError)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_a_sentence(locale: str) -> None:
    texts = catalogue(locale, "case")
    lacking = {c: where for c, where in _raised().items() if f"case.error_{c}" not in texts}
    assert lacking == {}


def test_codes_are_words() -> None:
    codes = _raised()
    assert "field_missing" in codes
    assert all(re.fullmatch(r"[a-z_]+", code) for code in codes)
