"""The names of events: what is none is told, and never echoed whole."""

import pytest

from backend.domain.cases import Event, parse_event
from backend.domain.errors import Invalid


@pytest.mark.parametrize("name", ["", "ACCEPT", "accept ", "submit", "x" * 500, "受理"])
def test_a_word_that_is_no_event_is_told(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_event(name)
    assert caught.value.code == "unknown_event"
    assert len(str(caught.value.params["event"])) <= 40


@pytest.mark.parametrize("event", Event)
def test_every_event_can_be_named(event: Event) -> None:
    assert parse_event(event.value) is event
