"""The jobs that send: answers of messengers, and notices to reporters on every channel."""

from backend.domain.cases import Event
from backend.domain.transitions import BY_EVENT
from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import accounts, claim_windows
from backend.services.notices import render_notice
from backend.services.notifications import NOTICE
from bot.channels.base import Channel, load_messages
from bot.turn import REPLY
from handlers.reply import Rendered, notice_choices


class Delivery:
    """Sends to an account on whatever channel it is."""

    def __init__(self, house: House, channels: dict[str, Channel]) -> None:
        self.house = house
        self.channels = channels

    def executors(self) -> dict[str, Executor]:
        """The kinds of jobs done here."""
        return {REPLY: self.answer, NOTICE: self.notice}

    async def answer(self, job: Claimed) -> None:
        """Send an answer that was stored with what it says."""
        await self._send(job.payload["account"], load_messages(job.payload["messages"]))

    async def notice(self, job: Claimed) -> None:
        """Tell a reporter of a step of their case, in their language."""
        async with self.house.view() as view:
            account = await accounts.by_id(view, job.payload["account"])
        if account is None:
            raise GiveUp
        message = Rendered(
            render_notice(job.payload, account.locale),
            notice_choices(job.payload["choices"], account.locale),
            case_number=job.payload["case_number"],
        )
        await self._send(account.id, [message])
        if job.payload["key"] == BY_EVENT[Event.APPROVE_REWARD].notice:
            # The days to claim begin when the reporter was told, not when it was decided.
            await claim_windows.told(self.house, job.payload["case_number"])

    async def _send(self, account_id: int, messages: list[Rendered]) -> None:
        async with self.house.view() as view:
            account = await accounts.by_id(view, account_id)
            if account is None:
                # The link was cut meanwhile: nobody is told any more.
                raise GiveUp
            send_to = accounts.send_address(view, account)
        channel = self.channels.get(account.channel)
        if channel is None:
            raise GiveUp
        await channel.send(account.id, send_to, messages)
