"""Ready texts for what staff write to reporters, as checked data: the names of catalogue texts."""

from functools import cache
from importlib.resources import files

from config.base import Checked, load_checked
from config.texts import LOCALES, catalogue


class ReadyTexts(Checked):
    """For each event that carries words to a reporter: the texts that fit a status."""

    request_info: dict[str, list[str]]
    message: dict[str, list[str]]

    def __post_init__(self) -> None:
        names = {
            name
            for table in (self.request_info, self.message)
            for offered in table.values()
            for name in offered
        }
        for locale in LOCALES:
            lacking = sorted(n for n in names if f"case.ready_{n}" not in catalogue(locale, "case"))
            if lacking:
                raise ValueError(f"no text in {locale} for: {', '.join(lacking)}")


@cache
def ready_texts() -> ReadyTexts:
    """The data of ``ready_texts.yaml``; raises DataError."""
    return load_checked(ReadyTexts, files("config") / "data" / "ready_texts.yaml")


def offered(event: str, status: str) -> list[str]:
    """The catalogue keys of the texts that fit an event in a status; often none."""
    table = {"request_info": ready_texts().request_info, "message": ready_texts().message}
    return [f"case.ready_{name}" for name in table.get(event, {}).get(status, [])]
