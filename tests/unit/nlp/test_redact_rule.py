"""Rules of redaction as data."""

from nlp.redact_rule import compiled, cued, free, listed


def test_longer_words_are_tried_first() -> None:
    assert listed(["电话", "电话号码", "a.b"]) == r"电话号码|a\.b|电话"


def test_a_rule_is_compiled_once() -> None:
    rule = cued("[号]", "号(?P<secret>[0-9]+)", ["号"])
    assert compiled(rule) is compiled(cued("[号]", "号(?P<secret>[0-9]+)", ["号"], rule.means))
    assert rule.begins
    assert not free("[号]", "(?P<secret>[0-9]+)号", ["号"]).begins
