"""What a handler may ask of the turn it answers; the bot fills it."""

from typing import Protocol

from backend.house import House, Work
from backend.services.drafts import Upload


class Turn(Protocol):
    """One update being answered."""

    house: House
    locale: str
    uploads: list[Upload]
    group: bool
    message_id: str
    """The channel's id of the message, so that an edited message finds its words."""

    @property
    def conversation(self) -> str:
        """The channel's name, a colon, and whose conversation it is; never stored."""
        ...

    @property
    def account_id(self) -> int | None:
        """The account's id; None until something is stored for it."""
        ...

    async def slow_down(self) -> None:
        """Wait, if this conversation or its network tried wrong receipts before.

        Raises a DomainError when the channel must bring a proof of work first.
        """
        ...

    def note_receipt(self, *, right: bool) -> None:
        """Count a receipt that was tried."""
        ...

    @property
    def opened(self) -> str | None:
        """The report whose receipt was shown here in the last minutes; held in memory only."""
        ...

    @opened.setter
    def opened(self, report_id: str | None) -> None: ...

    @property
    def meant(self) -> str | None:
        """The report that the last pressed button is about; in memory, and no proof of anything."""
        ...

    @meant.setter
    def meant(self, report_id: str | None) -> None: ...

    async def begin(self) -> Work:
        """The update's transaction, opened at the first call: slow work comes before it."""
        ...
