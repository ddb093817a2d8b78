"""How much of what must go is gone, and how much of what must stay stays, when texts are redacted.

``python -m tests.bench.redaction [--show]``: on invented sentences; with ``CHUISHAO_CASES`` also
the share of the folder's texts (real ones, made anonymous when published) that are altered.
"""

import os
import sys
from collections.abc import Iterable
from math import sqrt
from pathlib import Path

from config.reading import read_yaml
from nlp.redact import redact
from tests.bench.cases import load


def share(name: str, flags: Iterable[bool]) -> str:
    """A line with a share and two standard errors."""
    values = list(flags)
    part = sum(values) / len(values)
    error = 2 * sqrt(part * (1 - part) / len(values))
    return f"{name}: {sum(values)} of {len(values)} = {part:.3f} ± {error:.3f}\n"


def main() -> None:
    """Prints the figures, and with ``--show`` what went wrong."""
    listed = read_yaml(Path(__file__).with_suffix(".yaml"))
    secrets = [(text, one) for text, hidden in listed["secrets"].items() for one in hidden]
    secrets += [(one["text"], secret) for one in listed["beside"] for secret in one["gone"]]
    kept = [(one["text"], part) for one in listed["beside"] for part in one["stays"]]
    out = sys.stdout.write
    out(share("secrets gone", (secret not in redact(text) for text, secret in secrets)))
    out(share("what is beside them stays", (part in redact(text) for text, part in kept)))
    out(share("clean texts altered", (redact(text) != text for text in listed["clean"])))
    if "CHUISHAO_CASES" in os.environ:
        real = [case.text for name in ("train", "dev", "routing-dev") for case in load(name)]
        out(share("real texts altered", (redact(text) != text for text in real)))
    if "--show" in sys.argv:
        wrong = [redact(text) for text, secret in secrets if secret in redact(text)]
        wrong += [redact(text) for text, part in kept if part not in redact(text)]
        wrong += [redact(text) for text in listed["clean"] if redact(text) != text]
        out("".join(f"  {text}\n" for text in wrong))


if __name__ == "__main__":
    main()
