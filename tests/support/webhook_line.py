"""A webhook, the receiver it calls, and a worker that sends, on a clock that stands still."""

import datetime as dt

from sqlalchemy import select

from backend.db.models import Case, Job, Webhook, WebhookTry
from backend.domain.webhooks import Group
from backend.outbox import Outbox
from backend.services import webhook_log, webhooks
from backend.services.webhooks import WEBHOOK
from bot.webhooks import Webhooks
from config.settings import WebhookSettings
from tests.support.api import BODY
from tests.support.filing import Filing
from tests.support.receiver import Receiver

SECONDS = 1.0
"""How long one try may take here."""
START = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)


class Line:
    """A body's webhook, the receiver it calls, and a worker that sends."""

    def __init__(self, filing: Filing, receiver: Receiver) -> None:
        self.filing, self.house, self.receiver = filing, filing.house, receiver
        self.now = START
        self.house.clock = lambda: self.now
        self.hook = self.secret = ""
        self.outbox = self.worker()
        self.allow(receiver.origin)

    def worker(self) -> Outbox:
        """Another process that sends."""
        return Outbox(self.house, Webhooks(self.house, SECONDS).executors())

    def allow(self, *origins: str) -> None:
        """Let receivers be at these origins, as a setting would."""
        given = WebhookSettings(origins=",".join(origins))
        self.house.settings = self.house.settings.model_copy(update={"webhooks": given})

    async def set(self, body: str = BODY, address: str = "") -> "Line":
        """Set the webhook as its administrator does."""
        address = address or f"{self.receiver.origin}/hook?key=made-up-word"
        async with self.house.work() as work:
            row, self.secret = await webhooks.add(
                work, body, "平台", address, tuple(Group), "staff:one"
            )
            self.hook = row.id
        return self

    async def move(self, address: str) -> None:
        """Let the webhook call another address, whatever it is."""
        async with self.house.work() as work:
            row = await work.session.get_one(Webhook, self.hook)
            row.address = work.vault.seal(address.encode(), "webhooks", row.id, "address")

    async def tells(self, event: str = "urge") -> None:
        """Let the webhook hear of an event of the case."""
        async with self.house.work() as work:
            case = await work.session.get_one(Case, self.filing.number)
            await webhooks.tell(work, case, event)

    async def run(self) -> None:
        """Do all that is due now."""
        while await self.outbox.run_due():
            pass

    async def waiting(self) -> list[Job]:
        """The deliveries that wait, parked ones too."""
        async with self.house.view() as view:
            query = select(Job).where(Job.kind == WEBHOOK).order_by(Job.run_at)
            return list(await view.session.scalars(query))

    async def put_on_to_next(self) -> None:
        """Let time go by until a delivery is due."""
        self.now = max(self.now, (await self.waiting())[0].run_at)

    async def log(self) -> list[tuple[str, int | str | None, int]]:
        """The log, oldest first: how each try went, its status or fault, the attempt."""
        return [(one.went, one.status or one.fault, one.attempt) for one in await self.rows()]

    async def rows(self) -> list[WebhookTry]:
        async with self.house.view() as view:
            return (await webhook_log.newest(view, self.hook))[::-1]
