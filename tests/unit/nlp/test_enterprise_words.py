"""What tells one firm from others."""

import pytest

from nlp.enterprise_words import Cue, rules, tells_apart


@pytest.mark.parametrize("own", ["宏远", "老四川", "新奥燃气", "大沟", "第一木槿", "甲"])
def test_a_word_of_its_own_tells_a_firm_apart(own: str) -> None:
    assert tells_apart(own)


@pytest.mark.parametrize(
    "own", ["", "化工", "塑料颗粒", "小型家具", "(石油)", "锂电池", "650", "一"]
)
def test_trades_kinds_and_numbers_tell_nobody_apart(own: str) -> None:
    assert not tells_apart(own)


def test_a_long_run_of_kinds_is_read_once() -> None:
    assert not tells_apart("老大新小" * 1000)
    assert tells_apart("老大新小" * 1000 + "槿")


def test_a_stop_is_hidden_by_the_longer_word_it_stands_in() -> None:
    found = [cut[1] for cut in rules().edge.finditer("成都的都")]
    assert [cut for cut in found if cut] == ["的", "都"]


def test_every_cue_has_a_word_that_opens_it() -> None:
    assert set(rules().cue) == set(Cue)
