"""The jobs of a time limit, or of the days to claim a reward, that came to one of their points."""

from collections.abc import Awaitable, Callable

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import check_backs, claim_reminders, outward, overdue, rings
from backend.services.check_backs import CHECK_BACK
from backend.services.claim_windows import CLAIM_WINDOW
from backend.services.clocks import CLOCK, RING
from backend.services.inside import OUTWARD, SETTLE


class Clocks:
    """Says what is due of the limits of cases and rewards."""

    def __init__(self, house: House) -> None:
        self.house = house

    def executors(self) -> dict[str, Executor]:
        """The kinds of jobs done here."""
        return {
            CLOCK: self.point,
            RING: self.ring,
            CLAIM_WINDOW: self._of_case(claim_reminders.ring),
            OUTWARD: self._of_case(outward.ring),
            SETTLE: self._of_case(outward.settle),
            CHECK_BACK: self._of_case(check_backs.ring),
        }

    async def ring(self, job: Claimed) -> None:
        """Lives are in danger and nobody may have accepted the case yet."""
        if not await rings.ring(self.house, job.payload["clock"]):
            raise GiveUp

    async def point(self, job: Claimed) -> None:
        """A point of one limit has come."""
        if not await overdue.ring(self.house, job.payload["clock"]):
            raise GiveUp

    def _of_case(self, ring: Callable[[House, str], Awaitable[bool]]) -> Executor:
        """Does what is due of the case that a job names, if there still is one."""

        async def act(job: Claimed) -> None:
            if not await ring(self.house, job.payload["case"]):
                raise GiveUp

        return act
