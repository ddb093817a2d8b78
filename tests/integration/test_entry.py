"""A deep link says which place a report is about before the first word."""

from tests.support.webchat import Chat, Hall


async def entered(hall: Hall, entry: str) -> Chat:
    async with hall.http.post(
        f"{hall.base_url}/chat/api/session", json={"locale": "zh-CN", "entry": entry}
    ) as answer:
        assert answer.status == 201
        return Chat(hall.http, hall.base_url, (await answer.json())["token"])


async def test_the_place_of_the_link_is_not_asked_again(hall: Hall) -> None:
    chat = await entered(hall, "e_530402")
    assert [one.id for one in await chat.since()] == [1]
    said = await chat.say("化工厂仓库里堆满了危险化学品桶，没有任何通风，味道很大")
    assert "红塔区" in said[-1].text
    assert "report.submit" in said[-1].choices


async def test_a_forged_link_harms_nothing(hall: Hall) -> None:
    for entry in ("e_999999", "e_../../x", "x" * 500):
        chat = await entered(hall, entry)
        assert "report.submit" in (await chat.card())[-1].choices
