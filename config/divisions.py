"""The administrative divisions of China, from province to town, as two compact tables read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from config.base import Checked, DataError, load_checked

_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county: six-digit code, name, and names people also use."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def is_district(self) -> bool:
        """Whether it is a city's district (区) rather than a county or a city of county level."""
        return self.name.endswith("区")

    @property
    def is_municipality(self) -> bool:
        """Whether a province is a municipality: then its bureaus are called 局, not 厅."""
        return self.code.endswith("0000") and self.name.endswith("市")


def _lines(file: str) -> list[list[str]]:
    text = (files("config") / "data" / file).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]


@cache
def divisions() -> dict[str, Division]:
    """All provinces, prefectures and counties by code; raises DataError with every bad line."""
    found: dict[str, Division] = {}
    faults: list[str] = []
    for fields in _lines("divisions.tsv"):
        code, name = fields[0], fields[1] if len(fields) > 1 else ""
        if len(code) != 6 or not _DIGITS.issuperset(code) or not name or code in found:
            faults.append(f"divisions.tsv: {code} - needs a new six-digit code and a name")
            continue
        found[code] = Division(code, name, tuple(fields[2].split()) if len(fields) > 2 else ())
    faults += [
        f"divisions.tsv: {code} - its province is missing"
        for code in found
        if f"{code[:2]}0000" not in found
    ]
    if faults:
        raise DataError(faults)
    return found


@cache
def _town_lines() -> dict[str, str]:
    return {fields[0]: fields[1] for fields in _lines("towns.tsv")}


@cache
def towns_of(county: str) -> dict[str, str]:
    """The towns of one county (or of a prefecture without counties): nine-digit code to name."""
    entries = _town_lines().get(county, "").split()
    return {county + entry[:3]: entry[3:] for entry in entries}


@cache
def towns_named() -> dict[str, list[str]]:
    """Every town name of the country with the nine-digit codes that bear it."""
    index: dict[str, list[str]] = {}
    for county, line in _town_lines().items():
        for entry in line.split():
            index.setdefault(entry[3:], []).append(county + entry[:3])
    return index


@cache
def counties_of(prefecture: str) -> tuple[str, ...]:
    """The codes of the counties under a prefecture or province code."""
    head = prefecture[:2] if prefecture.endswith("0000") else prefecture[:4]
    return tuple(c for c in divisions() if c.startswith(head) and is_county(c))


@cache
def is_county(code: str) -> bool:
    """Whether the code is of county level: a county, or a prefecture that has none (东莞市)."""
    if code not in divisions() or code.endswith("0000"):
        return False
    return not code.endswith("00") or code in _town_lines()


@cache
def prefecture_of(code: str) -> str:
    """The prefecture code above a county, or "" where the province governs it itself (仙桃市)."""
    above = f"{code[:4]}00"
    return above if above in divisions() and not above.endswith("0000") else ""


def is_subdistrict(town: str) -> bool:
    """Whether a town is a subdistrict (街道): it has an office, not a government."""
    return town.endswith("街道")


def check_divisions() -> list[str]:
    """Every fault of the two tables, each as ``file: path - message``."""
    try:
        known = divisions()
    except DataError as error:
        return error.faults
    faults = [
        f"towns.tsv: {county} - not in divisions.tsv"
        for county in _town_lines()
        if county not in known
    ]
    for county in _town_lines():
        entries = _town_lines()[county].split()
        if len({entry[:3] for entry in entries}) != len(entries):
            faults.append(f"towns.tsv: {county} - a town code is given twice")
        faults += [
            f"towns.tsv: {county} - {entry!r} is no code with a name"
            for entry in entries
            if len(entry) < 4 or not _DIGITS.issuperset(entry[:3])
        ]
    return faults


class PlaceWords(Checked):
    """Words that keep names of places from being seen where none is meant."""

    blockers: tuple[str, ...]
    before: str
    after: tuple[str, ...]
    after_loose: tuple[str, ...]
    between: str
    alone: tuple[str, ...]
    common: tuple[str, ...]
    cross: tuple[str, ...]
    phrase_stops: tuple[str, ...]
    phrase_ends: tuple[str, ...]
    phrase_counted: tuple[str, ...]


@cache
def place_words() -> PlaceWords:
    """The words of place_words.yaml."""
    return load_checked(PlaceWords, files("config") / "data" / "place_words.yaml")
