"""Ready texts exist for every name in the data and pass the check of staff's own words."""

import pytest

from backend.domain import outgoing
from backend.domain.cases import Event, Status
from backend.domain.fields import EventFields
from backend.domain.outgoing import Stated
from backend.domain.transitions import BY_EVENT
from config.ready_texts import ReadyTexts, offered, ready_texts
from config.texts import LOCALES, text


def test_every_text_fits_its_event_and_names_nobody() -> None:
    for event in (Event.REQUEST_INFO, Event.MESSAGE):
        row = BY_EVENT[event]
        for status in getattr(ready_texts(), event.value):
            assert Status(status) in row.sources
            for key in offered(event, status):
                for locale in LOCALES:
                    given = EventFields(text=text(locale, key))
                    assert outgoing.checked(row, given, Stated()) == given


def test_other_events_have_none_and_unknown_names_are_a_fault() -> None:
    assert offered("close", "verifying") == []
    with pytest.raises(ValueError, match="no text in zh_CN for: nothing"):
        ReadyTexts(request_info={"triage": ["nothing"]}, message={})
