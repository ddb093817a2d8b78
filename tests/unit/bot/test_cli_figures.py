"""`chuishao figures`: to read, as JSON, as files, and plain words for what can't be."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.support.case_history import CITY, COUNTY

Run = Callable[..., tuple[int, str, str]]


def test_figures_are_printed_and_written(run: Run, tmp_path: Path) -> None:
    assert run("migrate")[0] == 0
    status, out, _ = run("figures", "--period", "2026-Q3", "--body", COUNTY)
    assert status == 0
    assert out.startswith("2026-Q3 季分析 · 红塔区应急管理局\n")
    assert "\n受理\t0\t0\t–\t0\t–\n" in out
    found = json.loads(run("figures", "--period", "2026", "--body", COUNTY, "--json")[1])
    assert found["tables"]["main"]["columns"] == ["2026", "2025", "环比"]
    assert found["tables"]["main"]["rows"][0] == {"label": "新收", "values": [0, 0, None]}
    book = tmp_path / "a.xlsx"
    status, out, _ = run("figures", "--period", "2026-10", "--body", COUNTY, "--xlsx", str(book))
    assert (status, out) == (0, f"已写入 {book}\n")
    assert book.read_bytes().startswith(b"PK")
    below = run("figures", "--period", "2026-10", "--body", CITY, "--below", "--json")[1]
    assert json.loads(below)["body"] == "下级单位合计"


def test_what_is_wrong_is_said(run: Run, tmp_path: Path) -> None:
    assert run("migrate")[0] == 0
    assert "2026-13" in run("figures", "--period", "2026-13")[2]
    assert run("figures", "--period", "2026", "--body", "nowhere")[0] == 2
    assert run("figures", "--period", "2026", "--xlsx", str(tmp_path))[0] == 2
