"""The job that shows a case to a body's chat group, and keeps the card as the case moves."""

from backend.house import House
from backend.outbox import Claimed, Executor, GiveUp
from backend.services import bodies
from backend.services.notifications import BESIDE_STEP, UNIT_CARD
from backend.services.unit_cards import GroupCard, load_card
from bot.channels.base import Channel
from config.texts import DEFAULT_LOCALE
from handlers.reply import Say, render, say
from handlers.unit_card import ANNOUNCED, TO_SUPERIOR, beside, unit_card


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
        console, event = self.house.public_url, str(job.payload["event"])
        if event.startswith(BESIDE_STEP):
            body = bodies.name_of(card.case.body_id)
            await self._send(card, [beside(card, body, event.removeprefix(BESIDE_STEP))])
            return
        above = TO_SUPERIOR.get(event)
        if above is not None:
            words = say(
                above,
                number=card.case.number,
                body=bodies.name_of(card.case.holder_id),
                address=f"{console}/console/oversight",
            )
            await self._send(card, [words])
            return
        if not card.here and not card.known:
            # A body that had the case before it had a group: it is none of the group's business.
            return
        messages = [unit_card(card, console, job.payload.get("menu", ""))]
        note = ANNOUNCED.get(event)
        if note and card.known and card.here:
            messages.append(say(note, number=card.case.number))
        await self._send(card, messages)

    async def _send(self, card: GroupCard, messages: list[Say]) -> None:
        rendered = [render(one, DEFAULT_LOCALE) for one in messages]
        await self.channels[card.channel].send(card.account_id, card.send_to, rendered)
