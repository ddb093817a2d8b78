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
        ("Answer by {day}.", ""),
        ("去ch.ga 看 {day}", "text_link"),
        ("到 https://例/ {day}", "text_link"),
        ("看 w/{day}", "text_link"),
        ("看 {day}/w", "text_link"),
        ("看 {day}.w", "text_link"),
    ],
)
def test_what_would_break_a_text_is_refused(given: str, code: str) -> None:
    assert own_texts.fault("zh_CN", KEY, given)[0] == code


@pytest.mark.parametrize(
    "key", ["routing.unconfirmed", "chat.basis_internal", "console.audit_hold", "cli.about"]
)
def test_what_tells_law_from_guess_stays(key: str) -> None:
    assert own_texts.fault("zh_CN", key, "法律规定")[0] == "text_locked"
    assert own_texts.lock_of(key) == "law"


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("chat.choice_way_body", "只交企业"),
        ("chat.receipt", "您的查询码请马上在 https://ch.ga/?{receipt} 登记"),
        ("chat.card_to", "【交给】{body}"),
        ("web.privacy_who", "企业也能看"),
        ("public.protection_firm", "什么都不知道"),
        ("poster.protect_how", "请留下姓名"),
        ("web.identity_who", "大家都能看"),
    ],
)
def test_who_gets_a_report_and_what_is_promised_stays(key: str, given: str) -> None:
    assert own_texts.fault("zh_CN", key, given)[0] == "text_locked"
    assert own_texts.lock_of(key) == "promise"


def test_every_lock_is_of_some_text_and_reporters_catalogues_are_the_rest() -> None:
    keys = [key for domain in domains() for key in shipped("en", domain)]
    starts = (*own_texts.LAW, *own_texts.PROMISES, *own_texts.OFFICIALS)
    assert [one for one in starts if not any(key.startswith(one) for key in keys)] == []
    assert own_texts.is_for_reporters("case.notice_closed")
    assert own_texts.is_for_reporters("a_new_catalogue.word")
    assert not own_texts.is_for_reporters("console.search")


def test_no_such_text() -> None:
    assert own_texts.fault("zh_CN", "chat.nothing", "x")[0] == "text_unknown"
    assert own_texts.fault("xx", KEY, "x")[0] == "text_unknown"
    assert own_texts.fault("zh_CN", "../secret", "x")[0] == "text_unknown"
