"""What a handler answers: keys of texts with their params and choices, rendered by the channel."""

from dataclasses import dataclass, field
from typing import Any

from config.texts import text


@dataclass(frozen=True, slots=True)
class Line:
    """One text by its key; a param that is itself a Line is put in the reader's language first."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def render(self, locale: str) -> str:
        """The text in one language."""
        params = {
            name: value.render(locale) if isinstance(value, Line | Words) else value
            for name, value in self.params.items()
        }
        return text(locale, self.key, **params)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are nobody's translation: a name, a line of dialogue."""

    words: str

    def render(self, _: str) -> str:
        """The words as they are."""
        return self.words


ALERT = "alert"
"""The slot of an answer to a press that is shown over the chat until it is closed."""
TOAST = "toast"
"""The slot of an answer to a press that is shown for a moment."""
CLEARED = "cleared"
"""The slot of a message before which the channel deletes what it may of the conversation."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a stable id that scripts press, and its label."""

    id: str
    label: Line | Words


@dataclass(frozen=True, slots=True)
class Say:
    """One message. ``slot`` names a message that a later one with the same slot may replace."""

    lines: tuple[Line | Words, ...]
    choices: tuple[Choice, ...] = ()
    receipt: str | None = None
    case_number: str | None = None
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """All that one update is answered with.

    ``erase_receipt``: the receipt was confirmed as saved, old replies stop showing it.
    ``forget``: after this answer nothing may join the account to anything.
    """

    says: tuple[Say, ...]
    erase_receipt: bool = False
    forget: bool = False


RECEIPT_MARK = "{receipt}"
"""Stands in a rendered text where the receipt is shown, until it is erased."""
ERASED = "····"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language, ready for a channel; ``text`` holds RECEIPT_MARK if any."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    receipt: str | None = None
    case_number: str | None = None
    slot: str | None = None
    quiet: bool = False
    """Whether it rings no bell, where a channel can do that."""

    def shown(self) -> str:
        """The text with the receipt in its place, or its erased mark."""
        return self.text.replace(RECEIPT_MARK, self.receipt or ERASED)


def line(key: str, **params: Any) -> Line:
    """A text by its key."""
    return Line(key, params)


def choice(choice_id: str, key: str, **params: Any) -> Choice:
    """A button whose label is a text by its key."""
    return Choice(choice_id, Line(key, params))


def say(key: str, *choices: Choice, **params: Any) -> Say:
    """A message of one line."""
    return Say((Line(key, params),), choices)


def reply(*says: Say) -> Reply:
    """An answer of these messages."""
    return Reply(says)


def render(message: Say, locale: str) -> Rendered:
    """A message in one language."""
    return Rendered(
        "\n".join(part.render(locale) for part in message.lines),
        tuple((c.id, c.label.render(locale)) for c in message.choices),
        message.receipt,
        message.case_number,
        message.slot,
    )


def notice_choices(ids: list[str], locale: str) -> tuple[tuple[str, str], ...]:
    """The buttons under a notice, labelled; behind a colon stands what one is about."""
    labels = {one: one.partition(":")[0].replace(".", "_") for one in ids}
    return tuple((one, text(locale, f"chat.choice_{label}")) for one, label in labels.items())
