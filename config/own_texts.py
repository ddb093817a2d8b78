"""Which texts an agency may put in its own words, and what its words must keep."""

from string import Formatter

from config.texts import LOCALES, domains, shipped

LOCKED = (
    "cli.", "routing.by_", "routing.city_only", "routing.confirmed", "routing.deaths",
    "routing.draft", "routing.not_county", "routing.reprisal", "routing.unconfirmed",
    "routing.cross_area", "chat.basis_", "chat.typed_", "poster.protect_law", "console.audit_",
    "console.sure_", "admin.",
)  # fmt: skip
"""What law or its source says, what keeps guesses from looking like law, commands and audit."""
_LONGER = 3
_MORE = 40
_UNFIT = set("<>\u2028\u2029\ufeff")


def changeable() -> list[str]:
    """The keys of all texts that may be changed, sorted."""
    return sorted(
        key for domain in domains() for key in shipped(LOCALES[0], domain) if not is_locked(key)
    )


def is_locked(key: str) -> bool:
    """Whether the words of a text are not the agency's to change."""
    return key.startswith(LOCKED)


def shipped_text(locale: str, key: str) -> str | None:
    """The shipped words, or None where there is no such text."""
    domain = key.partition(".")[0]
    if locale not in LOCALES or domain not in domains():
        return None
    return shipped(locale, domain).get(key)


def longest(words: str) -> int:
    """How many characters may stand in place of ``words``: a label must stay a label."""
    return max(_LONGER * len(words), len(words) + _MORE)


def fault(locale: str, key: str, given: str) -> tuple[str, str]:
    """What is wrong with ``given`` as the words of a text: a code and what it is about.

    The code is text_unknown, text_locked, text_empty, text_long, text_lines, text_markup,
    text_fields, or empty where all is well.
    """
    usual = shipped_text(locale, key)
    if usual is None:
        return "text_unknown", key
    if is_locked(key):
        return "text_locked", key
    if not given.strip():
        return "text_empty", key
    if len(given) > longest(usual):
        return "text_long", str(longest(usual))
    if "\n" in given and "\n" not in usual:
        return "text_lines", key
    strange = sorted({c for c in given if c in _UNFIT or (not c.isprintable() and c != "\n")})
    if any(character not in usual for character in strange):
        return "text_markup", " ".join(map(repr, strange))
    if _fields(given) != _fields(usual):
        wanted = sorted(name for name, _, _ in _fields(usual) or ())
        return "text_fields", " ".join(f"{{{name}}}" for name in wanted) or "–"
    return "", ""


def _fields(words: str) -> set[tuple[str, str, str]] | None:
    """The placeholders with their form and conversion; None for braces that say nothing."""
    try:
        return {
            (name, form or "", conversion or "")
            for _, name, form, conversion in Formatter().parse(words)
            if name is not None
        }
    except ValueError:
        return None
