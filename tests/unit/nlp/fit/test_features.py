"""Texts as columns: the terms, strings of more than one source, and words with a vector."""

import numpy as np

from nlp.classify import root
from nlp.fit.cases import Case
from nlp.fit.features import Features, Names, strings_of

TEXTS = ["鹦鹉飞到煤气罐上", "鹦鹉不见了", "孔雀不见了"]
CASES = [Case(str(at), text, "gas", (), f"s{at}") for at, text in enumerate(TEXTS)]


def test_strings_are_chinese_alone() -> None:
    assert strings_of("2号a罐子") == {"号", "罐", "子", "罐子"}


def test_strings_of_one_source_are_left_out() -> None:
    features = Features(CASES, (), {})
    assert "鹦鹉" in features.strings
    assert "孔雀" not in features.strings
    same = Features([CASES[0], Case("9", TEXTS[1], "gas", (), "s0")], (), {})
    assert "鹦鹉" not in same.strings


def test_names_are_left_out() -> None:
    names = Names(["王建国说鹦鹉飞了", "王建国住在杭州市"])
    assert "建国" in names
    assert "鹦鹉" not in names
    features = Features(CASES, {"鹦鹉"}, {"孔雀": np.ones(2)})
    assert "鹦鹉" not in features.strings
    assert features.near.keys() == {"孔雀"}


def test_columns_are_shares_of_the_texts_root() -> None:
    features = Features(CASES, (), {"鹦鹉": np.array([1.0, 2.0])})
    hand, known, near = features.of(TEXTS[:1])
    share = 1 / root(TEXTS[0])
    assert hand[0, features.hand["煤气罐"]] == share
    assert known[0, features.strings["鹦鹉"]] == share
    assert np.array_equal(near.toarray()[0], np.array([1.0, 2.0]) * share)
