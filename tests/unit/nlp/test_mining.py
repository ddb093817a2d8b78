"""Proposals for the lexicon: frequent, telling, unknown, and nobody's name."""

from nlp.mining import SEEN, Proposal, mine

GAS = "煤气罐漏气味道很大"
OTHER = ["工地脚手架没有护栏", "景区栈道断裂", "水库大坝裂缝"]


def test_a_word_that_one_industry_uses_is_proposed() -> None:
    texts = [f"{OTHER[at % 3]},{at}" for at in range(30)]
    texts += [f"{GAS},鹦鹉,{at}" for at in range(SEEN)]
    assert Proposal("鹦鹉", "gas", SEEN, SEEN) in mine(texts)


def test_rare_words_names_and_known_terms_are_not() -> None:
    texts = [f"{OTHER[at % 3]},{at}" for at in range(30)]
    texts += [f"{GAS},孔雀,{at}" for at in range(SEEN - 1)]
    texts += [f"{GAS},王建国,{at}" for at in range(SEEN)]
    terms = {one.term for one in mine(texts)}
    assert not terms & {"孔雀", "王建国", "煤气罐", "漏气"}


def test_nothing_comes_of_nothing() -> None:
    assert mine([]) == []
    assert mine(["好", ""]) == []
