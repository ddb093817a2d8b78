"""How often the suspected items are those that a careful officer would suspect.

``python -m tests.bench.criteria LABELS [HALF] [--errors]``: LABELS holds JSON lines of ``text``,
``half``, ``items`` (must be shown) and ``maybe`` (may be shown), each "document item".
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from config.criteria import items
from nlp.analyse import analyse


def main() -> None:
    """Prints precision of what is shown and recall of what must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("half", nargs="?")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 26))
    parser.add_argument("--errors", action="store_true", help="list what is wrong or missed")
    told = parser.parse_args()
    names = {(item.standard, item.item): f"{item.document} {item.item}" for item in items()}
    right = shown = met = wanted = 0
    for line in told.labels.read_text("utf-8").splitlines():
        case = json.loads(line)
        if told.half and case["half"] != told.half:
            continue
        found = {
            names[one.standard, one.item] for one in analyse(case["text"], on=told.on).criteria
        }
        must, may = set(case["items"]), set(case["items"]) | set(case["maybe"])
        right, shown = right + len(found & may), shown + len(found)
        met, wanted = met + len(found & must), wanted + len(must)
        if told.errors and (found - may or must - found):
            sys.stdout.write(f"{case['text'][:90]}\n  wrong {found - may} missed {must - found}\n")
    sys.stdout.write(f"precision {right} of {shown}, recall {met} of {wanted}\n")


if __name__ == "__main__":
    main()
