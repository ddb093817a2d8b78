"""The one spelling keeps every position of the given text."""

import pytest

from nlp.folding import SCANNED, clean, fold, plain


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("１２３ＡＢＣ", "123abc"),
        ("滅火器過期", "灭火器过期"),
        ("消防通道", "消防通道"),
        ("a\ud800b", "a\ufffdb"),
        ("😀\x00", "😀\x00"),
    ],
)
def test_plain_spells_alike_and_keeps_the_length(given: str, spelled: str) -> None:
    assert plain(given) == spelled
    assert len(plain(given)) == len(given)


def test_gaps_inside_words_are_closed_and_found_again() -> None:
    given = "消 防\u200b通　道被堵 a b"
    folded = fold(given)
    assert folded.text == "消防通道被堵 a b"
    start = folded.text.index("防")
    first, last = folded.span(start, start + 3)
    assert given[first:last] == "防\u200b通　道"


def test_every_character_keeps_its_place() -> None:
    given = "高 壓線 下垂,１０千伏"
    folded = fold(given)
    assert folded.origins is not None
    for at, character in enumerate(folded.text):
        assert plain(given[folded.origins[at]]) == character


def test_a_long_text_is_read_to_the_limit() -> None:
    assert len(fold("长" * (SCANNED + 1)).text) == SCANNED


def test_clean_leaves_ordinary_text_alone() -> None:
    assert clean("消防😀\x00") == "消防😀\x00"
    assert clean("\udfff").encode() == "\ufffd".encode()
