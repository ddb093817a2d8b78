"""Buttons that many answers end with."""

from handlers.reply import Choice, choice


def status_choice() -> Choice:
    """The button that shows where a report stands."""
    return choice("status.open", "chat.choice_status_open")
