"""The words by which redaction finds what tells who a writer is."""

from functools import cache
from importlib.resources import files

from config.base import Checked, Sourced, load_checked


class Cues(Checked):
    """Words before (a title: after) what must go, separated by blanks."""

    name: str
    kind: str
    person: str
    relative: str
    title: str
    nickname: str
    wechat: str
    qq: str
    account: str
    home: str
    number: str
    post: str


class Redaction(Sourced):
    """Surnames, words that only look like names, and cues."""

    surnames: str
    sure_surnames: str
    compound_surnames: str
    not_names: str
    cues: Cues


@cache
def redaction() -> Redaction:
    """The words of ``redaction.yaml``; raises DataError."""
    return load_checked(Redaction, files("config") / "data" / "redaction.yaml")
