"""How often place and body are right on the labelled texts of the folder CHUISHAO_CASES.

``python -m tests.bench.routing_accuracy`` reads ``routing-dev.jsonl`` (place and, with the labelled
industry, body) and ``dev.jsonl`` (counties named and invented). The texts stay where they are.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.domain.routing import route
from nlp.places import find_place
from nlp.regions import region_of, stem
from nlp.types import Region

Case = dict[str, Any]
_PLACES = {"3415": "luan", "3201": "nanjing", "5304": "yuxi", "6101": "xian"}
_XIXIAN = {"xixian", "fengdong", "fengxi", "qinhan", "konggang", "jinghe", "jinmao"}
_CITIES = {
    "luan": "六安市",
    "nanjing": "南京市",
    "yuxi": "玉溪市",
    "xian": "西安市",
    "xixian": "西咸新区",
}
_ASK = "asked"


def cases(name: str) -> Iterator[Case]:
    """The cases of one file of the folder that CHUISHAO_CASES names."""
    path = Path(os.environ["CHUISHAO_CASES"]) / name
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def place_key(region: Region | None) -> str:
    """The labels' word for one of the five places, or other."""
    if region is None:
        return _ASK
    if region.unit in _XIXIAN:
        return "xixian"
    city = {"西安市": "xian", "南京市": "nanjing"}.get(region.path[1])
    return _PLACES.get(region.unit[:4], city or "other")


def names_in(case: Case) -> bool:
    """Whether the text itself names the labelled county, by its name or its stem."""
    county = case["county"]
    return bool(county) and (county in case["text"] or stem(county) in case["text"])


def same_county(region: Region | None, label: str) -> bool:
    """Whether a region is the labelled county, by its acting or its statutory name."""
    if region is None:
        return False
    wanted = stem(label.partition("(")[0])
    got = {stem(name) for name in (*region.path[1:3], region.statutory or "", region.name) if name}
    return wanted in got or any(name and name in label for name in region.path[2:3])


def measure_places(verbose: bool) -> Counter[str]:
    """County and town on the routing cases."""
    tally: Counter[str] = Counter()
    for case in cases("routing-dev.jsonl"):
        region = find_place(case["text"]).region
        fine = region is not None and bool(region.path[2])
        named = names_in(case)
        right = same_county(region, case["county"]) if fine else False
        kind = "right" if right else ("wrong" if fine else _ASK)
        tally[f"county {'named' if named else 'unnamed'}: {kind}"] += 1
        if fine:
            tally[
                f"place_key {'right' if place_key(region) == case['place_key'] else 'wrong'}"
            ] += 1
        if case["town"] and stem(case["town"]) in case["text"]:
            town = region.path[3] if region else ""
            hit = stem(town) == stem(case["town"]) if town else False
            tally[f"town named: {'right' if hit else 'wrong' if town else 'not found'}"] += 1
            if verbose and not hit:
                say("TOWN", case["id"], case["town"], town, case["text"][:60])
        if verbose and (kind == "wrong" or (named and not right)):
            say("COUNTY", case["id"], case["county"], region and region.path, case["text"][:60])
    return tally


def measure_bodies(verbose: bool) -> Counter[str]:
    """The department of the body with the labelled industry, in the labelled county."""
    tally: Counter[str] = Counter()
    for case in cases("routing-dev.jsonl"):
        region = find_place(case["text"]).region
        if region is None or not region.path[1]:
            region = find_place(f"{_CITIES.get(case['place_key'], '')}{case['county']}").region
            region = region if region and region.path[1] else region_of("530402")
        found = route(case["industry"], region)
        if found is None:
            tally["no body (not about safety)"] += 1
            continue
        accepted = {case["department"], *case["department_alt"]}
        department = found.body.department
        others = {co.body.department for co in found.co_bodies}
        tally["cases"] += 1
        tally["strict"] += department == case["department"]
        tally["alt"] += department in accepted
        tally["alt with co_bodies"] += bool(accepted & {department, *others})
        if verbose and department not in accepted:
            say("BODY", case["id"], case["industry"], department, sorted(accepted), sorted(others))
    return tally


def measure_dev(verbose: bool) -> Counter[str]:
    """Counties seen in dev.jsonl beside what its region says: named, invented, asked."""
    tally: Counter[str] = Counter()
    for case in cases("dev.jsonl"):
        finding = find_place(case["text"])
        region = finding.region
        label = case["region"] or ""
        fine = region is not None and bool(region.path[2])
        overlap = bool(finding.place) and (finding.place in label or label in finding.place)
        if label:
            tally["place phrase: gold inside"] += bool(finding.place) and label in finding.place
            tally["place phrase: overlaps"] += overlap
            tally["place phrase: equal"] += finding.place == label
            tally["place phrase: cases"] += 1
        tally[f"region label {'given' if label else 'empty'}: {'county' if fine else _ASK}"] += 1
        if verbose and label and not overlap:
            say("PHRASE", case["id"], label, "|", finding.place, "|", case["text"][:60])
        if verbose and fine and not label:
            say("DEV", case["id"], label, region and region.path, "|", case["handled_by"][:20])
    return tally


def say(*words: object) -> None:
    """One line to standard output."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")


def main() -> None:
    """Print every figure; ``-v`` prints the cases that miss."""
    verbose = "-v" in sys.argv
    for measure in (measure_places, measure_bodies, measure_dev):
        tally = measure(verbose)
        say(f"-- {measure.__name__}")
        for name in sorted(tally):
            say(f"{name}: {tally[name]}")


if __name__ == "__main__":
    main()
