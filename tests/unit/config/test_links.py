"""What is a way out of a text, and what only looks like one."""

import pytest

from config.links import links


@pytest.mark.parametrize(
    "words",
    [
        "请打开 https://example.org/a 查看",
        "见 WWW.example",
        "到 track-me.cn 上传",
        "HTTP://1.2.3.4",
        "去ch.ga登记",
        "1.2.3.4/x",
        "tg://resolve",
        "ｈｔｔｐｓ：／／ａ",
        "写信到 a@b.example",
        "打开 xn--fiq228c.xn--fiqs8s",
        "打开 举报.中国",
    ],
)
def test_ways_out(words: str) -> None:
    assert links(words)


@pytest.mark.parametrize(
    "words",
    [
        "3.5 米",
        "见 GB 50016-2014 第 5.5.8 条",
        "e.g. this. Next",
        "附件.pdf、1.jpg",
        "12:30/13:00",
    ],
)
def test_plain_words(words: str) -> None:
    assert links(words) == set()
