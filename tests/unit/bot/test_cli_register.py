"""`chuishao register`: a table checked, brought in, and looked up from a terminal."""

from collections.abc import Callable
from pathlib import Path

from tests.support.workplaces import credit_code, firm, write_csv, write_xlsx

Run = Callable[..., tuple[int, str, str]]


def test_a_table_comes_in_whole(run: Run, tmp_path: Path) -> None:
    table = str(write_xlsx(tmp_path / "t.xlsx", [firm(1), firm(2)], title="名录"))
    status, out, _ = run("register", "import", table, "--dry-run")
    assert status == 0
    assert "新增 2，更新 0，不变 0，有问题 0" in out
    assert "玉溪宏达1机械厂" in out
    assert run("register", "search")[0] == 2
    assert run("register", "import", table)[:2] == (
        0, "共 2 行：新增 2，更新 0，不变 0，有问题 0\n已导入，名录库现已生效。\n",
    )  # fmt: skip
    status, out, _ = run("register", "search", credit_code(2))
    assert out.split("\t")[1:3] == ["玉溪宏达2机械厂", credit_code(2)]
    assert "不变 2" in run("register", "import", table)[1]


def test_wrong_rows_are_written_out_and_nothing_comes_in(run: Run, tmp_path: Path) -> None:
    table = str(write_csv(tmp_path / "t.csv", [firm(1), firm(2, place="没有这个镇")]))
    errors = tmp_path / "errors.csv"
    status, out, err = run("register", "import", table, "--errors", str(errors))
    assert status == 1
    assert "第 3 行 所属镇街" in err
    assert "没有这个镇" in errors.read_text("utf-8-sig")
    assert "有问题 1" in out
    assert run("register", "search", "宏达")[0] == 2


def test_mistakes_are_plain_sentences(run: Run, tmp_path: Path) -> None:
    assert run("register", "import", str(tmp_path / "none.csv"))[::2][0] == 2
    table = tmp_path / "t.csv"
    table.write_bytes(b"a,b\n1,2\n")
    status, _, err = run("register", "import", str(table))
    assert (status, "没找到列名" in err) == (2, True)
