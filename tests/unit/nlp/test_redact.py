"""What goes and what stays when a text leaves the first body."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlp.redact import redact

RULES = Path(__file__).parents[2] / "rules" / "redaction.yaml"
EXAMPLES: list[dict[str, Any]] = yaml.safe_load(RULES.read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:20])
def test_an_example(example: dict[str, Any]) -> None:
    shown = redact(example["text"])
    for secret in example.get("gone", ()):
        assert secret not in shown
    for kept in example.get("stays", ()):
        assert kept in shown
    if "gone" not in example:
        assert shown == example["text"]


def test_a_clean_text_is_untouched() -> None:
    text = "红塔区珊瑚路 120 号消防通道被堵,３号楼灭火器過期😀"
    assert redact(text) == text


def test_redacting_twice_changes_nothing_more() -> None:
    for example in EXAMPLES:
        once = redact(example["text"])
        assert redact(once) == once


PARTS = """我叫 王小明 13800001111 一三八 电话 我家住 3栋2单元501 微信 abc12345 的 , [电话] 工友 李
 先生 苏A12345 男 @ 工号 6222020200001111222 · 谢谢"""
BITS = [*PARTS.split(), " ", "\n"]


@given(st.lists(st.sampled_from(BITS), max_size=25).map("".join))
def test_what_is_redacted_comes_back_as_it_is(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "part", ["我是", "1-", "一三", "我家住", "\n王", "微信1", "联系人(", "a@a."]
)
def test_a_text_of_nothing_but_openings_is_read(part: str) -> None:
    assert redact(part * (20_000 // len(part)))


def test_secrets_beyond_what_is_judged_go_too() -> None:
    assert "13800001111" not in redact("长" * 150_000 + "电话13800001111")


def test_lone_surrogates_can_be_written() -> None:
    assert redact("电话13800001111\ud800").encode()
