"""What staff write to reporters names nobody by accident, and what travels was looked at."""

import pytest

from backend.domain import outgoing
from backend.domain.cases import Event
from backend.domain.errors import Invalid
from backend.domain.fields import EventFields
from backend.domain.outgoing import Stated
from backend.domain.transitions import BY_EVENT

MESSAGE = BY_EVENT[Event.MESSAGE]


def test_words_that_name_nobody_go_as_they_are() -> None:
    given = EventFields(text="请补充车间名称，谢谢。")
    assert outgoing.checked(MESSAGE, given, Stated()) == given


def test_a_number_is_asked_about_and_goes_as_was_stated() -> None:
    given = EventFields(text="请打13800138000找王某某")
    with pytest.raises(Invalid) as asked:
        outgoing.checked(MESSAGE, given, Stated())
    assert asked.value.code == "words_name_others"
    assert asked.value.params["found"] == "[电话]"
    without = asked.value.params["without"]
    assert "13800138000" not in str(without)
    assert outgoing.checked(MESSAGE, given, Stated(confirmed=True)) == given
    assert outgoing.checked(MESSAGE, given, Stated(redacted=True)).text == without


def test_only_what_the_reporter_reads_is_checked() -> None:
    words = "找我 13800138000"
    note = BY_EVENT[Event.NOTE]
    assert outgoing.told_fields(note) == ()
    assert outgoing.checked(note, EventFields(reason=words), Stated()).reason == words
    # Told at the extension, so checked where it is written.
    assert outgoing.told_fields(BY_EVENT[Event.ASK_EXTENSION]) == ("reason",)
    with pytest.raises(Invalid, match="words_name_others"):
        outgoing.checked(BY_EVENT[Event.CLOSE], EventFields(reason=words), Stated())


def test_statements_are_yes_or_no() -> None:
    fields, stated = outgoing.split({"text": "x", "confirmed": True, "redacted": False})
    assert (fields, stated) == ({"text": "x"}, Stated(confirmed=True))
    for wrong in ("yes", 1, None):
        with pytest.raises(Invalid, match="field_not_flag"):
            outgoing.split({"copy_checked": wrong})


@pytest.mark.parametrize(
    ("event", "status", "refusals", "urgency", "leaves"),
    [
        (Event.TRANSFER, "assigned", 0, "normal", True),
        (Event.TRANSFER, "accepted", 0, "urgent", True),
        (Event.TRANSFER, "triage", 2, "normal", True),
        (Event.RAISE, "verifying", 0, "normal", True),
        (Event.HAND_OVER, "received", 0, "normal", True),
        # The intake desk gives on the report itself; and nobody waits while lives are in danger.
        (Event.TRANSFER, "triage", 0, "normal", False),
        (Event.TRANSFER, "received", 0, "normal", False),
        (Event.TRANSFER, "assigned", 0, "immediate", False),
        (Event.REFUSE, "assigned", 0, "normal", False),
        (Event.ACCEPT, "assigned", 0, "normal", False),
    ],
)
def test_when_the_copy_must_have_been_looked_through(
    event: Event, status: str, refusals: int, urgency: str, leaves: bool
) -> None:
    assert outgoing.copy_leaves(event, status, refusals, urgency) is leaves
