"""One update from arrival to answer: one transaction, and nothing said before it is on disk."""

import datetime as dt
from contextlib import AsyncExitStack, suppress
from typing import cast

from aiogram import Dispatcher

from backend.db.models import Account, InboxMark
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Conflict
from backend.house import Work
from backend.outbox import GiveUp, Outbox, TryLater
from backend.services import accounts, jobs
from bot.channels.base import Channel, Incoming, KeepingChannel, dump_messages
from bot.guard import Guard
from bot.proof import ProofWanted, fits, nonces
from bot.recent import Recent
from bot.storage import ConversationStorage, Pending, pending
from handlers.reply import Rendered, Reply, render

REPLY = "reply"
"""The kind of job that sends an answer; payload: account, messages."""


class Front:
    """What all turns of a process share."""

    def __init__(
        self, outbox: Outbox, storage: ConversationStorage, dispatcher: Dispatcher
    ) -> None:
        self.house = outbox.house
        self.outbox = outbox
        self.storage = storage
        self.dispatcher = dispatcher
        self.recent = Recent()
        self.guard = Guard()

    async def feed(self, channel: Channel, incoming: Incoming) -> "Turn":
        """Handle one update; when it returns, all is committed and the answer was sent or queued.

        Raises Conflict when another request came under the same mark.
        """
        turn = Turn(self, channel, incoming)
        token = pending.set(turn.pending)
        try:
            await self.dispatcher.feed_update(channel.bot, incoming.update, turn=turn)
        finally:
            pending.reset(token)
        return turn


