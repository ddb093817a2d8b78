"""The labelled texts of the folder ``CHUISHAO_CASES``, for the tools here and their tests."""

import os
from hashlib import sha256
from pathlib import Path

from nlp.fit.cases import Case, read_cases

INVENTED = Path(__file__).with_name("invented.yaml")
"""Sentences the way people report, taught beside the real ones: rare industries need words."""


def folder() -> Path:
    """The folder of the cases; raises KeyError when ``CHUISHAO_CASES`` names none."""
    return Path(os.environ["CHUISHAO_CASES"])


def load(name: str) -> list[Case]:
    """The cases of ``name.jsonl``."""
    return read_cases(folder() / f"{name}.jsonl")


def kept_apart(case: Case) -> bool:
    """A fifth of the sources, chosen by hash: never taught while a figure is wanted."""
    return int(sha256(case.source.encode()).hexdigest(), 16) % 5 == 0
