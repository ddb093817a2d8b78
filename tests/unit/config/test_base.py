"""Checked data: every fault of a file at once, and nothing guessed."""

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Annotated

import pytest
from annotated_types import Gt

from config.base import Checked, DataError, Sourced, Status, load_checked, within
from config.reading import read_yaml


class Thing(Sourced):
    """What the tests load."""

    number: Annotated[int, Gt(0)]
    names: tuple[str, ...]


GOOD = "source: 规则\nstatus: law\nnumber: 3\nnames: [a, b]\n"


def _load(tmp_path: Path, content: str) -> Thing:
    path = tmp_path / "things.yaml"
    path.write_text(content, "utf-8")
    return load_checked(Thing, path)


def _faults(tmp_path: Path, content: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        _load(tmp_path, content)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_what_fits_is_loaded(tmp_path: Path) -> None:
    thing = _load(tmp_path, GOOD)
    assert (thing.status, thing.number, thing.names) == (Status.LAW, 3, ("a", "b"))


def test_what_is_loaded_stays_as_it_is(tmp_path: Path) -> None:
    thing = _load(tmp_path, GOOD)
    with pytest.raises(FrozenInstanceError):
        thing.number = 4  # type: ignore[misc]


def test_all_faults_come_at_once_with_file_and_path(tmp_path: Path) -> None:
    faults = _faults(tmp_path, "source: x\nstatus: guess\nnumber: 0\nnames: [1]\nmore: 1\n")
    assert len(faults) == 4
    assert all(fault.startswith("things.yaml: ") for fault in faults)
    for path in ("status - ", "number - ", "names.0 - ", "more - "):
        assert any(path in fault for fault in faults)


@pytest.mark.parametrize("wrong", ['"3"', "3.5", "true", "null", "yes", "0x"])
def test_nothing_is_converted(tmp_path: Path, wrong: str) -> None:
    (fault,) = _faults(tmp_path, GOOD.replace("number: 3", f"number: {wrong}"))
    assert "number" in fault


@pytest.mark.parametrize(
    "content",
    ["a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "a: [1\n", "a: !!python/object:os.system {}\n", "\tx: 1"],
)
def test_yaml_that_would_be_guessed_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "things.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataError) as caught:
        read_yaml(path)
    assert caught.value.faults[0].startswith("things.yaml: ")


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    assert _faults(tmp_path, "")


def test_a_record_takes_what_it_names_and_no_more(tmp_path: Path) -> None:
    class Plain(Checked):
        """One field."""

        number: int

    with pytest.raises(TypeError, match="other"):
        Plain(number=1, other=2)  # type: ignore[call-arg]
    (tmp_path / "plain.yaml").write_text('number: "1"\n', "utf-8")
    with pytest.raises(DataError, match="number"):
        load_checked(Plain, tmp_path / "plain.yaml")


def test_bounds_are_told_with_the_fields_name() -> None:
    within("days", 3, 1)
    with pytest.raises(ValueError, match="days must be at least 1"):
        within("days", 0, 1)
    with pytest.raises(ValueError, match="percent must be between 0 and 100"):
        within("percent", 101, 0, 100)
