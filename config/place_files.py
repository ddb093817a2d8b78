"""The files of the places as an agency edits them: their text, and every fault with its line."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files

import yaml
from pydantic import TypeAdapter, ValidationError

from config.base import DataError
from config.jurisdiction_checks import check_places
from config.jurisdictions import Jurisdiction, National
from config.overlay import current, trying
from config.reading import parsed

NATIONAL = "national.yaml"
MOST_BYTES = 200_000
_NO_COLON = re.compile(
    r"""^\s*(?:-\s+)?[{\s"']*[a-z_]\w*["']?(?:\s*：|:(?![\s/]|$))""", re.ASCII | re.I
)
"""A key with a full-width colon, or with none after which a space stands."""
_TWICE = re.compile(r"key '?(.*?)'? is given twice")
_NAMED_BY = ("id", "department", "name", "level")
"""By what a fault of meaning calls an entry of a list."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: the line (0 where there is none), where, and as what it counts.

    ``code`` is yaml, colon, indent, unclosed, unquoted, twice, anchors, too_large, missing,
    unknown, kind, value or meaning.
    """

    line: int
    path: str
    code: str
    said: str


def names() -> list[str]:
    """The names of all files, the national default last."""
    folder = files("config") / "data" / "jurisdictions"
    found = sorted(path.name for path in folder.iterdir() if path.name.endswith(".yaml"))
    return [*(name for name in found if name != NATIONAL), NATIONAL]


def shipped(name: str) -> str:
    """The shipped content of a file; raises FileNotFoundError for one that isn't ours."""
    if name not in names():
        raise FileNotFoundError(name)
    return (files("config") / "data" / "jurisdictions" / name).read_text("utf-8")


def content(name: str) -> str:
    """The content that holds: the agency's own, else the shipped one; raises FileNotFoundError."""
    return current().places.get(name) or shipped(name)


def faults(name: str, given: str) -> list[Fault]:
    """Every fault that ``given`` would have as the file ``name``; empty when it may hold."""
    if len(given.encode()) > MOST_BYTES:
        return [Fault(0, "", "too_large", str(MOST_BYTES))]
    try:
        # What one anchor repeats can be made to fill any memory.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(given, yaml.SafeLoader)):
            return [Fault(0, "", "anchors", "")]
        root = yaml.compose(given, yaml.SafeLoader)
        raw = parsed(name, given)
        whole = json.dumps(raw, default=str)
    except yaml.MarkedYAMLError as error:
        return [_slip(given, error)]
    except DataError as error:
        twice = error.__cause__
        if isinstance(twice, yaml.MarkedYAMLError):
            return [_slip(given, twice)]
        return [Fault(0, "", "yaml", error.faults[0])]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [Fault(0, "", "yaml", str(error)[:200])]
    model = National if name == NATIONAL else Jurisdiction
    try:
        TypeAdapter(model).validate_json(whole)
    except ValidationError as error:
        return [
            Fault(
                _line(root, [str(part) for part in one["loc"]]),
                ".".join(str(part) for part in one["loc"]),
                _code(one["type"]),
                one["msg"],
            )
            for one in error.errors()
        ]
    if isinstance(raw, dict) and name != NATIONAL and f"{raw['id']}.yaml" != name:
        return [Fault(_line(root, ["id"]), "id", "value", name.removesuffix(".yaml"))]
    return list(_meaning(name, given, root))


def _slip(given: str, error: yaml.MarkedYAMLError) -> Fault:
    """The slip that most likely made it no YAML, at the line where it was made.

    The parser names the line at which it could go on no more, which may lie far below.
    """
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark
    if mark is None:
        return Fault(0, "", "yaml", problem)
    lines = given.splitlines()
    read = lines[: mark.line + 1]
    here = read[mark.line] if mark.line < len(read) else ""
    begun = error.context_mark.line + 1 if error.context_mark else mark.line + 1
    no_colon = _first(read, _NO_COLON.search)
    unclosed = _first(read, _unclosed)
    if twice := _TWICE.fullmatch(problem):
        return Fault(mark.line + 1, "", "twice", twice[1])
    if no_colon:
        return Fault(no_colon, "", "colon", "")
    if unclosed:
        return Fault(unclosed, "", "unclosed", "")
    if "quoted scalar" in context or "flow" in context:
        return Fault(begun, "", "unclosed", "")
    if "mapping values" in problem and ": " in here[: mark.column]:
        return Fault(mark.line + 1, "", "unquoted", "")
    if "mapping values" in problem or "block end" in problem or "'\\t'" in problem:
        return Fault(mark.line + 1, "", "indent", "")
    return Fault(mark.line + 1, "", "yaml", problem)


def _first(lines: list[str], slips: Callable[[str], object]) -> int:
    """The number of the first line that slips, else 0."""
    return next((number for number, line in enumerate(lines, 1) if slips(line)), 0)


def _unclosed(line: str) -> bool:
    return not line.lstrip().startswith("#") and line.count('"') % 2 == 1


def _meaning(name: str, given: str, root: yaml.Node | None) -> Iterator[Fault]:
    laid = replace(current(), places={**current().places, name: given})
    with trying(laid):
        found = check_places()
    for one in found:
        file, _, rest = one.partition(": ")
        path, _, said = rest.partition(" - ")
        ours = file in (name, "jurisdictions")
        line = _line(root, path.split(".")) if ours else 0
        yield Fault(line, path if ours else f"{file}: {path}", "meaning", said)


def _code(kind: str) -> str:
    if kind == "missing":
        return "missing"
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return "unknown"
    return "kind" if kind.endswith("_type") or kind.endswith("_parsing") else "value"


def _line(node: yaml.Node | None, path: list[str]) -> int:
    """The line of what a path names, or of the nearest thing above it that is there."""
    line = node.start_mark.line + 1 if node is not None else 0
    for part in path:
        key, found = _step(node, part)
        if found is None:
            break
        node, line = found, (key or found).start_mark.line + 1
    return line


def _step(node: yaml.Node | None, part: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == part:
                return key, value
    if isinstance(node, yaml.SequenceNode):
        if part.isdigit() and len(part) < 4 and int(part) < len(node.value):
            return None, node.value[int(part)]
        for item in node.value:
            if any(getattr(_step(item, name)[1], "value", "") == part for name in _NAMED_BY):
                return None, item
    return None, None
