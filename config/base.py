"""The common ground of checked data: strict models, and YAML that refuses what it would guess."""

import json
from collections.abc import Hashable
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

try:
    from yaml import CSafeLoader as SafeLoader  # eight times as fast where libyaml is there
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


class Checked(BaseModel):
    """A record of config data: no unknown field, no silent conversion, no change after load."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


M = TypeVar("M", bound=Checked)


class Status(StrEnum):
    """How sure a rule is; only ``law``, ``seed``, ``found``, ``relayed`` may be shown as law."""

    LAW = "law"
    SEED = "seed"
    FOUND = "found"
    RELAYED = "relayed"
    UNVERIFIED = "unverified"
    INTERNAL = "internal"


class Sourced(Checked):
    """A rule with its source and how sure it is."""

    source: str
    status: Status


class DataError(Exception):
    """Faults of config data, all at once: one ``file: path - message`` a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


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
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise DataError([f"{path.name}: {error}"]) from error


def load_checked(model: type[M], path: Traversable) -> M:
    """One YAML file as a ``model``; raises DataError that lists every fault of the file at once."""
    raw = read_yaml(path)
    try:
        # By way of JSON: there, strict mode still takes words for enums and lists for tuples.
        return model.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise DataError(
            [
                f"{path.name}: {'.'.join(map(str, fault['loc']))} - {fault['msg']}"
                for fault in error.errors()
            ]
        ) from error
