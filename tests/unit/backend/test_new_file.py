"""A new file is there whole or not at all, is its owner's alone, and takes nobody's place."""

import fcntl
import stat
from pathlib import Path

import pytest

from backend.new_file import new_file


def test_it_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.bk"
    with new_file(path) as out:
        out.write(b"words")
        assert not path.exists()
    assert path.read_bytes() == b"words"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError), new_file(tmp_path / "a.bk") as out:
        out.writelines([b"words", "no bytes"])
    assert not list(tmp_path.iterdir())


def test_it_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "a.bk"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError), new_file(path):
        pass
    path.unlink()
    with pytest.raises(FileExistsError), new_file(path):
        path.write_bytes(b"came first")
    assert path.read_bytes() == b"came first"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_dead_one_left_is_removed_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    dead, living = tmp_path / ".a[1].bk.dead.part", tmp_path / ".a[1].bk.living.part"
    other = tmp_path / ".ab.bk.dead.part"
    for path in (dead, living, other):
        path.write_bytes(b"half")
    with living.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with new_file(tmp_path / "a[1].bk") as out:
            out.write(b"words")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [living.name, other.name, "a[1].bk"]
    )
