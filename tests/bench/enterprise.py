"""How often the enterprise is found as it is written, and named where the text names none.

``CHUISHAO_CASES=FOLDER python -m tests.bench.enterprise [--show]``: on dev, whose every text says
which enterprise it names, and on the texts of train that are known to name one.
"""

import sys
from math import sqrt

from nlp.enterprise import enterprise
from nlp.fit.cases import Case
from nlp.folding import fold
from tests.bench.cases import load


def figure(count: int, of: int) -> str:
    """A share with two standard errors."""
    share = count / of if of else 0.0
    return f"{count} of {of} = {share:.3f} ± {2 * sqrt(share * (1 - share) / of) if of else 0:.3f}"


def main() -> None:
    """Prints the figures."""
    out = sys.stdout.write
    for name, complete in (("dev", True), ("train", False)):
        cases: list[Case] = load(name)
        found = [(case, enterprise(fold(case.text), case.text)) for case in cases]
        named = [(case, one) for case, one in found if case.enterprise]
        none = [one for case, one in found if not case.enterprise]
        out(f"{name}: exact {figure(sum(c.enterprise == one for c, one in named), len(named))}\n")
        if complete:
            out(f"{name}: named where none is {figure(sum(map(bool, none)), len(none))}\n")
        if "--show" in sys.argv:
            for case, one in found:
                if case.enterprise != one and (case.enterprise or complete):
                    out(f"  {case.enterprise!r} found {one!r}\n")


if __name__ == "__main__":
    main()
