"""The jobs of the morning: making the digests, and bringing one to a chat group, silently."""

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import accounts, digests
from backend.services.digests import DIGEST, GROUP_DIGEST
from bot.channels.base import Channel
from handlers.reply import Rendered


class Digests:
    """What waits, told on whatever channel a group is."""

    def __init__(self, house: House, channels: dict[str, Channel]) -> None:
        self.house = house
        self.channels = channels

    def executors(self) -> dict[str, Executor]:
        """The kinds of jobs done here."""
        return {DIGEST: self.make, GROUP_DIGEST: self.bring}

    async def make(self, _: Claimed) -> None:
        """A morning has come."""
        await digests.run(self.house)

    async def bring(self, job: Claimed) -> None:
        """One digest to one group."""
        async with self.house.view() as view:
            found = await digests.group_of(view, job.payload["group"])
            if found is None or found[0].channel not in self.channels:
                raise GiveUp
            group, account = found
            send_to = accounts.send_address(view, account)
        message = Rendered(job.payload["text"], quiet=True)
        await self.channels[group.channel].send(account.id, send_to, [message])
