"""The job of a time limit that has come to one of its points."""

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import overdue
from backend.services.clocks import CLOCK


class Clocks:
    """Says what is due of the limits of cases."""

    def __init__(self, house: House) -> None:
        self.house = house

    def executors(self) -> dict[str, Executor]:
        """The kind of job done here."""
        return {CLOCK: self.ring}

    async def ring(self, job: Claimed) -> None:
        """A point of one limit has come."""
        if not await overdue.ring(self.house, job.payload["clock"]):
            raise GiveUp
