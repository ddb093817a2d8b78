"""`chuishao poster`: files for one, a list, or a county; and plain words where it can't."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.web import poster_paper
from backend.web.paper import PaperMissing
from tests.support.processes import missing
from tests.support.workplaces import FIRM, credit_code, firm, write_csv

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def registered(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CHUISHAO_PUBLIC_URL", "https://jubao.example.gov.cn")
    rows = [firm(1), firm(2), FIRM, firm(3, place="西安市雁塔区")]
    assert run("register", "import", str(write_csv(tmp_path / "t.csv", rows)))[0] == 0
    return run


@pytest.fixture(scope="module")
def paper() -> None:
    try:
        poster_paper.pdf(poster_paper.Poster("甲", "", "2222222222", "https://x.example/p/2"))
    except PaperMissing:
        missing("libpango-1.0-0 and its companions, which posters are set with, are not here")


def test_a_county_gets_its_posters(registered: Run, paper: None, tmp_path: Path) -> None:
    out = tmp_path / "posters"
    status, said, _ = registered("poster", "--unit", "530402", "--out", str(out))
    assert status == 0
    files = sorted(path.name.rpartition("-")[0] for path in out.iterdir())
    assert files == ["玉溪宏达1机械厂", "玉溪宏达2机械厂", "玉溪红星化工有限公司"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in out.iterdir())
    assert len(said.splitlines()) == 3
    again = registered("poster", "--unit", "530402", "--out", str(out))[1]
    assert sorted(again.splitlines()) == sorted(said.splitlines())


def test_a_list_by_name_and_code(registered: Run, paper: None, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{FIRM['name']}\n\n{credit_code(1)}\n没有这家\n", "utf-8")
    out = tmp_path / "posters"
    status, said, err = registered(
        "poster", "--list", str(listed), "--png", "--size", "A3", "--out", str(out)
    )
    assert (status, len(said.splitlines())) == (1, 2)
    assert "没有这家" in err
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in out.iterdir())
    first = registered("poster", "--enterprise", FIRM["name"], "--out", str(out))[1]
    second = registered("poster", "--enterprise", FIRM["name"], "--anew", "--out", str(out))[1]
    assert first != second


def test_what_is_lacking_is_said(
    run: Run, registered: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "--enterprise" in registered("poster")[2]
    assert registered("poster", "--list", str(tmp_path / "none"))[0] == 2
    assert registered("poster", "--unit", "110101")[0] == 2
    monkeypatch.delenv("CHUISHAO_PUBLIC_URL")
    assert "CHUISHAO_PUBLIC_URL" in run("poster", "--enterprise", FIRM["name"])[2]
