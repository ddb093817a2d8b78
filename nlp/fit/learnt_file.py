"""Writes the weights as ``learnt.yaml``, which an agency can read and change."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np

from nlp.fit.features import CODES
from nlp.fit.model import Model

HEAD = """\
# Learnt weights, rounded: written by `chuishao lexicon fit`. A line may be changed or taken out;
# what people wrote in the other files of this folder is counted beside it.
# score = bias + (sum of own weights x prior + adjusted of the terms + the strings' weights)
#                / root of the number of different Chinese characters (at least 6).
# A line of prior says what a person's weight for its industry is worth for each industry.
"""


def path() -> Path:
    """Where the weights stand that the analysis reads."""
    return Path(str(files("config") / "data" / "lexicon" / "learnt.yaml"))


def _block(rows: Iterable[tuple[str, np.ndarray]]) -> str:
    lines = []
    for term, weights in rows:
        pairs = [f"{CODES[at]}:{weights[at]:g}" for at in np.flatnonzero(weights)]
        if pairs:
            lines.append(f"    {term} {' '.join(pairs)}\n")
    return "".join(lines)


def _table(name: str, values: Mapping[str, float]) -> str:
    return f"{name}:\n" + "".join(f"  {code}: {value:.3f}\n" for code, value in values.items())


def written(model: Model, fitted_on: str, temperature: float, ask_below: float) -> str:
    """The text of ``learnt.yaml``; ``fitted_on`` says for readers what was taught."""
    adjusted = ((term, model.adjusted[row]) for term, row in model.features.hand.items())
    return (
        f"{HEAD}fitted_on: {fitted_on}\n"
        + f"ask_below: {ask_below:.3f}\ntemperature: {temperature:.2f}\n"
        + _table("bias", dict(zip(CODES, model.bias, strict=True)))
        + f"prior: |\n{_block(zip(CODES, model.prior, strict=True))}"
        + f"adjusted: |\n{_block(adjusted)}strings: |\n{_block(model.strings.items())}"
    )
