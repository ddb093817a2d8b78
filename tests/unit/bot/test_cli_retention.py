"""`chuishao retention run`: lists what is due, or does it."""

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]


def test_nothing_is_due_in_an_empty_house(run: Run) -> None:
    assert run("retention", "run", "--dry-run") == (0, "到期 0 项，未改动\n", "")
    assert run("retention", "run") == (0, "办了 0 项\n", "")
