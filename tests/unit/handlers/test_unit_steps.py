"""Sums as officers write them."""

import pytest

from handlers.unit_steps import parse_yuan


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("50000", 50_000),
        ("50,000 元", 50_000),
        (" 50000元 ", 50_000),
        ("5万", 50_000),
        ("1.5万元", 15_000),
        ("0", 0),
        ("3.5", None),
        ("-3", None),
        ("五万", None),
        ("大约5万", None),
        ("", None),
    ],
)
def test_a_sum_is_whole_yuan_or_asked_again(words: str, yuan: int | None) -> None:
    assert parse_yuan(words) == yuan
