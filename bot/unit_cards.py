"""The job that shows a case to a body's chat group, and keeps the card as the case moves."""

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services.notifications import UNIT_CARD
from backend.services.unit_cards import load_card
from bot.channels.base import Channel
from config.texts import DEFAULT_LOCALE
from handlers.reply import render, say
from handlers.unit_card import ANNOUNCED, unit_card


class UnitCards:
    """Cards in groups on whatever channel; a group reads the language of the authority."""

    def __init__(self, house: House, channels: dict[str, Channel]) -> None:
        self.house = house
        self.channels = channels

    def executors(self) -> dict[str, Executor]:
        """The kind of job done here."""
        return {UNIT_CARD: self.show}

    async def show(self, job: Claimed) -> None:
        """Send the card, or bring the one that is there up to date."""
        async with self.house.view() as view:
            card = await load_card(view, job.payload["group"], job.payload["case_number"])
        if card is None or card.channel not in self.channels:
            raise GiveUp
        if not card.here and not card.known:
            # A body that had the case before it had a group: it is none of the group's business.
            return
        console = self.house.public_url
        messages = [unit_card(card, console, job.payload.get("menu", ""))]
        note = ANNOUNCED.get(job.payload["event"])
        if note and card.known and card.here:
            messages.append(say(note, number=card.case.number))
        await self.channels[card.channel].send(
            card.account_id, card.send_to, [render(one, DEFAULT_LOCALE) for one in messages]
        )
