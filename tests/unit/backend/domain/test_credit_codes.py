"""The check of unified social credit codes, against codes that the standard itself prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.credit_codes import SIGNS, check_sign, parse_credit_code


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91350100m000100y43", " 91350100 M000100Y43"]
)
def test_the_example_of_the_standard_holds(code: str) -> None:
    assert parse_credit_code(code) == "91350100M000100Y43"


@pytest.mark.parametrize(
    "code", ["", "9135010", "91350100M000100Y44", "91350100I000100Y43", "9" * 19, "九" * 18]
)
def test_what_is_none_is_refused(code: str) -> None:
    assert parse_credit_code(code) is None


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(bare: str, place: int, other: str) -> None:
    code = bare + check_sign(bare)
    assert parse_credit_code(code) == code
    changed = code[:place] + other + code[place + 1 :]
    assert (parse_credit_code(changed) is not None) == (changed == code)
