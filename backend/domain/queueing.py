"""Where a case stands in the queue of its desk: what burns first, then the nearest limit."""

import datetime as dt

from backend.domain.cases import Status
from nlp.types import Urgency

TO_DO = "5"
"""Keys before this one need an act of the desk."""
OVER = "9"
"""Keys from this one on are of cases that are over."""
_OVER = (Status.CLOSED, Status.DECLINED, Status.HANDED_OVER, Status.WITHDRAWN, Status.INSIDE)
_BY_URGENCY = {Urgency.IMMEDIATE.value: "0", Urgency.MAJOR.value: "1"}
_NO_LIMIT = "99999999999999"


def queue_key(status: str, urgency: str, due_at: dt.datetime | None, *, unanswered: bool) -> str:
    """A string by which the cases of a desk sort: the class of need, then the limit in UTC.

    Classes: 0 urgent, 1 major, 2 others, 3 the reporter spoke last, 6 waits for the reporter,
    9 over. One plain column with an index, so that a queue of any length opens at its top.
    """
    limit = due_at.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S") if due_at else _NO_LIMIT
    if status in _OVER or status == Status.WAITING:
        need = "3" if unanswered else "6" if status == Status.WAITING else "9"
    else:
        need = _BY_URGENCY.get(urgency, "2")
    return f"{need}{limit}"
