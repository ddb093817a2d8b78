"""Terms found in folded texts: the longest of people's, every one of the learnt."""

from hypothesis import given
from hypothesis import strategies as st

from config.lexicon import Kind, Weights, industries
from nlp.lexicon import BLANK, Finder, packed, strings, unpacked, words

WEIGHTS = {
    "火灾": Weights(Kind.SUBJECT, {"fire": 2.0}),
    "生火": Weights(Kind.SUBJECT, {"wildfire": 2.0}),
    "发生火灾": Weights(Kind.BLOCKER, {}),
}


def terms(finder: Finder, text: str) -> list[str]:
    return [hit.term for hit in finder.hits(finder.scan(text)[0])]


def test_a_longer_word_hides_the_shorter() -> None:
    assert terms(Finder(WEIGHTS, WEIGHTS.__getitem__), "发生火灾") == ["发生火灾"]


def test_strings_are_found_inside_others() -> None:
    finder = Finder(WEIGHTS, WEIGHTS.__getitem__, overlapping=True)
    assert set(terms(finder, "发生火灾")) == set(WEIGHTS)


def test_a_term_said_twice_counts_once_where_it_stands_first() -> None:
    finder = Finder(WEIGHTS, WEIGHTS.__getitem__)
    found, _ = finder.scan("有火灾,又有火灾")
    (hit,) = finder.hits(found)
    assert (hit.term, hit.start, hit.end, hit.points) == ("火灾", 1, 3, {"fire": 200})
    assert unpacked(finder.total(found))[list(industries()).index("fire")] == 200


def test_politeness_is_blanked_out_in_place() -> None:
    assert words().scan("您好,消防通道被堵,谢谢")[1] == f"{BLANK * 2},消防通道被堵,{BLANK * 2}"
    assert words().scan("消防通道被堵")[1] == "消防通道被堵"


def test_the_real_words_and_strings_are_found() -> None:
    assert "消防通道" in terms(words(), "消防通道")
    found = strings().hits(strings().scan("消防通道")[0])
    assert found
    assert all(hit.kind is Kind.LEARNT for hit in found)


POINTS = st.dictionaries(st.sampled_from(list(industries())), st.integers(-5000, 5000))


@given(st.lists(POINTS, max_size=60))
def test_one_sum_adds_every_industry(points: list[dict[str, int]]) -> None:
    sums = unpacked(sum(map(packed, points)))
    expected = tuple(sum(one.get(code, 0) for one in points) for code in industries())
    assert sums == expected
