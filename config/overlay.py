"""An agency's own changes, laid over the shipped data: what holds now, and what would if tried.

The data modules ask :func:`current` for the part that concerns them. The backend puts together
what lies in the database and calls :func:`activate`; nothing here knows where it comes from.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, lru_cache, update_wrapper
from hashlib import blake2b
from typing import Any, Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")
Part = Literal["texts", "deadlines", "bodies", "terms", "routes", "places"]
"""What of the data a change concerns; caches are kept for each state of their part."""


class OwnLimit(NamedTuple):
    """A limit as the agency set it: so many of the shipped unit, and on what that rests."""

    amount: int
    basis: str


class OwnBody(NamedTuple):
    """What an agency says of a body; an empty word says nothing."""

    name: str = ""
    phone: str = ""
    note: str = ""


class OwnTerm(NamedTuple):
    """A term of the lexicon as the agency weighs it: its kind and the industries it speaks for."""

    kind: str
    weights: tuple[tuple[str, float], ...]


class OwnRoute(NamedTuple):
    """Whose an industry is in a place by the agency's own arrangement, and its basis."""

    body: str
    basis: str


@dataclass(frozen=True)
class Overlay:
    """All own changes that hold together, each part by what it is about.

    ``texts`` by language and key, ``routes`` by unit and industry, ``places`` by the file's name
    with its whole content. ``version`` is the number of the newest change in it.
    """

    version: int = 0
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    deadlines: dict[str, OwnLimit] = field(default_factory=dict)
    bodies: dict[str, OwnBody] = field(default_factory=dict)
    terms: dict[str, OwnTerm] = field(default_factory=dict)
    routes: dict[tuple[str, str], OwnRoute] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    _marks: dict[tuple[Part, ...], Hashable] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    _caches: dict["Follower[Any]", Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What each follower made under it, found without a mark: they are asked all the time."""

    def mark(self, parts: tuple[Part, ...]) -> Hashable:
        """Tells one state of these parts from another; empty strings where nothing is changed."""
        known = self._marks.get(parts)
        if known is None:
            known = tuple(_digest(getattr(self, part)) for part in parts)
            self._marks[parts] = known
        return known


def _digest(part: dict[Any, Any]) -> str:
    return blake2b(repr(sorted(part.items())).encode(), digest_size=12).hexdigest() if part else ""


_active = Overlay()
_trial: ContextVar[Overlay | None] = ContextVar("trial", default=None)
_trials: list[Overlay] = []
_followers: list["Follower[Any]"] = []


def current() -> Overlay:
    """The changes that hold for who asks: those on trial in this context, else the active ones."""
    return _trial.get() or _active


def activate(overlay: Overlay) -> None:
    """Let these changes hold from now on in the whole process."""
    global _active
    _active = overlay
    _forget()


@contextmanager
def trying(overlay: Overlay) -> Iterator[None]:
    """Meanwhile these changes hold in this context (and its threads), and nowhere else."""
    _trials.append(overlay)
    token = _trial.set(overlay)
    try:
        yield
    finally:
        _trial.reset(token)
        _trials.remove(overlay)
        _forget()


def _forget() -> None:
    for follower in _followers:
        follower.keep_only((_active, *_trials))


class Follower(Generic[T]):
    """A cached function whose answers are kept for each state of the parts that it follows."""

    def __init__(self, make: Callable[..., T], parts: tuple[Part, ...]) -> None:
        update_wrapper(self, make)
        self._make = make
        self._parts = parts
        self._kept: dict[Hashable, _lru_cache_wrapper[T]] = {}
        _followers.append(self)

    def __call__(self, *args: Any, **named: Any) -> T:
        """What the function gives under the changes that hold for who asks."""
        overlay = _trial.get() or _active
        kept: _lru_cache_wrapper[T] | None = overlay._caches.get(self)
        if kept is None:
            mark = overlay.mark(self._parts)
            kept = self._kept.setdefault(mark, lru_cache(maxsize=None)(self._make))
            overlay._caches[self] = kept
        return kept(*args, **named)

    def keep_only(self, overlays: tuple[Overlay, ...]) -> None:
        """Drop what was made under changes that hold nowhere any more."""
        wanted = {one.mark(self._parts) for one in overlays}
        for mark in [mark for mark in self._kept if mark not in wanted]:
            self._kept.pop(mark, None)

    def cache_clear(self) -> None:
        """Drop all that was made."""
        for kept in list(self._kept.values()):
            kept.cache_clear()


def follows(*parts: Part) -> Callable[[Callable[..., T]], Follower[T]]:
    """Like ``functools.cache`` for what depends on parts of the data that an agency may change."""
    return lambda make: Follower(make, parts)
