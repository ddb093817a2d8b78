"""The texts people read: gettext catalogues, one domain per part of the house, read once."""

from functools import cache
from importlib.resources import files

from config.compiled import compiled
from config.overlay import current, follows

LOCALES = ("zh_CN", "en")
DEFAULT_LOCALE = "zh_CN"


@follows("texts")
def catalogue(locale: str, domain: str) -> dict[str, str]:
    """All texts of one domain in one language, the agency's own in place of those it changed.

    Raises FileNotFoundError for an unknown domain.
    """
    texts = shipped(locale, domain)
    own = {key: words for (of, key), words in current().texts.items() if of == locale}
    return texts | {key: words for key, words in own.items() if key in texts}


@cache
def shipped(locale: str, domain: str) -> dict[str, str]:
    """The same without the agency's own."""
    path = files("config") / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"

    def read() -> dict[str, str]:
        from babel.messages.pofile import read_po

        with path.open("rb") as source:
            return {str(m.id): str(m.string) for m in read_po(source, locale=locale) if m.id}

    return compiled(domain, [path], read)


@cache
def domains() -> tuple[str, ...]:
    """The names of all domains, as the default language has them."""
    folder = files("config") / "locales" / DEFAULT_LOCALE / "LC_MESSAGES"
    return tuple(sorted(p.name[:-3] for p in folder.iterdir() if p.name.endswith(".po")))


def locale_for(language: str | None) -> str:
    """The catalogue to use for a language tag such as ``zh-Hans-CN`` or ``en-GB``."""
    if language and not language.lower().startswith("zh"):
        return "en"
    return DEFAULT_LOCALE


def text(locale: str, key: str, **params: object) -> str:
    """The text for ``key`` (``domain.name``) in ``locale`` with ``{placeholders}`` filled in.

    Raises KeyError when the key exists in no catalogue: a missing text is a fault, not a blank.
    """
    template = catalogue(locale, key.partition(".")[0])[key]
    return template.format(**params) if params else template
