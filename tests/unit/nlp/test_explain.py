"""Which words are shown for a decision."""

from nlp.explain import deciding_words


def test_the_strongest_come_first_and_only_so_many() -> None:
    found = [("仓库", 0.2), ("化工厂", 0.7), ("危险化学品", 0.9)]
    assert deciding_words(found, 2) == ["危险化学品", "化工厂"]


def test_faint_words_are_left_out() -> None:
    assert deciding_words([("除尘器", 1.2), ("没有", 0.1)], 3) == ["除尘器"]


def test_a_part_of_a_shown_word_is_not_shown_again() -> None:
    found = [("危险化学品", 0.9), ("危险", 0.8), ("化工厂", 0.7)]
    assert deciding_words(found, 3) == ["危险化学品", "化工厂"]


def test_single_characters_and_words_against_are_left_out() -> None:
    assert deciding_words([("有", 5.0), ("工资", -1.0), ("瓦斯", 0.1)], 3) == ["瓦斯"]
