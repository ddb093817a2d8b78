"""Names, homes and posts of the writer, and words that only look like them."""

import pytest

from nlp.redact import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我老公叫孙建军,在矿上", "我老公叫[姓名],在矿上"),
        ("工友张铁柱和我一起看到", "工友[姓名]和我一起看到"),
        ("我是车间的老李", "我是车间的[姓名]"),
        ("请与蒋女士联系", "请与[姓名]联系"),
        ("村民何桂芳,反映井盖没了", "村民[姓名],反映井盖没了"),
        ("何桂芳(电话13800001111)", "[姓名](电话[电话])"),
        ("此致\n敬礼!\n刘德福", "此致\n敬礼!\n[姓名]"),
        ("我叫何 桂 芳", "我叫[姓名]"),
        ("网名是兰花草", "网名是[昵称]"),
        ("我家住凤凰里12栋3单元506", "我家住凤凰里12栋[门牌]"),
        ("我是5栋1单元302的业主", "我是5栋[门牌]的业主"),
        ("我是二车间夜班电工", "我是二车间[岗位]"),
        ("我在质检科上班", "我在[岗位]上班"),
        ("This is Jiang Lan from the plant", "This is [姓名] from the plant"),
    ],
)
def test_who_the_writer_is_goes(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "同事高空作业没有安全带",
        "我是安徽人,路过看到",
        "本人于上周在该厂看到",
        "我叫了三次物业",
        "电工没有证,安全员不在",
        "3栋2单元401室在群租",
        "我家楼下120平方的店",
        "签名都是伪造的",
    ],
)
def test_what_tells_nothing_of_the_writer_stays(text: str) -> None:
    assert redact(text) == text
