"""`chuishao doctor` on the map: who is asked, and which map approval numbers lack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.speech import locale
from config.texts import text


def _said(run: Callable[..., tuple[int, str, str]]) -> dict[str, str]:
    pairs = [line.split("\t") for line in run("doctor")[1].splitlines()]
    return {words: level for level, words in pairs}


def _words(key: str, **params: object) -> str:
    return text(locale(), f"map.doctor_{key}", **params)


def test_a_plain_grid_asks_nobody(run: Callable[..., tuple[int, str, str]]) -> None:
    assert _said(run)[_words("plain")] == "ok"


def test_a_map_without_its_approval_number_is_a_warning(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_MAP__TILES", "http://tiles.example.cn/{z}/{x}/{y}.png")
    monkeypatch.setenv("CHUISHAO_MAP__CRS", "gcj02")
    monkeypatch.setenv("CHUISHAO_MAP__OUTLINES", str(tmp_path / "towns.geojson"))
    found = _said(run)
    assert found[_words("tiles", host="http://tiles.example.cn")] == "ok"
    assert found[_words("approval")] == found[_words("outlines_approval")] == "warn"
    assert found[_words("outlines_wrong", reason="No such file or directory")] == "fail"
    line = '{"type": "LineString", "coordinates": [[102, 24], [103, 25]]}'
    (tmp_path / "towns.geojson").write_text(line)
    monkeypatch.setenv("CHUISHAO_MAP__APPROVAL", "GS(2026)0000号")
    monkeypatch.setenv("CHUISHAO_MAP__OUTLINES_APPROVAL", "滇S(2026)0号")
    found = _said(run)
    assert found[_words("outlines")] == "ok"
    assert not {_words("approval"), _words("outlines_approval")} & found.keys()


def test_tiles_without_a_datum_stop_every_command(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUISHAO_MAP__TILES", "http://tiles.example.cn/{z}/{x}/{y}.png")
    status, _, errors = run("doctor")
    assert status == 2
    assert "CHUISHAO_MAP__CRS" in errors
