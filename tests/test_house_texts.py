"""Every text that code asks for exists in every language, fits, and none is left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from config.texts import LOCALES, catalogue, domains
from tests.support.sources import files, python_files, read, strings, tree

SOURCES = ("bot", "handlers", "backend", "nlp", "config")
MARKUP = {".html", ".js", ".j2", ".txt", ".xml", ".yaml"}


@cache
def _keys() -> frozenset[str]:
    """Every key of the default language."""
    return frozenset(key for domain in domains() for key in catalogue(LOCALES[0], domain))


@cache
def _wrappers() -> dict[str, tuple[int, str]]:
    """Functions that put a catalogue's name before what they are given: which argument, which."""
    found = {}
    for path in python_files(*SOURCES):
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            names = [argument.arg for argument in function.args.args]
            for node in ast.walk(function):
                match getattr(node, "values", None):
                    case [
                        ast.Constant(value=str(head)),
                        ast.FormattedValue(value=ast.Name(id=name)),
                    ]:
                        if head[:-1] in domains() and head.endswith(".") and name in names:
                            found[function.name] = names.index(name), head[:-1]
    return found


def _calls_of_wrappers(path: Path) -> Iterator[tuple[ast.Call, int, str]]:
    """Each call of a wrapper, by its own name or the one it is imported as."""
    local = dict(_wrappers())
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            local |= {n.asname: local[n.name] for n in node.names if n.asname and n.name in local}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
            if name in local:
                yield node, *local[name]


def _wrapped(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full key of what is given to a wrapper, whole or the start of it."""
    for call, index, domain in _calls_of_wrappers(path):
        given = call.args[index] if index < len(call.args) else None
        if isinstance(given, ast.JoinedStr):
            given = given.values[0]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield call.lineno, f"{domain}.{given.value}"


def _perhaps() -> set[str]:
    """Keys that a wrapper may be given by way of a variable: any literal of its neighbourhood."""
    near = {
        (path.parent, domain)
        for path in python_files(*SOURCES)
        for _, _, domain in _calls_of_wrappers(path)
    }
    return {
        f"{domain}.{value}"
        for folder, domain in near
        for path in python_files(str(folder))
        for _, value in strings(path)
        if re.fullmatch("[a-z0-9_]+", value)
    }


@cache
def _choices() -> frozenset[str]:
    """The ids of choices, which look like keys: what handlers compare a press with."""
    return frozenset(
        constant.value
        for path in python_files("bot", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".data")
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    )


@cache
def _named() -> dict[str, list[str]]:
    """Each literal of the code that is a key or the start of one: where it stands."""
    found: dict[str, list[str]] = {}
    known = "|".join(domains())
    whole = re.compile(rf"(?:{known})\.[a-z0-9_.]+")
    for path in python_files(*SOURCES):
        for line, value in (*strings(path), *_wrapped(path)):
            if whole.fullmatch(value):
                found.setdefault(value, []).append(f"{path}:{line}")
    quoted = re.compile(rf"""(?:['"`]|:\s)((?:{known})\.[a-z0-9_.]+)(?:['"`]|\$\{{|\s*$)""", re.M)
    for path in files():
        if path.suffix in MARKUP and path.parts[0] in SOURCES:
            for match in quoted.finditer(read(path)):
                found.setdefault(match[1], []).append(str(path))
    return {name: places for name, places in found.items() if not _is_other(name)}


def _is_other(name: str) -> bool:
    """Whether a word only looks like a key: the name of a file, the id of a choice."""
    return Path(name).suffix in {*MARKUP, ".css", ".py"} or name in _choices()


def _is_start(name: str) -> bool:
    """Whether a literal is only the start of keys, the rest being a status, a code, a field."""
    return name.endswith(("_", "."))


def test_there_are_texts() -> None:
    assert _keys()


def test_every_text_that_code_names_exists() -> None:
    keys = _keys()
    missing = {
        name: places
        for name, places in _named().items()
        if (not any(key.startswith(name) for key in keys) if _is_start(name) else name not in keys)
    }
    assert missing == {}


def test_no_text_is_left_over() -> None:
    # Who locks a text doesn't show it.
    shown = {
        name
        for name, places in _named().items()
        if not all(place.startswith("config/own_texts.py:") for place in places)
    }
    named = shown | _perhaps()
    starts = tuple(name for name in named if _is_start(name))
    unused = sorted(key for key in _keys() if key not in named and not key.startswith(starts))
    assert not unused, "\n".join(["", *unused])


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_the_same_texts(locale: str) -> None:
    faults = []
    for domain in domains():
        ours, theirs = catalogue(LOCALES[0], domain), catalogue(locale, domain)
        faults += [f"{key}: only in one language" for key in ours.keys() ^ theirs.keys()]
        for key in ours.keys() & theirs.keys():
            if not theirs[key].strip():
                faults.append(f"{key}: empty")
            if _placeholders(ours[key]) != _placeholders(theirs[key]):
                faults.append(f"{key}: other placeholders")
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("locale", LOCALES)
def test_keys_carry_the_name_of_their_catalogue(locale: str) -> None:
    strange = [
        key for d in domains() for key in catalogue(locale, d) if not key.startswith(f"{d}.")
    ]
    assert not strange, "\n".join(["", *strange])


def _calls() -> list[tuple[str, str, set[str]]]:
    """Place, key and given names of each ``text(locale, "key", …)`` without ``**``."""
    return [
        (f"{path}:{node.lineno}", node.args[1].value, {str(k.arg) for k in node.keywords})
        for path in python_files(*SOURCES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] == "text"
        and len(node.args) == 2
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
        and all(k.arg for k in node.keywords)
    ]


def test_every_placeholder_is_given() -> None:
    keys = {key: t for d in domains() for key, t in catalogue(LOCALES[0], d).items()}
    open_ends = [
        f"{place}: {key} wants {sorted(lacking)}"
        for place, key, given in _calls()
        if (lacking := _placeholders(keys.get(key, "")) - given)
    ]
    assert not open_ends, "\n".join(["", *open_ends])
