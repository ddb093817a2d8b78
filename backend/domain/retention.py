"""What is due for a case that has ended: a warning, cutting the link, erasing the content."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from config.retention import Retention


class Due(StrEnum):
    """What retention may have to do with a case, in the order in which it comes."""

    TELL = "tell"
    """The reporter is told that the link will be cut."""
    CUT = "cut"
    WARN = "warn"
    """The desk is told that the content will be erased."""
    ERASE = "erase"


class Blocked(StrEnum):
    """Why nothing is erased, whatever the day."""

    HOLD = "hold"
    REWARD = "reward"
    """Money is still owed, or may be claimed."""
    FIRM = "firm"
    """The firm still sees its copy: if it vanished, the firm would know what became of the case."""
    LIMIT = "limit"
    """A limit still runs, such as that of a referral to the police."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that has ended, as far as retention asks; moments in UTC."""

    closed_at: dt.datetime
    settled_at: dt.datetime | None
    """When its reward was paid or given up, if there was one."""
    ending: str
    """Its outcome, or its status where it has none."""
    jurisdiction: str
    linked: bool
    told_at: dt.datetime | None
    warned_at: dt.datetime | None
    blocked: Blocked | None = None

    @property
    def last(self) -> dt.datetime:
        """From when the days are counted."""
        return max(filter(None, (self.closed_at, self.settled_at)))


def erase_at(case: Ended, data: Retention) -> dt.datetime:
    """When the content goes, if nothing holds it."""
    days = data.keep_for(case.ending, case.jurisdiction).days
    return case.last + dt.timedelta(days=days)


def cut_at(case: Ended, data: Retention) -> dt.datetime:
    """When the link between chat and report goes: never after the content."""
    cut = case.last + dt.timedelta(days=data.cut_link.days)
    return min(cut, erase_at(case, data))


def due(case: Ended, now: dt.datetime, data: Retention) -> list[Due]:
    """What is to be done now. Who was told or warned late has their days all the same.

    A hold keeps the content, not the link: the reporter's safety waits for no lawsuit.
    """
    found = []
    told, warned = dt.timedelta(data.tell_before_cut.days), dt.timedelta(data.warn_before.days)
    cut, erase = cut_at(case, data), erase_at(case, data)
    if case.linked and case.blocked is not Blocked.REWARD and now >= cut - told:
        if case.told_at is None:
            found.append(Due.TELL)
        elif now >= max(cut, case.told_at + told):
            found.append(Due.CUT)
    if case.blocked is None and now >= erase - warned:
        if case.warned_at is None:
            found.append(Due.WARN)
        elif now >= max(erase, case.warned_at + warned):
            found.append(Due.ERASE)
    return found
