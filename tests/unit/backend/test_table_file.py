"""Tables as agencies send them: kinds, encodings, titles above the headings, and hostile ones."""

import zipfile
from pathlib import Path

import pytest

from backend import table_file
from backend.domain.errors import Invalid
from backend.table_file import harmless, rows_of
from tests.support.workplaces import TOWN, firm, write_csv, write_xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "t.csv", [firm(1), {}, firm(2, aliases="甲\n乙")], encoding)
    rows = list(rows_of(path))
    assert [cells["name"] for _, cells in rows] == ["玉溪宏达1机械厂", "玉溪宏达2机械厂"]
    assert rows[0][0] == 2
    assert rows[1][1]["aliases"] == "甲\n乙"


def test_a_sheet_with_a_title_and_numbers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", [{**firm(1), "employees": 120}], title="2026 年名录")
    ((number, cells),) = rows_of(path)
    assert (number, cells["employees"], cells["place"]) == (3, "120", TOWN)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_headings"),
        (b"\xff\xfe\x00\x01\x02", "table_kind"),
        ("姓名,电话\n甲,1\n".encode(), "table_headings"),
        (b"PK\x03\x04 not a sheet", "table_kind"),
        (("企业名称,所属镇街\n" + '"' + "x" * 200_000).encode(), "table_kind"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as error:
        list(rows_of(path))
    assert error.value.code == code


def test_a_sheet_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_file, "MAX_UNPACKED", 1024 * 1024)
    path = write_xlsx(tmp_path / "t.xlsx", [firm(1)])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/bomb.xml", b"0" * 2 * 1024 * 1024)
    with pytest.raises(Invalid, match="table_too_large"):
        list(rows_of(path))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_cells_are_no_formulas(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("红星厂") == "红星厂"


def test_a_title_line_does_not_hide_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"2026 年名录,草稿\n企业名称;所属镇街;备注\n红星厂;{TOWN};-\n", "utf-8")
    ((_, cells),) = rows_of(path)
    assert cells["name"] == "红星厂"
