"""What an agency's own words must keep of a text: its fields, its size, its plainness."""

import pytest

from config import own_texts
from config.texts import LOCALES, domains, shipped

KEY = "chat.status_due"


def test_every_shipped_text_may_stand_as_it_is() -> None:
    wrong = {
        (locale, key): code
        for locale in LOCALES
        for domain in domains()
        for key, words in shipped(locale, domain).items()
        if (code := own_texts.fault(locale, key, words)[0]) not in ("", "text_locked")
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("到 {day} 前答复", ""),
        ("很快答复", "text_fields"),
        ("到 {day.year} 前", "text_fields"),
        ("到 {day!r} 前", "text_fields"),
        ("到 {day} 前 {x}", "text_fields"),
        ("到 {day} 前 {", "text_fields"),
        ("", "text_empty"),
        ("到 {day} 前<b>", "text_markup"),
        ("到 {day}\u202e前", "text_markup"),
        ("到 {day}\n前", "text_lines"),
        ("到 {day} 前" + "啊" * 200, "text_long"),
    ],
)
def test_what_would_break_a_text_is_refused(given: str, code: str) -> None:
    assert own_texts.fault("zh_CN", KEY, given)[0] == code


@pytest.mark.parametrize(
    "key", ["routing.unconfirmed", "chat.basis_internal", "console.audit_hold", "cli.about"]
)
def test_what_tells_law_from_guess_stays(key: str) -> None:
    assert own_texts.fault("zh_CN", key, "法律规定")[0] == "text_locked"
    assert key not in own_texts.changeable()


def test_no_such_text() -> None:
    assert own_texts.fault("zh_CN", "chat.nothing", "x")[0] == "text_unknown"
    assert own_texts.fault("xx", KEY, "x")[0] == "text_unknown"
    assert own_texts.fault("zh_CN", "../secret", "x")[0] == "text_unknown"
