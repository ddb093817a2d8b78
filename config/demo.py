"""What the invented life of a demonstration is made of."""

from functools import cache
from importlib.resources import files

from config.base import Checked, load_checked, within


class DemoPlace(Checked):
    """A county of the five plans with towns of it and a point (WGS-84) in its midst."""

    name: str
    towns: tuple[str, ...]
    point: tuple[float, float]
    weight: int

    def __post_init__(self) -> None:
        within("weight", self.weight, 1)


class DemoHazard(Checked):
    """A hazard as somebody writes it; ``{place}`` and ``{firm}`` are put in."""

    industry: str
    words: str
    weight: int

    def __post_init__(self) -> None:
        within("weight", self.weight, 1)


class Demo(Checked):
    """All of it."""

    places: tuple[DemoPlace, ...]
    firms: tuple[str, ...]
    hazards: tuple[DemoHazard, ...]
    tails: tuple[str, ...]
    answers: dict[str, tuple[str, ...]]
    asks: tuple[str, ...]
    replies: tuple[str, ...]
    people: tuple[str, str, str, str]
    """Two who work cases, who approves, who pays: said after the name of their body."""
    words: dict[str, str]
    """What bodies give as reasons, by step."""


@cache
def demo() -> Demo:
    """The data of the demonstration; raises DataError."""
    return load_checked(Demo, files("config") / "data" / "demo.yaml")
