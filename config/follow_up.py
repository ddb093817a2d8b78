"""Questions that a reporter may answer after filing, as checked data: names of catalogue texts."""

from functools import cache
from importlib.resources import files

from config.base import Checked, load_checked
from config.lexicon import industries
from config.texts import LOCALES, catalogue

MOST = 2
"""Questions of one industry: more would be a form."""


class FollowUp(Checked):
    """The questions of each industry, in their order."""

    questions: dict[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.questions) - set(industries())):
            raise ValueError(f"no such industry: {', '.join(unknown)}")
        if many := sorted(name for name, asked in self.questions.items() if len(asked) > MOST):
            raise ValueError(f"more than {MOST} questions: {', '.join(many)}")
        names = {one for asked in self.questions.values() for one in asked}
        for locale in LOCALES:
            lacking = sorted(
                n for n in names if f"chat.follow_{n}" not in catalogue(locale, "chat")
            )
            if lacking:
                raise ValueError(f"no text in {locale} for: {', '.join(lacking)}")


@cache
def follow_up() -> FollowUp:
    """The data of ``follow_up.yaml``; raises DataError."""
    return load_checked(FollowUp, files("config") / "data" / "follow_up.yaml")


def questions(industry: str) -> tuple[str, ...]:
    """The catalogue keys of an industry's questions; often none. Raises DataError."""
    return tuple(f"chat.follow_{name}" for name in follow_up().questions.get(industry, ()))
