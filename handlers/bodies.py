"""What a reporter is told of a body beside its name: where people reach it."""

from config.overlay import OwnBody
from handlers.reply import Line, line


def reached_lines(body: OwnBody) -> list[Line]:
    """The body's telephone and note, as the agency says; nothing where it says nothing."""
    said = [line("admin.told_phone", phone=body.phone)] if body.phone else []
    return [*said, line("admin.told_note", note=body.note)] if body.note else said
