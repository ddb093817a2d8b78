"""The jobs of a time limit, or of the days to claim a reward, that came to one of their points."""

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import check_backs, claim_reminders, outward, overdue
from backend.services.check_backs import CHECK_BACK
from backend.services.claim_windows import CLAIM_WINDOW
from backend.services.clocks import CLOCK
from backend.services.inside import OUTWARD, SETTLE


class Clocks:
    """Says what is due of the limits of cases and rewards."""

    def __init__(self, house: House) -> None:
        self.house = house

    def executors(self) -> dict[str, Executor]:
        """The kinds of jobs done here."""
        return {
            CLOCK: self.ring,
            CLAIM_WINDOW: self.remind,
            OUTWARD: self.go_outward,
            SETTLE: self.settle,
            CHECK_BACK: self.check_back,
        }

    async def ring(self, job: Claimed) -> None:
        """A point of one limit has come."""
        if not await overdue.ring(self.house, job.payload["clock"]):
            raise GiveUp

    async def go_outward(self, job: Claimed) -> None:
        """A firm's days are over, or its reporter denies what it says."""
        if not await outward.ring(self.house, job.payload["case"]):
            raise GiveUp

    async def settle(self, job: Claimed) -> None:
        """Nobody denied that the firm mended it."""
        if not await outward.settle(self.house, job.payload["case"]):
            raise GiveUp

    async def check_back(self, job: Claimed) -> None:
        """Some weeks after the end: is the reporter well?"""
        if not await check_backs.ring(self.house, job.payload["case"]):
            raise GiveUp

    async def remind(self, job: Claimed) -> None:
        """A reward that waits to be claimed: a reminder, or the end of its days."""
        if not await claim_reminders.ring(self.house, job.payload["case"]):
            raise GiveUp
