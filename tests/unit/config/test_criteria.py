"""The items of the 重大事故隐患 standards as checked data."""

from datetime import date
from pathlib import Path

import pytest

from config import criteria as module
from config.base import DataError, Status
from config.criteria import items


def test_recalled_items_are_never_shown_as_law() -> None:
    status = {(item.document, item.item): item.status for item in items()}
    assert status["应急管理部令第10号", "第三条(二)"] is Status.RELAYED
    assert status["应急管理部令第10号", "第十一条(十)"] is Status.UNVERIFIED
    assert status["建质规〔2024〕5号", "第十条"] is Status.UNVERIFIED


def test_every_item_can_be_met() -> None:
    assert len(items()) > 100
    assert all(item.patterns for item in items())
    assert all(word == word.lower() for i in items() for p in i.patterns for g in p for word in g)


def test_all_faults_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "criteria"
    folder.mkdir(parents=True)
    head = "standard: a\ndocument: b\nsource: c\nstatus: law\n"
    item = "{item: 一, title: t, match: ['a + ']}"
    (folder / "a.yaml").write_text(
        f"{head}valid_from: soon\nindustries: [nowhere]\nitems: [{item}, {item}]\n", "utf-8"
    )
    turned = "valid_from: '2026-01-02'\nvalid_until: '2026-01-01'\nindustries: [fire]\nitems: []\n"
    (folder / "c.yaml").write_text(f"{head}{turned}", "utf-8")
    (folder / "b.yaml").write_text(f"{head}items: []\n", "utf-8")
    known = module.industries()
    monkeypatch.setattr(module, "industries", lambda: known)
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(DataError) as raised:
        items.__wrapped__()
    text = str(raised.value)
    for fault in (
        "a.yaml: industries - unknown: nowhere",
        "a.yaml: valid_from - no date: soon",
        "a.yaml: items.一 - is given twice",
        "a.yaml: items.一 - an empty group of words",
        "b.yaml: valid_from",
        "c.yaml: valid_until - before valid_from",
    ):
        assert fault in text


def _in_force(on: date, industry: str) -> set[str]:
    return {one.document for one in items() if industry in one.industries and one.in_force(on)}


@pytest.mark.parametrize(
    ("industry", "on", "document", "there"),
    [
        ("hazchem", date(2026, 9, 29), "安监总管三〔2017〕121号", True),
        ("hazchem", date(2026, 9, 30), "安监总管三〔2017〕121号", False),
        ("hazchem", date(2026, 9, 30), "AQ 3067-2026", True),
        ("coal_mine", date(2020, 12, 31), "应急管理部令第4号", False),
        ("coal_mine", date(2021, 1, 1), "应急管理部令第4号", True),
        ("coal_mine", date(2026, 7, 1), "应急管理部令第4号", False),
        ("fire", date(2025, 10, 31), "GB 35181-2017", True),
        ("fire", date(2025, 11, 1), "GB 35181-2017", False),
        ("fire", date(2025, 11, 1), "GB 35181-2025", True),
        ("civil_explosives", date(2024, 12, 2), "工信厅安全函〔2023〕337号", True),
        ("civil_explosives", date(2024, 12, 3), "工信部安全〔2024〕234号", True),
        ("fireworks", date(2026, 11, 26), "安监总管三〔2017〕121号", True),
    ],
)
def test_a_standard_is_in_force_in_its_time(
    industry: str, on: date, document: str, there: bool
) -> None:
    assert (document in _in_force(on, industry)) is there


def test_the_part_of_the_trade_stands_before_the_title() -> None:
    titles = {(item.document, item.item): item.title for item in items()}
    assert titles["应急管理部令第10号", "第十一条(十)"].startswith("粉尘涉爆 · ")
    assert titles["应急管理部令第10号", "第十三条(二)"].startswith("有限空间 · ")
    assert "·" not in titles["应急管理部令第10号", "第三条(二)"]


def test_a_name_and_an_item_tell_which_one_is_meant() -> None:
    names = [(item.standard, item.item) for item in items()]
    assert len(names) == len(set(names))
