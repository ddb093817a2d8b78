"""The job that sends a card by a robot: in its turn, not at night unless lives are in danger."""

from backend.domain.errors import Invalid
from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp, TryLater
from backend.services import robots
from backend.services.robots import ROBOT, SENT
from bot.robots import ROBOTS
from bot.robots.base import Refusal, post
from handlers.robot_card import robot_card


class RobotCards:
    """Sends what was queued for robots."""

    def __init__(self, house: House) -> None:
        self.house = house

    def executors(self) -> dict[str, Executor]:
        """The kind of job done here."""
        return {ROBOT: self.send}

    async def send(self, job: Claimed) -> None:
        """Send one; what is refused is tried again, and parked at last for a person to see."""
        try:
            async with self.house.view() as view:
                sending = await robots.load(view, job.payload)
        except Invalid as error:
            # The installation's settings allow this host no more.
            await robots.note(self.house, job.payload["robot"], error.code)
            raise GiveUp from None
        if sending is None:
            raise GiveUp
        now, robot = self.house.clock(), ROBOTS[sending.kind]
        if sending.hold_until is not None:
            raise TryLater((sending.hold_until - now).total_seconds(), asked=False)
        wait = await robots.take_turn(self.house, sending.robot_id, robot.pace)
        if wait > 0 and not sending.test:
            raise TryLater(wait, asked=False)
        card = robot_card(sending, self.house.public_url)
        try:
            await post(robot, robot.request(sending.address, sending.secret, card, now))
        except Refusal as refusal:
            await robots.note(self.house, sending.robot_id, refusal.result())
            if sending.test:
                raise GiveUp from None
            raise TryLater(refusal.wait) from None
        await robots.note(self.house, sending.robot_id, SENT)
