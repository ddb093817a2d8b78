"""What is compiled once is taken from its file, until a source says something else."""

import pickle
from pathlib import Path

import pytest

from config.compiled import FOLDER, compiled, made_anew


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.txt"
    path.write_text("first", "utf-8")
    return path


def taken(source: Path, made: list[str]) -> str:
    """The source in capitals; ``made`` grows when it was worked out."""

    def make() -> str:
        made.append(source.read_text("utf-8"))
        return made[-1].upper()

    return compiled("capitals", [source], make)


def kept(source: Path) -> list[Path]:
    return list((source.parent / FOLDER).iterdir())


def test_it_is_made_once_and_again_when_the_source_changes(source: Path) -> None:
    made: list[str] = []
    assert [taken(source, made), taken(source, made)] == ["FIRST", "FIRST"]
    assert made == ["first"]
    source.write_text("second", "utf-8")
    assert taken(source, made) == "SECOND"
    assert made == ["first", "second"]
    assert len(kept(source)) == 1  # the older one is gone


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05cnowhere\nNothing\n."])
def test_a_spoilt_file_is_made_again(source: Path, content: bytes) -> None:
    made: list[str] = []
    taken(source, made)
    (file,) = kept(source)
    file.write_bytes(content)
    assert taken(source, made) == "FIRST"
    assert made == ["first", "first"]
    assert taken(source, made) == "FIRST"
    assert len(made) == 2


def test_where_nothing_can_be_kept_it_is_made_each_time(source: Path) -> None:
    (source.parent / FOLDER).write_text("a file is in the way", "utf-8")
    made: list[str] = []
    assert [taken(source, made), taken(source, made)] == ["FIRST", "FIRST"]
    assert len(made) == 2


def test_a_kept_file_that_says_something_else_is_named(source: Path) -> None:
    made: list[str] = []
    taken(source, made)
    (file,) = kept(source)
    with made_anew() as differing:
        assert taken(source, made) == "FIRST"
    assert not differing
    file.write_bytes(pickle.dumps("OTHER"))
    with made_anew() as differing:
        assert taken(source, made) == "FIRST"
    assert differing == [str(file)]
