"""Questions after filing: few, in both languages, for industries that exist."""

import pytest

from config.follow_up import MOST, FollowUp, questions
from config.lexicon import industries
from config.texts import LOCALES, text


def test_each_industry_has_few_and_all_have_words() -> None:
    asked = [questions(industry) for industry in industries()]
    assert max(map(len, asked)) <= MOST
    assert all(text(locale, key) for some in asked for key in some for locale in LOCALES)
    assert questions("not_safety") == ()


def test_what_can_t_be_asked_is_a_fault() -> None:
    for wrong, words in (
        ({"nothing": ("when_again",)}, "no such industry"),
        ({"fire": ("which_floor", "when_again", "how_much")}, "more than 2"),
        ({"fire": ("nothing",)}, "no text in zh_CN for: nothing"),
    ):
        with pytest.raises(ValueError, match=words):
            FollowUp(questions=wrong)
