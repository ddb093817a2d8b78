"""Labelled texts from files, and how well answers to them do."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from config.base import DataError
from config.lexicon import industries
from config.reading import read_yaml

NOT_SAFETY = "not_safety"


@dataclass(frozen=True)
class Case:
    """One labelled text; ``also`` are the industries that are right as well.

    Texts of one ``source`` resemble each other: they are taught or judged together, never split.
    """

    id: str
    text: str
    industry: str
    also: tuple[str, ...]
    source: str
    enterprise: str = ""

    def right(self, answer: str) -> bool:
        """Whether ``answer`` is the label or one that is right as well."""
        return answer == self.industry or answer in self.also


def read_cases(path: Path) -> list[Case]:
    """The cases of a file: JSON Lines with ``text``, ``industry`` and, where known,
    ``industry_alt``, ``source``, ``id``; or YAML with a list of texts under each industry.

    Raises DataError with every fault of the file, OSError.
    """
    found = _of_yaml(path) if path.suffix in {".yaml", ".yml"} else _of_lines(path)
    known = set(industries())
    faults = [
        f"{path.name}: {case.id} - unknown industry: {code}"
        for case in found
        for code in sorted({case.industry, *case.also} - known)
    ]
    if faults:
        raise DataError(faults)
    return found


def _of_yaml(path: Path) -> list[Case]:
    listed = read_yaml(path)
    if not isinstance(listed, dict):
        raise DataError([f"{path.name}: not a list of texts under each industry"])
    return [
        Case(f"{code}-{at}", str(text), code, (), f"{path.name}-{code}-{at}")
        for code, texts in listed.items()
        for at, text in enumerate(texts)
    ]


def _of_lines(path: Path) -> list[Case]:
    found, faults = list[Case](), list[str]()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            found.append(
                Case(
                    str(raw.get("id", number)),
                    raw["text"],
                    raw["industry"],
                    tuple(raw.get("industry_alt") or ()),
                    raw.get("source") or f"{path.name}-{number}",
                    raw.get("enterprise") or "",
                )
            )
        except (ValueError, KeyError, AttributeError, TypeError):
            faults.append(f"{path.name}: line {number} - needs text and industry")
    if faults:
        raise DataError(faults)
    return found


class Answer(NamedTuple):
    """The industries best first, and whether the first is too uncertain to go on."""

    ranked: tuple[str, ...]
    ask: bool


@dataclass(frozen=True)
class Figures:
    """How well a list of answers does; shares between 0 and 1."""

    strict: float
    alt: float
    macro_f1: float
    top3: float
    top3_alt: float
    safety_recall: float
    false_alarm: float
    asked: float
    alt_unasked: float

    def __str__(self) -> str:
        return (
            f"strict {self.strict:.3f}  alt {self.alt:.3f}  macro-F1 {self.macro_f1:.3f}  "
            f"top-3 {self.top3:.3f} / alt {self.top3_alt:.3f}  "
            f"safety recall {self.safety_recall:.3f}  false alarm {self.false_alarm:.3f}  "
            f"asked {self.asked:.3f}  right unasked {self.alt_unasked:.3f}"
        )


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _f1(industry: str, pairs: list[tuple[str, str]]) -> float:
    both = sum(label == answer == industry for label, answer in pairs)
    named = sum((label == industry) + (answer == industry) for label, answer in pairs)
    return 2 * both / named if named else 0.0


def judge(cases: Sequence[Case], answers: Sequence[Answer]) -> Figures:
    """The figures of ``answers`` to ``cases``, in order; macro-F1 over the labels that occur."""
    pairs = list(zip(cases, answers, strict=True))
    first = [(case.industry, answer.ranked[0]) for case, answer in pairs]
    labels = {case.industry for case in cases}
    return Figures(
        strict=_share(label == answer for label, answer in first),
        alt=_share(case.right(answer.ranked[0]) for case, answer in pairs),
        macro_f1=sum(_f1(label, first) for label in labels) / (len(labels) or 1),
        top3=_share(case.industry in answer.ranked[:3] for case, answer in pairs),
        top3_alt=_share(any(map(case.right, answer.ranked[:3])) for case, answer in pairs),
        safety_recall=_share(
            answer != NOT_SAFETY for label, answer in first if label != NOT_SAFETY
        ),
        false_alarm=_share(answer != NOT_SAFETY for label, answer in first if label == NOT_SAFETY),
        asked=_share(answer.ask for answer in answers),
        alt_unasked=_share(
            case.right(answer.ranked[0]) for case, answer in pairs if not answer.ask
        ),
    )
