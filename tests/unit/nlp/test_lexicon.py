"""Terms found in folded texts: the longest of people's, every one of the learnt."""

from config.lexicon import Kind, Weights
from nlp.lexicon import BLANK, Finder, matter, strings, words

WEIGHTS = {
    "火灾": Weights(Kind.SUBJECT, {"fire": 2.0}),
    "生火": Weights(Kind.SUBJECT, {"wildfire": 2.0}),
    "发生火灾": Weights(Kind.BLOCKER, {}),
}


def finder(*, overlapping: bool) -> Finder:
    return Finder(WEIGHTS, WEIGHTS.__getitem__, overlapping=overlapping)


def test_a_longer_word_hides_the_shorter() -> None:
    assert [hit.term for hit in finder(overlapping=False).find("发生火灾")] == ["发生火灾"]


def test_strings_are_found_inside_others() -> None:
    found = {hit.term for hit in finder(overlapping=True).find("发生火灾")}
    assert found == set(WEIGHTS)


def test_a_term_said_twice_counts_once_where_it_stands_first() -> None:
    (hit,) = finder(overlapping=False).find("有火灾,又有火灾")
    assert (hit.term, hit.start, hit.end) == ("火灾", 1, 3)
    assert hit.weights == {"fire": 2.0}


def test_politeness_is_blanked_out_in_place() -> None:
    text = "您好,消防通道被堵,谢谢"
    assert matter(text) == f"{BLANK * 2},消防通道被堵,{BLANK * 2}"
    assert matter("消防通道被堵") == "消防通道被堵"


def test_the_real_words_and_strings_are_found() -> None:
    assert "消防通道" in {hit.term for hit in words().find("消防通道")}
    assert all(hit.kind is Kind.LEARNT for hit in strings().find("消防通道"))
