"""The file a table is checked into: every row's faults, twins, and nothing lost between them."""

import csv
from pathlib import Path

from backend.services.register_spool import NEW, Spool
from tests.support.workplaces import credit_code, firm, write_csv


def _told(*_: object) -> None:
    """Nobody listens."""


def filled(folder: Path, *rows: dict[str, str]) -> Spool:
    spool = Spool(folder / "spool.rows")
    spool.fill(write_csv(folder / "t.csv", rows), _told)
    return spool


def test_faults_stand_by_their_rows(tmp_path: Path) -> None:
    spool = filled(
        tmp_path,
        firm(1),
        firm(2, place="没有这个镇", industry="炼金"),
        firm(3, credit_code=credit_code(1)),
        firm(1, credit_code=""),
    )
    faults = list(spool.faults("zh_CN"))
    assert [(row, column) for row, column, _, _ in faults] == [
        (3, "所属镇街"), (3, "行业"), (4, "企业名称"), (5, "企业名称"),
    ]  # fmt: skip
    assert "第 2 行" in faults[2][2]
    counts = spool.counts()
    assert (counts.rows, counts.wrong) == (4, 3)
    assert len(list(spool.faults("en", 2))) == 2


def test_the_list_of_faults_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    spool = filled(tmp_path, firm(1, industry="=cmd()"))
    spool.write_faults(tmp_path / "faults.csv", "zh_CN")
    with (tmp_path / "faults.csv").open(encoding="utf-8-sig") as file:
        head, row = csv.reader(file)
    assert head == ["行", "列", "问题", "原文"]
    assert (row[0], row[3]) == ("2", "'=cmd()")


def test_rows_come_back_as_they_were_in_order(tmp_path: Path) -> None:
    spool = filled(tmp_path, *(firm(n) for n in range(1, 30)))
    spool.note_known(dict.fromkeys(range(2, 31), NEW))
    (chunk,) = spool.chunks(changing=True)
    assert [number for number, _, _ in chunk] == list(range(2, 31))
    assert spool.first(2)[1].name == "玉溪宏达2机械厂"
    assert spool.counts().new == 29
    spool.drop()
    assert not spool.path.exists()


def test_a_park_must_be_somewhere(tmp_path: Path) -> None:
    park, other = credit_code(8), credit_code(9)
    spool = filled(
        tmp_path,
        firm(1, above=park),
        firm(2, above=other),
        firm(8, kind="园区"),
        firm(3, above=credit_code(7)),
    )
    assert spool.codes_above() == {park, other, credit_code(7)}
    spool.unknown_above({other})
    assert [(row, column[:2]) for row, column, _, _ in spool.faults("zh_CN")] == [(5, "所属")]
