"""A body works a case from its chat group, step by step; nobody else can, and the group learns
no more than it should.
"""

from tests.journeys.test_telegram import number_on
from tests.support.fake_telegram import FakeTelegram
from tests.support.server import Server
from tests.support.telegram_chats import Chat
from tests.support.telegram_journey import BODY, HAZARD, Bureau, beside
from tests.support.telegram_people import Person


async def _codes(server: Server, name: str) -> tuple[str, str]:
    """A one-time code for the body's group and one for a member of its staff."""
    from backend.services import access_codes
    from backend.services.staff import sign_in

    password = (await server.cli("staff", "add", name, "--body", BODY, "--role", "officer")).strip()
    async with beside(server) as house:
        signed = await sign_in(house, name, password)
        assert signed is not None
        async with house.work() as work:
            group = await access_codes.new_code(work, "group", BODY)
            return group, await access_codes.new_code(work, "account", signed[0].id)


async def _bound_group(server: Server, telegram: FakeTelegram, officer: Person) -> Chat:
    group_code, own_code = await _codes(server, "zhang-made-up")
    group = await telegram.group(-100500, "made-up bureau", officer)
    await group.hears("/bind")
    await officer.says("/bind wrong23456", to=group)
    await group.hears("一次性代码不对")
    await officer.says(f"/bind {group_code}", to=group)
    await group.hears("本群已绑定", "红塔区应急管理局")
    await officer.says(f"/bind {own_code}")
    await officer.hears("已绑定", "zhang-made-up", "红塔区应急管理局")
    await officer.says(f"/bind {own_code}")
    await officer.hears("一次性代码不对")
    return group


async def test_a_case_is_worked_by_the_buttons_of_its_card(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    officer = telegram.user(9, "Officer")
    group = await _bound_group(installation, telegram, officer)

    ann = telegram.user(7)
    await ann.says(HAZARD)
    await ann.hears("请核对")
    await ann.presses("提交")
    number = number_on(await ann.hears("您的查询码"))

    card = await group.hears(number, "危险化学品", "大营街", "待受理", "内部时限，非法定")
    assert [label for label, _ in card.buttons] == ["受理", "不予受理", "退回", "请补充"]
    assert "危险化学品桶" not in card.text

    stranger = telegram.user(8, "Stranger")
    press = await stranger.presses("受理", to=group)
    assert "只有绑定了本人账号" in await press.answer()
    assert press.alert
    press = await officer.presses_data("unit.close:XX-0000-0000", card, to=group)
    assert "不能做这一步" in await press.answer()

    await officer.presses("不予受理", to=group)
    assert (await group.hears(number)).has("不属于受理范围")
    await officer.presses("返回", to=group)
    assert (await group.hears(number)).has("退回")
    press = await officer.presses("受理", to=group)
    assert "受理" in await press.answer()
    assert not press.alert
    await group.hears(number, "已受理")
    await ann.hears(number, "已受理")
    press = await officer.presses_data(f"unit.accept:{number}", card, to=group)
    assert "不能做这一步" in await press.answer()

    press = await officer.presses("请补充", to=group)
    assert "私聊" in await press.answer()
    await officer.hears("需要举报人补充什么")
    await officer.says("在几号仓库?打13800138000说也行")
    await officer.hears("举报人会看到", "[电话]")
    await officer.says("在几号仓库?打13900139000说也行")
    await officer.hears("举报人会看到")
    await officer.presses("遮盖后发送")
    await officer.hears("已发给举报人")
    await group.hears(number, "等举报人补充", "暂停")
    asked = await ann.hears("在几号仓库?", "说也行")
    assert "13900139000" not in asked.text
    await ann.says("三号仓库")
    await group.hears(number, "举报人补充了材料")

    await officer.presses("开始核查", to=group)
    await group.hears(number, "核查中")
    await officer.presses("办结", to=group)
    await officer.hears("核查结果是")
    await officer.presses("属实")
    await officer.hears("请写核查情况")
    await officer.says("三号仓库违规存放危险化学品,已责令整改。")
    await officer.hears("罚款多少元")
    await officer.says("十万吧")
    await officer.hears("没看懂金额")
    await officer.says("10万")
    await officer.hears("已办结")
    await group.hears(number, "已办结（属实）")
    await ann.hears(number, "属实", "15,000 元")

    said_in_group = group.story()
    for words in ("三号仓库", "在几号仓库", "10万", "危险化学品桶"):
        assert words not in said_in_group
    assert await Bureau(installation).cases() == [number]


async def test_a_refusal_takes_the_case_from_the_group_and_cancelled_words_do_nothing(
    installation: Server, telegram: FakeTelegram
) -> None:
    await installation.start()
    officer = telegram.user(9, "Officer")
    group = await _bound_group(installation, telegram, officer)
    async with beside(installation) as house, house.work() as work:
        from backend.services.access import set_narrative

        await set_narrative(work, BODY, "test", shown=True)
    ann = telegram.user(7)
    await ann.says(HAZARD)
    await ann.hears("请核对")
    await ann.presses("提交")
    number = number_on(await ann.hears("您的查询码"))
    await group.hears(number, "危险化学品桶")

    await officer.presses("请补充", to=group)
    question = await officer.hears("需要举报人补充什么")
    assert "请补充具体位置：哪个车间、几楼、靠近什么。" in [label for label, _ in question.buttons]
    await officer.presses("取消")
    await officer.hears("没有变动")
    await officer.presses_data("unit.cancel", question)
    await officer.presses_data("unit.no_penalty", question)
    await officer.hears("已经结束")

    await officer.presses("退回", to=group)
    await group.hears(number)
    press = await officer.presses("属地不符", to=group)
    assert number in await press.answer()
    gone = await group.hears(number, "已经转出")
    assert gone.buttons == ()
    press = await officer.presses_data(f"unit.accept:{number}", gone, to=group)
    assert "不能做这一步" in await press.answer()
