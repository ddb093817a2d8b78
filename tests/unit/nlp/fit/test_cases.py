"""Labelled texts from files, with every fault named, and figures that can be counted by hand."""

import json
from pathlib import Path

import pytest

from config.base import DataError
from nlp.fit.cases import Answer, Case, judge, read_cases


def test_lines_are_read_with_what_they_leave_out(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    full = {"id": "a", "text": "漏气", "industry": "gas", "industry_alt": ["fire"], "source": "s"}
    file.write_text(
        f"{json.dumps(full)}\n\n" + '{"text": "坑", "industry": "municipal"}\n', "utf-8"
    )
    assert read_cases(file) == [
        Case("a", "漏气", "gas", ("fire",), "s"),
        Case("3", "坑", "municipal", (), "some.jsonl-3"),
    ]


def test_a_list_under_each_industry_is_read(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("gas: [漏气, 煤气罐]\n", "utf-8")
    assert [(case.text, case.industry) for case in read_cases(file)] == [
        ("漏气", "gas"),
        ("煤气罐", "gas"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.jsonl", '{"text": "漏气"}\n[]\nnonsense', "line 3"),
        ("a.jsonl", '{"text": "漏气", "industry": "nowhere"}', "nowhere"),
        ("a.yaml", "- 漏气", "not a list of texts"),
        ("a.yaml", "nowhere: [漏气]", "nowhere"),
    ],
)
def test_faults_are_named(tmp_path: Path, name: str, content: str, fault: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(DataError) as raised:
        read_cases(tmp_path / name)
    assert fault in str(raised.value)


def test_figures_are_counted() -> None:
    cases = [
        Case("1", "", "gas", (), "1"),
        Case("2", "", "fire", ("gas",), "2"),
        Case("3", "", "not_safety", (), "3"),
        Case("4", "", "gas", (), "4"),
    ]
    answers = [
        Answer(("gas", "fire", "power"), ask=False),
        Answer(("gas", "power", "fire"), ask=False),
        Answer(("gas", "power", "mine"), ask=True),
        Answer(("not_safety", "power", "mine"), ask=False),
    ]
    found = judge(cases, answers)
    assert (found.strict, found.alt, found.top3, found.top3_alt) == (0.25, 0.5, 0.5, 0.5)
    assert found.safety_recall == pytest.approx(2 / 3)
    assert found.false_alarm == 1
    assert (found.asked, found.alt_unasked) == (0.25, pytest.approx(2 / 3))
    assert found.macro_f1 == pytest.approx((2 / 5 + 0 + 0) / 3)
