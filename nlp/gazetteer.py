"""The names of all units as one automaton, with what each name may stand for."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from config.compiled import compiled
from config.divisions import divisions, is_county, place_words
from config.jurisdictions import acting_units, county_units, jurisdictions, towns_under
from config.overlay import current, follows
from nlp.regions import short_form, stem


@dataclass(slots=True)
class Name:
    """What one written form may stand for, by how much it says on its own.

    ``full`` counts anywhere, ``short`` (a name without its kind) and ``generic`` (高新区) only
    with the parent near; ``leading`` are provinces and prefectures without their kind.
    """

    full: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()


class Gazetteer:
    """All written forms with their meanings and the automaton that finds them."""

    def __init__(self, names: dict[str, Name]) -> None:
        self.names = names
        self.forms = list(names)
        self.automaton = AhoCorasick(self.forms, matchkind=MatchKind.LeftmostLongest)


class _Names:
    """Collects all written forms from the division table and the five places' plans."""

    def __init__(self) -> None:
        self.names: dict[str, Name] = {}
        self._stems: dict[str, int] = {}
        for code, division in divisions().items():
            self._division(code, division.name, division.aliases)
        self._renamed()
        for zone in acting_units().values():
            names = (zone.full, *zone.also)
            if zone.name not in zone.generic:
                names = (zone.name, *names)
            self._add("full", zone.id, *names)
            self._add("short", zone.id, *zone.short)
            self._add("generic", zone.id, *zone.generic)
        for place in jurisdictions().values():
            for unit in county_units(place):
                for code, name in towns_under(unit).items():
                    if not stem(name).endswith("路"):
                        self._add("short", code, stem(name))
        for blocker in place_words().blockers:
            self.names[blocker] = Name()

    def _add(self, how: str, unit: str, *forms: str) -> None:
        for form in forms:
            if len(form) < 2:
                continue
            name = self.names.setdefault(form, Name())
            known: tuple[str, ...] = getattr(name, how)
            if unit not in known:
                setattr(name, how, (*known, unit))

    def _division(self, code: str, name: str, aliases: tuple[str, ...]) -> None:
        bare = stem(name)
        if len(name) > 2:
            self._add("full", code, name, short_form(name), *aliases)
        if code.endswith("00"):
            self._add("leading", code, bare)
        elif code[4] == "7" and len(name) > 4:
            self._add("generic", code, *_generic(name))
        else:
            self._add("short", code, bare)
            self._stems[bare] = self._stems.get(bare, 0) + 1

    def _renamed(self) -> None:
        """The form of a county before it became a district or city: 澄江县, 长乐市."""
        for code, division in divisions().items():
            bare = stem(division.name)
            if not is_county(code) or len(bare) < 2 or self._stems.get(bare) != 1:
                continue
            older = {"区": ("县", "市"), "市": ("县",)}.get(division.name[-1], ())
            for kind in older:
                if bare + kind not in self.names and not code.endswith("00"):
                    self._add("full", code, bare + kind)


def _generic(name: str) -> list[str]:
    """The everyday forms of a development zone's name, good only beside its city's name."""
    if "高新" in name or "高技术" in name:
        return ["高新区", "高新技术开发区", "高新技术产业开发区", "高开区", "开发区"]
    if "经济" in name and "开发区" in name:
        return ["经开区", "经济开发区", "经济技术开发区", "开发区"]
    if "示范区" in name:
        return ["示范区", "城乡一体化示范区"]
    return [name[2:]]


@follows("places")
def gazetteer() -> Gazetteer:
    """The gazetteer, built once per process and state of the places."""
    if current().places:
        return Gazetteer(_Names().names)
    data = files("config") / "data"
    plans = sorted((data / "jurisdictions").iterdir(), key=lambda path: path.name)
    sources = [
        *(data / name for name in ("divisions.tsv", "towns.tsv", "place_words.yaml")),
        *(path for path in plans if path.name.endswith(".yaml")),
        *(Path(__file__).with_name(name) for name in ("gazetteer.py", "regions.py")),
    ]
    return Gazetteer(compiled("gazetteer", sources, lambda: _Names().names))
