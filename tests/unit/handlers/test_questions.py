"""What counts as a question, and what is a report whatever it asks."""

import pytest

from config.texts import LOCALES, text
from handlers.questions import ANSWERED, question_in, speaks_english


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("会不会被厂里知道", "boss"),
        ("你们保密吗？", "boss"),
        ("Will my boss know it was me?", "boss"),
        ("领奖要不要身份证", "identity"),
        ("举报有奖励吗 多少钱", "reward"),
        ("多久有结果", "when"),
        ("查询码丢了怎么办", "lost"),
        ("你是谁", "who"),
        ("转人工", "human"),
        ("我想看看我的举报", "status"),
        ("能不能不填地址", "place"),
        ("没有照片行不行", "photo"),
        ("我不识字", "writing"),
        ("举报错了怎么办", "wrong"),
        ("提交了还能撤回不", "withdraw"),
        ("要钱吗", "free"),
        ("你们是不是和老板一伙的", "trust"),
        ("我害怕", "scared"),
        ("什么破平台", "temper"),
        ("谢谢！", "thanks"),
        ("Thank you", "thanks"),
    ],
)
def test_a_question_is_known(words: str, name: str) -> None:
    assert question_in(words) == name


@pytest.mark.parametrize(
    "words",
    [
        "",
        "红塔区大营街街道",
        "妈的，加油站漏油了没人管",
        "救命，我怕",
        "红塔区化工厂漏气有人管吗",
        "楼道堆满杂物，消防通道堵死了，会有人管吗",
        "谢谢你们，我们车间的灭火器都过期了",
        "我们厂里老板说谁举报就开除谁，大家都不敢举报，仓库里堆了好多危险化学品的桶，没有通风",
        "厂里三号仓库，靠河边的那个",
    ],
)
def test_a_report_is_no_question(words: str) -> None:
    assert question_in(words) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_is_short(locale: str) -> None:
    for name in ANSWERED:
        assert len(text(locale, f"chat.answer_{name}")) < {"zh_CN": 130, "en": 330}[locale]


def test_english_is_a_whole_sentence_of_plain_letters() -> None:
    assert speaks_english("the exit is locked")
    assert not speaks_english("ok")
    assert not speaks_english("the exit 安全出口 is locked")
