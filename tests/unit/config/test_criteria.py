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


def test_old_standards_stay_for_old_dates() -> None:
    ended = {item.document: item.valid_until for item in items() if item.valid_until}
    assert ended == {"安监总管三〔2017〕121号": date(2026, 9, 29)}
