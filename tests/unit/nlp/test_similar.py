"""Fingerprints that agree for the same matter, and tell nothing without the key."""

import pytest

from nlp.similar import BANDS, Fingerprint, Sign, fingerprints, likeness, shingles

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TEXT = "玉溪市红塔区大营街一家化工厂,夜里仓库里堆满了危险化学品桶,没有任何通风"
RETOLD = "您好,玉溪市红塔区大营街一家化工厂夜里仓库里堆满了危险化学品桶,没有通风,谢谢"
ELSE = "小区楼道里电动车飞线充电,物业从来不管,老人孩子都很害怕"


def of(text: str, key: bytes = KEY, **more: object) -> set[Fingerprint]:
    return set(fingerprints(key, text=text, **more))  # type: ignore[arg-type]


def bands(one: str, other: str) -> int:
    return len({f for f in of(one) & of(other) if f.sign is Sign.TEXT})


def test_the_same_text_agrees_wholly_and_a_retold_one_mostly() -> None:
    assert bands(TEXT, TEXT) == BANDS
    assert likeness(bands(TEXT, RETOLD)) > 0.6
    assert bands(TEXT, ELSE) == 0


def test_likeness_follows_the_share_of_pairs() -> None:
    one, other = shingles(TEXT), shingles(RETOLD)
    share = len(one & other) / len(one | other)
    assert likeness(bands(TEXT, RETOLD)) == pytest.approx(share, abs=0.2)
    assert (likeness(0), likeness(BANDS)) == (0, 1)


def test_without_the_key_nothing_agrees() -> None:
    everything = {"unit": "530402", "place": "大营街", "enterprise": "宏达化工厂"}
    pictures = ["0f1e2d3c4b5a6978"]
    one = of(TEXT, **everything, pictures=pictures)
    other = of(TEXT, OTHER_KEY, **everything, pictures=pictures)
    assert {f.sign for f in one} == set(Sign)
    assert not one & other


def test_a_name_agrees_however_it_is_written() -> None:
    first = of("", unit="530402", enterprise="玉溪市红塔区宏达化工有限公司")
    assert first == of("", unit="530402", enterprise="宏达化工公司")
    assert first != of("", unit="530403", enterprise="宏达化工")
    assert not of("", unit="530402", enterprise="某化工厂")


def test_photos_that_nearly_agree_share_a_part() -> None:
    one, near = of("", pictures=["0f1e2d3c4b5a6978"]), of("", pictures=["0f1e2d3c4b5a6979"])
    assert len(one & near) == 3
    assert not one & of("", pictures=["f0e1d2c3b4a59687"])


@pytest.mark.parametrize("text", ["", "着火", "。。。", "😀" * 50, "\x00", "a" * 20_000])
def test_any_text_has_its_fingerprints(text: str) -> None:
    assert fingerprints(KEY, text=text) == fingerprints(KEY, text=text)


def test_values_fit_a_signed_column() -> None:
    assert all(-(2**63) <= one.value < 2**63 for one in of(TEXT))
