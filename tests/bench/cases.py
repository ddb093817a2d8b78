"""Reads labelled texts and judges answers to them, for the tools of this folder and their tests."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

NOT_SAFETY = "not_safety"


@dataclass(frozen=True)
class Case:
    """One labelled text; ``also`` are the industries that are right as well."""

    id: str
    text: str
    industry: str
    also: tuple[str, ...]
    source: str
    enterprise: str = ""

    def right(self, answer: str) -> bool:
        """Whether ``answer`` is the label or one that is right as well."""
        return answer == self.industry or answer in self.also


def folder() -> Path:
    """The folder of the cases; raises KeyError when ``CHUISHAO_CASES`` names none."""
    return Path(os.environ["CHUISHAO_CASES"])


def load(name: str) -> list[Case]:
    """The cases of ``name.jsonl``."""
    lines = (folder() / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [
        Case(
            raw["id"],
            raw["text"],
            raw["industry"],
            tuple(raw["industry_alt"]),
            raw["source"],
            raw.get("enterprise", ""),
        )
        for raw in map(json.loads, lines)
    ]


def invented() -> list[Case]:
    """The invented sentences of this folder; each counts as a source of its own."""
    listed = yaml.safe_load(Path(__file__).with_name("invented.yaml").read_text("utf-8"))
    return [
        Case(f"{industry}-{at}", text, industry, (), f"invented-{industry}-{at}")
        for industry, texts in listed.items()
        for at, text in enumerate(texts)
    ]


def kept_apart(case: Case) -> bool:
    """A fifth of the sources, chosen by hash: never trained on while a figure is wanted."""
    return int(sha256(case.source.encode()).hexdigest(), 16) % 5 == 0


@dataclass(frozen=True)
class Figures:
    """How well a list of answers does; shares between 0 and 1."""

    strict: float
    alt: float
    macro_f1: float
    top3: float
    safety_recall: float
    false_alarm: float
    asked: float
    alt_unasked: float

    def __str__(self) -> str:
        return (
            f"strict {self.strict:.3f}  alt {self.alt:.3f}  macro-F1 {self.macro_f1:.3f}  "
            f"top-3 {self.top3:.3f}  safety recall {self.safety_recall:.3f}  "
            f"false alarm {self.false_alarm:.3f}  asked {self.asked:.3f}  "
            f"right unasked {self.alt_unasked:.3f}"
        )


@dataclass(frozen=True)
class Answer:
    """The industries best first, and whether the first is too uncertain to go on."""

    ranked: tuple[str, ...]
    ask: bool


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _f1(industry: str, pairs: list[tuple[str, str]]) -> float:
    both = sum(label == answer == industry for label, answer in pairs)
    named = sum((label == industry) + (answer == industry) for label, answer in pairs)
    return 2 * both / named if named else 0.0


def judge(cases: list[Case], answers: list[Answer]) -> Figures:
    """The figures of ``answers`` to ``cases``, in order; macro-F1 over the labels that occur."""
    pairs = list(zip(cases, answers, strict=True))
    first = [(case.industry, answer.ranked[0]) for case, answer in pairs]
    labels = {case.industry for case in cases}
    return Figures(
        strict=_share(label == answer for label, answer in first),
        alt=_share(case.right(answer.ranked[0]) for case, answer in pairs),
        macro_f1=sum(_f1(label, first) for label in labels) / len(labels),
        top3=_share(case.industry in answer.ranked[:3] for case, answer in pairs),
        safety_recall=_share(
            answer != NOT_SAFETY for label, answer in first if label != NOT_SAFETY
        ),
        false_alarm=_share(answer != NOT_SAFETY for label, answer in first if label == NOT_SAFETY),
        asked=_share(answer.ask for answer in answers),
        alt_unasked=_share(
            case.right(answer.ranked[0]) for case, answer in pairs if not answer.ask
        ),
    )
