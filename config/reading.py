"""Reads and checks data files: YAML that refuses what it would guess, and records by their types.

Imported only when a file has to be read: :mod:`config.compiled` keeps what comes of it.
"""

import json
from collections.abc import Hashable
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from config.base import Checked, DataError

try:
    from yaml import CSafeLoader as SafeLoader  # eight times as fast where libyaml is there
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

M = TypeVar("M", bound=Checked)


class _Loader(SafeLoader):
    """SafeLoader that refuses a key given twice: YAML would keep the last without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Traversable) -> Any:
    """The content of one YAML file; raises DataError with the file's name for what is no YAML."""
    return parsed(path.name, path.read_text("utf-8"))


def parsed(name: str, content: str) -> Any:
    """What the content of a file called ``name`` holds; raises as :func:`read_yaml`."""
    try:
        return yaml.load(content, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise DataError([f"{name}: {error}"]) from error


def read_checked(model: type[M], path: Traversable) -> M:
    """One YAML file as a ``model``; raises DataError that lists every fault of the file at once."""
    return checked_text(model, path.name, path.read_text("utf-8"))


def checked_text(model: type[M], name: str, content: str) -> M:
    """The same for the content of a file called ``name``."""
    raw = parsed(name, content)
    try:
        # By way of JSON: there, strict mode still takes words for enums and lists for tuples.
        return TypeAdapter(model).validate_json(json.dumps(raw))
    except ValidationError as error:
        raise DataError(
            [
                f"{name}: {'.'.join(map(str, fault['loc']))} - {fault['msg']}"
                for fault in error.errors()
            ]
        ) from error
