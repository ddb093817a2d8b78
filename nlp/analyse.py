"""One call says what a text means: industry, place, enterprise, urgency, suspected criteria."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from nlp.classify import classify
from nlp.criteria import criteria
from nlp.enterprise import enterprise
from nlp.folding import fold
from nlp.places import find_place
from nlp.redact import redact
from nlp.types import Analysis
from nlp.urgency import flags, signals, urgency


def analyse(
    text: str,
    *,
    location: tuple[float, float] | None = None,
    jurisdiction: str | None = None,
    on: date | None = None,
) -> Analysis:
    """What ``text`` says; ``location`` is (latitude, longitude) in degrees as the sender gave it.

    Total: any string gives an answer. ``jurisdiction`` is the id of the jurisdiction that an
    unnamed place is taken to lie in, ``on`` the day (in Asia/Shanghai) whose standards hold: today
    unless told.
    """
    folded = fold(text)
    classification = classify(folded)
    suspected = criteria(
        folded,
        [candidate.industry for candidate in classification.candidates[:3]],
        on or datetime.now(ZoneInfo("Asia/Shanghai")).date(),
    )
    roles = signals(folded)
    return Analysis(
        classification=classification,
        place=find_place(folded.text, location=location, jurisdiction=jurisdiction),
        enterprise=enterprise(folded, text),
        urgency=urgency(roles, suspected=bool(suspected)),
        criteria=suspected,
        redacted=redact(text),
        flags=flags(roles),
    )
