"""Terms that hit inside other words, found by jieba's cuts."""

from nlp.accidents import Accident, accidents, never_met


def test_a_term_inside_another_word_is_an_accident() -> None:
    found = accidents(["有人在山上生火做饭", "男生火速赶到"])
    assert found == [(Accident("生火", "男生火速"), 1)]


def test_every_shipped_term_can_be_met() -> None:
    assert never_met() == []
