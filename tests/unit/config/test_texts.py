"""Texts come from catalogues, and a missing one is a fault, not a blank."""

import pytest

from config.texts import LOCALES, catalogue, domains, locale_for, text


def test_a_text_is_filled_in() -> None:
    assert text("zh_CN", "case.error_field_missing", field="reason") == "缺少 reason。"
    assert text("en", "case.error_field_missing", field="reason") == "reason is missing."


def test_what_is_filled_in_is_not_read_again() -> None:
    assert "{number}" in text("zh_CN", "case.error_field_missing", field="{number}")


def test_without_params_a_text_is_as_it_stands() -> None:
    assert text("zh_CN", "case.outcome_verified") == "属实"


def test_a_text_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KeyError):
        text("zh_CN", "case.no_such_text")
    with pytest.raises(FileNotFoundError):
        text("zh_CN", "nowhere.no_such_text")
    with pytest.raises(KeyError):
        text("zh_CN", "case.error_field_missing", other="x")


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        (None, "zh_CN"),
        ("", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hans-CN", "zh_CN"),
        ("ZH-TW", "zh_CN"),
        ("en-GB", "en"),
        ("de", "en"),
    ],
)
def test_the_language_of_a_tag(tag: str | None, locale: str) -> None:
    assert locale_for(tag) == locale


@pytest.mark.parametrize("locale", LOCALES)
def test_every_domain_can_be_read(locale: str) -> None:
    assert {"case", "api"} <= set(domains())
    for domain in domains():
        assert catalogue(locale, domain)
