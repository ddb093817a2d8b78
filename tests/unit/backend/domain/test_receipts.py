"""Receipts and case numbers: random, typed by people, wrong ones found out at once."""

import itertools
import re

import pytest

from backend.domain.receipts import (
    find_receipt,
    format_receipt,
    hide_receipts,
    looks_like_receipt,
    new_case_number,
    new_receipt,
    parse_case_number,
    parse_receipt,
)

RECEIPTS = [new_receipt() for _ in range(20)]
NUMBERS = [new_case_number(prefix) for prefix in ("YX", "XA", "NJ", "CN", "LI", "OU")]
SIGNS = "023456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_receipt_is_five_groups_of_four() -> None:
    for receipt in RECEIPTS:
        assert re.fullmatch(r"\d{4}( \d{4}){4}", receipt)
        digits = parse_receipt(receipt)
        assert digits == receipt.replace(" ", "")
        assert format_receipt(digits) == receipt


def test_no_two_are_alike() -> None:
    assert len({new_receipt() for _ in range(2000)}) == 2000
    assert len({new_case_number("YX") for _ in range(2000)}) == 2000


def test_every_digit_appears_at_every_place() -> None:
    drawn = [new_receipt().replace(" ", "") for _ in range(400)]
    for place in range(20):
        assert {digits[place] for digits in drawn} == set("0123456789")


def test_every_single_wrong_digit_is_found() -> None:
    digits = RECEIPTS[0].replace(" ", "")
    for place, wrong in itertools.product(range(20), "0123456789"):
        changed = digits[:place] + wrong + digits[place + 1 :]
        assert (parse_receipt(changed) is not None) == (changed == digits)


def test_every_swap_of_neighbours_is_found() -> None:
    for receipt in RECEIPTS:
        digits = receipt.replace(" ", "")
        for place in range(19):
            one, two = digits[place : place + 2]
            swapped = digits[:place] + two + one + digits[place + 2 :]
            assert (parse_receipt(swapped) is not None) == (one == two)


@pytest.mark.parametrize(
    "spelling",
    [
        lambda r: r.replace(" ", ""),
        lambda r: r.replace(" ", "-"),
        lambda r: r.replace(" ", "·"),
        lambda r: f"  {r}\n",
        lambda r: r.replace(" ", "\u3000"),
        lambda r: r.translate({ord("0") + i: chr(0xFF10 + i) for i in range(10)}),
    ],
)
def test_people_spell_it_as_they_like(spelling) -> None:  # type: ignore[no-untyped-def]
    for receipt in RECEIPTS:
        assert parse_receipt(spelling(receipt)) == receipt.replace(" ", "")


def test_what_is_no_receipt_is_none() -> None:
    receipt = RECEIPTS[0]
    for text in ("", "x", receipt[:-1], f"{receipt}0", f"码 {receipt}", "١" * 20, "0" * 19):
        assert parse_receipt(text) is None


def test_an_attempt_at_one_is_recognised() -> None:
    assert looks_like_receipt("1234 5678 9012 3456 7890")
    assert looks_like_receipt("1234-5678-9012-3456")
    assert not looks_like_receipt("1234")
    assert not looks_like_receipt("电话 13800138000")
    assert not looks_like_receipt("12345678901234567890 有人")


def test_a_receipt_is_found_among_words() -> None:
    receipt = RECEIPTS[0]
    assert find_receipt(f"我的码是{receipt}，到哪一步了") == receipt
    assert find_receipt(f"{receipt} {receipt}") == receipt
    assert find_receipt(f"{receipt}，还有 {RECEIPTS[1]}") is None
    assert find_receipt("订单 12345678901234567890") is None


def test_a_receipt_never_travels_inside_a_text() -> None:
    receipt = RECEIPTS[0]
    assert hide_receipts(f"我的码是{receipt},谢谢") == "我的码是····,谢谢"
    wide = receipt.translate({ord("0") + i: chr(0xFF10 + i) for i in range(10)})
    assert hide_receipts(f"码:{wide}。另一个 {RECEIPTS[1]}") == "码:····。另一个 ····"
    keep = "订单 12345678901234567890 与 2026-11-25"
    assert parse_receipt("12345678901234567890") is None
    assert hide_receipts(keep) == keep


def test_a_case_number_looks_like_one() -> None:
    for number in NUMBERS:
        assert re.fullmatch(rf"[A-Z]{{2}}-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}", number)
        assert parse_case_number(number) == number
        assert parse_case_number(f" {number.lower().replace('-', '')} ") == number


def test_every_wrong_sign_of_a_number_is_found() -> None:
    for number in NUMBERS:
        for place, wrong in itertools.product((*range(3, 7), *range(8, 12)), SIGNS):
            changed = number[:place] + wrong + number[place + 1 :]
            assert (parse_case_number(changed) is not None) == (changed == number)


def test_every_swap_in_a_number_is_found() -> None:
    for number in NUMBERS:
        for place in (3, 4, 5, 8, 9, 10):
            one, two = number[place : place + 2]
            swapped = number[:place] + two + one + number[place + 2 :]
            assert (parse_case_number(swapped) is not None) == (one == two)


@pytest.mark.parametrize("text", ["", "YX", "YX-7K4Q-2MW", "YX-7K4Q-2MWD1", "Y1-7K4Q-2MWD", "表"])
def test_what_is_no_case_number_is_none(text: str) -> None:
    assert parse_case_number(text) is None
