"""Which texts an agency may put in its own words, and what its words must keep."""

import re
from string import Formatter

from config.links import links
from config.texts import LOCALES, domains, shipped

LAW = (
    "cli.", "routing.by_", "routing.city_only", "routing.confirmed", "routing.deaths",
    "routing.draft", "routing.not_county", "routing.reprisal", "routing.unconfirmed",
    "routing.cross_area", "chat.basis_", "chat.typed_", "poster.protect_law", "console.audit_",
    "console.sure_", "admin.", "public.sure_", "public.figure_", "public.rewards_",
)  # fmt: skip
"""What law or its source says, what keeps guesses from looking like law, commands and audit."""
PROMISES = (
    "case.inside_", "case.notice_account_again", "case.notice_claim_password_",
    "case.notice_discipline", "case.notice_link_ends", "case.notice_outward",
    "chat.answer_boss", "chat.answer_human", "chat.answer_identity", "chat.answer_lost",
    "chat.answer_scared", "chat.answer_status", "chat.answer_trust", "chat.answer_who",
    "chat.answer_withdraw", "chat.ask_claim_password", "chat.ask_clear", "chat.ask_head",
    "chat.ask_message", "chat.ask_outward", "chat.ask_receipt", "chat.ask_team", "chat.ask_way",
    "chat.ask_withdraw", "chat.asked_", "chat.card_", "chat.choice_", "chat.claim_",
    "chat.cleared", "chat.contact_refused", "chat.file_as_it_came", "chat.head_to_body",
    "chat.inside_", "chat.link_cut", "chat.means_inside", "chat.message_sent", "chat.named_",
    "chat.outward_goes", "chat.poster_", "chat.privacy", "chat.rated_", "chat.receipt",
    "chat.status_inside_", "chat.status_look", "chat.status_no_looks", "chat.team_small",
    "chat.way_", "poster.check", "poster.protect",
    "public.protection_", "public.question_company", "public.question_nameless",
    "public.question_phone", "public.question_photo", "public.question_receipt_lost",
    "public.question_reprisal", "public.question_tax", "public.question_who",
    "public.question_withdraw", "public.reader_", "public.readers", "public.start_careful",
    "telegram.command_cut", "telegram.command_privacy", "telegram.copy_receipt",
    "telegram.receipt_",
    "web.account_", "web.chat_copy", "web.chat_place_why", "web.chat_receipt", "web.claim",
    "web.clear", "web.identity_", "web.inside_", "web.leave", "web.left", "web.place_",
    "web.poster_", "web.privacy_", "web.promise_", "web.receipt_look", "web.receipt_no_looks",
    "web.receipt_say_hint", "web.receipt_withdraw",
)  # fmt: skip
"""What decides to whom a report goes and what is promised to reporters: a swapped label there
sends a report to the employer, a false promise draws a name."""
OFFICIALS = (
    "access.", "admin.", "api.", "cli.", "console.", "digest.", "evidence.", "figures.", "hooks.",
    "map.", "register.", "unit.",
)  # fmt: skip
"""The catalogues that no reporter reads."""
_LONGER = 3
_MORE = 40
_FIELD = re.compile(r"\{[^{}]*\}")
_ENDS = ".,;:!?)\"'"
_UNFIT = set("<>\u2028\u2029\ufeff")


def all_keys() -> list[str]:
    """The keys of all texts, sorted."""
    return sorted(key for domain in domains() for key in shipped(LOCALES[0], domain))


def lock_of(key: str) -> str:
    """Why a text is not the agency's to change: law, promise, or empty where it is."""
    if key.startswith(LAW):
        return "law"
    return "promise" if key.startswith(PROMISES) else ""


def is_locked(key: str) -> bool:
    """Whether the words of a text are not the agency's to change."""
    return bool(lock_of(key))


def is_for_reporters(key: str) -> bool:
    """Whether reporters may read a text; a catalogue that is not known to be officials' counts."""
    return not key.startswith(OFFICIALS)


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
    text_fields, text_link, or empty where all is well.
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
    ways = sorted((links(given) - links(usual)) | (_glued(given) - _glued(usual)))
    return ("text_link", " ".join(ways)) if ways else ("", "")


def _glued(words: str) -> set[str]:
    """The fields with the ASCII sign they touch, as they would in an address.

    Brackets, quotes, another field and the end of a sentence may touch one.
    """
    found = set()
    for field in _FIELD.finditer(words):
        before, after = words[: field.start()][-1:], words[field.end() :][:2]
        if before.isascii() and before.strip("(\"'}\n\t "):
            found.add(before + field[0])
        ends = after[:1] in tuple(_ENDS) and not (after[1:].isascii() and after[1:].strip())
        if after[:1].isascii() and after[:1].strip("{\n\t ") and not ends:
            found.add(field[0] + after[:1])
    return found


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