class Turn:
    """One update being answered; the handlers know it as handlers.context.Turn."""

    def __init__(self, front: Front, channel: Channel, incoming: Incoming) -> None:
        self.front = front
        self.house = front.house
        self.channel = channel
        self.incoming = incoming
        self.account: Account | None = None
        self.locale = incoming.locale
        self.uploads = incoming.uploads
        self.group = incoming.group
        self.message_id = incoming.message_id
        self.pending = Pending()
        self.sent: list[tuple[int, Rendered]] = []
        """The answer, with the channel's numbers where we keep the conversation."""
        self.repeated: InboxMark | None = None
        self.challenge = ""
        """The nonce to prove work over before the same message is heard."""
        self._stack = AsyncExitStack()
        self._work: Work | None = None
        self._mark = front.house.vault.lookup("inbox", f"{channel.name}:{incoming.mark}")
        self._job: str | None = None
        self._direct: list[Rendered] = []

    @property
    def account_id(self) -> int | None:
        """The account's id; None until something is stored for it."""
        return self.account.id if self.account else None

    @property
    def conversation(self) -> str:
        """What this conversation is called in memory; never stored."""
        return f"{self.channel.name}:{self.incoming.external}"

    @property
    def opened(self) -> str | None:
        """The report whose receipt was shown here in the last minutes; held in memory only."""
        return self.front.recent.get(self.conversation)

    @opened.setter
    def opened(self, report_id: str | None) -> None:
        self.front.recent.put(self.conversation, report_id)
        self.meant = None

    @property
    def meant(self) -> str | None:
        """The report that the last pressed button is about; in memory, and no proof of anything."""
        return self.front.recent.get(f"{self.conversation}/meant")

    @meant.setter
    def meant(self, report_id: str | None) -> None:
        self.front.recent.put(f"{self.conversation}/meant", report_id)

    async def slow_down(self) -> None:
        """Wait, if this conversation or its network tried wrong receipts before.

        Raises ProofWanted after many, where the channel can bring a proof and didn't.
        """
        self.challenge = ""
        guard, conversation, network = self.front.guard, self.conversation, self.incoming.network
        proof = self.incoming.proof
        # A messenger and a page without a script can't compute: there the delay alone stands.
        if proof is not None and guard.wants_proof(conversation=conversation, network=network):
            known = nonces(self.house.vault, conversation, self.house.clock())
            if not any(fits(nonce, proof) for nonce in known):
                self.challenge = known[0]
                raise ProofWanted
        await guard.wait(conversation=conversation, network=network)

    def note_receipt(self, *, right: bool) -> None:
        """Count a receipt that was tried; a right one clears the conversation, not its network."""
        if right:
            self.front.guard.right(self.conversation)
        else:
            self.front.guard.wrong(self.conversation, self.incoming.network)

    async def seen(self) -> bool:
        """Load the account; whether this very update was handled before."""
        async with self.house.view() as view:
            self.account = await accounts.find(view, self.channel.name, self.incoming.external)
            if self.account is not None:
                self.locale = self.account.locale
            if self.incoming.mark:
                self.repeated = await view.session.get(InboxMark, self._mark)
        if self.repeated is None:
            return False
        if self.repeated.request_hash != self.incoming.request_hash:
            raise Conflict("conflict")
        return True

    async def begin(self) -> Work:
        """The update's transaction, opened at the first call: slow work comes before it."""
        if self._work is None:
            self._work = await self._stack.enter_async_context(self.house.work())
            self.account = await accounts.ensure(
                self._work,
                self.channel.name,
                self.incoming.external,
                send_to=self.incoming.send_to,
                locale=self.locale,
                first_reply=self.incoming.first_reply,
            )
        return self._work

    async def finish(self, reply: Reply) -> None:
        """Store mark, conversation and answer with all that the handler did, and commit."""
        messages = [render(one, self.locale) for one in reply.says]
        if reply.erase_receipt:
            await self._erase_receipt()
        work = await self.begin()
        account = self.account
        assert account is not None  # noqa: S101 - begin() made it
        account.locale = self.locale
        if reply.forget:
            await self._forget(work, account, messages)
        else:
            await self.front.storage.flush(work, account.id, self.pending)
            await self._store(work, account, messages)
            await self._remember(work, account)
        await self._stack.aclose()

    async def _store(self, work: Work, account: Account, messages: list[Rendered]) -> None:
        if self.channel.capabilities.keeps_replies:
            self.sent = await cast(KeepingChannel, self.channel).store(work, account, messages)
        elif messages:
            self._job = await jobs.enqueue(
                work,
                REPLY,
                {"account": account.id, "messages": dump_messages(messages)},
                account_id=account.id,
                lease=self.front.outbox.lease(work.now),
            )

    async def _forget(self, work: Work, account: Account, messages: list[Rendered]) -> None:
        # What must be forgotten is not stored first: this answer goes out from memory.
        self.sent = list(enumerate(messages, account.next_reply))
        self._direct = messages
        for hashed in self.pending.changed:
            await self.front.storage.erase(work, hashed, self.pending.read[hashed][0])
        await accounts.forget(work, account)
        self.opened = None

    async def _remember(self, work: Work, account: Account) -> None:
        # Who is asked for a proof says the same again under the same mark, and is heard then.
        if not self.incoming.mark or self.challenge:
            return
        numbers = [number for number, _ in self.sent]
        work.session.add(
            InboxMark(
                mark=self._mark,
                account_id=account.id,
                request_hash=self.incoming.request_hash,
                first_reply=min(numbers, default=None),
                last_reply=max(numbers, default=None),
                day=day_of(work.now),
            )
        )
        await work.session.flush()

    async def _erase_receipt(self) -> None:
        if self.channel.capabilities.keeps_replies:
            work = await self.begin()
            assert self.account is not None  # noqa: S101 - begin() made it
            await cast(KeepingChannel, self.channel).forget_receipts(work, self.account)
        elif self.account is not None:
            # A messenger that can't now is asked again by the daily sweep.
            with suppress(TryLater, GiveUp):
                await self.channel.erase_receipt(self.account.id, self.incoming.send_to)

    async def abandon(self, error: BaseException) -> None:
        """Roll back all that the update did; the turn may then begin anew to say what is wrong."""
        self.pending.read.clear()
        self.pending.changed.clear()
        self.sent, self._direct, self._job = [], [], None
        self.locale = self.incoming.locale
        stack, self._stack, self._work = self._stack, AsyncExitStack(), None
        self.account = None
        await stack.__aexit__(type(error), error, error.__traceback__)

    async def deliver(self) -> None:
        """Send what is on disk; what can't be sent now stays with the outbox."""
        if self._job is not None:
            claimed = await self.front.outbox.take(self._job)
            if claimed is not None:
                await self.front.outbox.execute(claimed)
        elif self._direct and not self.channel.capabilities.keeps_replies:
            with suppress(TryLater, GiveUp):
                await self.channel.send(0, self.incoming.send_to, self._direct)


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment in Asia/Shanghai: the finest time a row about an account may carry."""
    return moment.astimezone(SHANGHAI).date()
