"""Whether the five places' towns and zones are found, and no county where none is named.

``python -m tests.bench.places [--show]``: every town that the five places' files or the division
table list, with and without its kind, alone, with its city and with its county or zone before it.
With ``CHUISHAO_CASES`` also: counties that real texts name, and counties found where none is named.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator

from config.divisions import divisions, is_county
from config.jurisdictions import acting_units, county_units, jurisdictions, towns_under
from nlp.places import find_place
from nlp.regions import ancestors, region_of, stem
from tests.bench.cases import load

ABOUT = "消防通道被堵"


def phrases() -> Iterator[tuple[str, str, str]]:
    """A sentence's beginning, the unit it must lead to, and the form it is of."""
    for place in jurisdictions().values():
        if place.id == "national":
            continue
        for unit in county_units(place):
            above = region_of(unit)
            for name in (above.path[2], above.path[1] + above.path[2]):
                yield name, unit, "unit"
            for town in towns_under(unit).values():
                for form, bare in ((town, "town"), (stem(town), "without its kind")):
                    yield form, unit, f"{bare} alone"
                    yield above.path[1] + form, unit, f"{bare} with city"
                    yield above.path[2] + form, unit, f"{bare} with county"


def judged(text: str, unit: str) -> str:
    """How the place of a text is answered: right, asked or wrong."""
    found = find_place(f"{text}{ABOUT}")
    if found.region is None or found.ask:
        return "asked"
    if unit in ancestors(found.region.unit):
        return "right"
    # A city or province alone isn't filed: the county is asked for.
    final = is_county(found.region.unit) or found.region.unit in acting_units()
    return "wrong" if final else "asked"


def real(show: bool) -> Counter[str]:
    """Counties in real texts: those named by their full name, and those found without it."""
    counties = {d.name for code, d in divisions().items() if is_county(code) and len(d.name) > 2}
    tally: Counter[str] = Counter()
    for case in (case for name in ("train", "dev", "routing-dev") for case in load(name)):
        named = {county for county in counties if county in case.text}
        region = find_place(case.text).region
        got = region.path[2] if region else ""
        how = "named" if named else "not named"
        what = "none" if not got else "that one" if got in named else "another or by another form"
        tally[f"{how}: {what}"] += 1
        if show and got not in {"", *named}:
            out = "".join(region.path) if region else ""
            sys.stdout.write(f"  named {sorted(named)}, found {out}: {case.text[:60]!r}\n")
    return tally


def main() -> None:
    """Prints the figures."""
    out, show = sys.stdout.write, "--show" in sys.argv
    counts: dict[str, Counter[str]] = {}
    for text, unit, form in phrases():
        answer = judged(text, unit)
        counts.setdefault(form, Counter())[answer] += 1
        if show and answer == "wrong":
            out(f"  {text}: {find_place(text + ABOUT).region} instead of {unit}\n")
    for form, answers in counts.items():
        out(f"{form}: {dict(answers)}\n")
    if "CHUISHAO_CASES" in os.environ:
        out(f"counties of real texts: {dict(real(show))}\n")


if __name__ == "__main__":
    main()
