"""The common ground of checked data: strict records, how sure a rule is, and faults all at once."""

from dataclasses import dataclass
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, ClassVar, TypeVar, dataclass_transform

from config.compiled import compiled


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Checked:
    """A record of config data: no unknown field, no silent conversion, no change after load.

    Every subclass is a dataclass; :mod:`config.reading` holds the data against its types.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "strict": True}

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


M = TypeVar("M", bound=Checked)


def within(name: str, value: int, least: int, most: int | None = None) -> None:
    """Raise ValueError, with the field's name, for a number out of its bounds; for post-inits."""
    if value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"between {least} and {most}"
        raise ValueError(f"{name} must be {bounds}")


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


def load_checked(model: type[M], path: Traversable) -> M:
    """One YAML file as a ``model``; raises DataError that lists every fault of the file at once."""

    def read() -> M:
        from config.reading import read_checked

        return read_checked(model, path)

    return compiled(f"{path.name}.{model.__name__}", [path], read)
