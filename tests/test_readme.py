"""The README stays true: what is made from the code is compared with the code."""

from pathlib import Path

from tests.support.event_table import event_table

README = Path(__file__).parent.parent / "README.md"


def test_the_events_are_those_of_the_table() -> None:
    assert event_table() in README.read_text("utf-8")
