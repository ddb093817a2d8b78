"""The card: the place's units once and what the words say beyond them; who may be rewarded."""

from typing import TYPE_CHECKING, Any

import pytest

from backend.services.drafts import Draft, understand
from handlers.card import beyond, review_card
from handlers.reply import render
from tests.support.vault import quick_custodian

if TYPE_CHECKING:
    from backend.house import House

HONGTA = ("云南省", "玉溪市", "红塔区")


@pytest.mark.parametrize(
    ("fine", "path", "rest"),
    [
        ("里头耍叶集区三元镇", ("安徽省", "六安市", "叶集区", "三元镇"), ""),
        ("咣当响玉溪市江川区星云小区", ("云南省", "玉溪市", "江川区", ""), "星云小区"),
        ("下面走小学生玉溪红塔区北城", (*HONGTA, "北城街道"), ""),
        ("说玉溪市新平县", ("云南省", "玉溪市", "新平彝族傣族自治县", ""), ""),
        ("红塔大道12号", (*HONGTA, ""), "红塔大道12号"),
        ("大营街化工厂仓库里", (*HONGTA, "大营街街道"), "化工厂仓库里"),
        ("玉兴路", (*HONGTA, ""), "玉兴路"),
        ("", (*HONGTA, ""), ""),
    ],
)
def test_what_is_said_beyond_the_units(fine: str, path: tuple[str, ...], rest: str) -> None:
    assert beyond(fine, path) == rest


async def _card(house: "House", words: str, *, named: bool = False) -> str:
    draft = Draft(named=named)
    draft.add_text(words)
    async with house.view() as view:
        return render(await review_card(view, draft, understand(draft), "zh_CN"), "zh_CN").text


async def test_where_only_names_are_rewarded_the_card_offers_to_give_one(
    sqlite_house: "House",
) -> None:
    xian = "西安市灞桥区席王街道机械厂冲床没有防护罩"
    assert "还没有保密专员" in await _card(sqlite_house, xian)
    await quick_custodian(sqlite_house)
    card = await _card(sqlite_house, xian)
    assert "只奖励实名举报" in card
    assert "只有保密专员能打开；办案的人要看须经批准" in card
    pending = await _card(sqlite_house, xian, named=True)
    assert "只奖励实名举报" in pending
    assert "想领奖可按" not in pending
    elsewhere = await _card(sqlite_house, "玉溪市红塔区大营街机械厂冲床没有防护罩")
    assert "不用说您是谁" in elsewhere
    assert "想领奖可按" not in elsewhere


async def test_an_item_of_another_trade_is_not_claimed(sqlite_house: "House") -> None:
    factory = "西安市雁塔区鑫源电镀厂，车间里配电箱漏电"
    card = await _card(sqlite_house, factory)
    assert "工贸" in card
    assert "房屋市政工程" not in card
    draft = Draft(industry="construction")
    draft.add_text(factory)
    assert "房屋市政工程" in understand(draft).criteria[0].standard
    # Fire safety holds in a factory as well.
    locked = Draft(industry="industry_trade")
    locked.add_text("西安市雁塔区商务楼的安全出口锁着，疏散通道堵满了纸箱")
    assert [one.item for one in understand(locked).criteria] == ["安全疏散"]


async def test_a_claim_password_is_offered_where_a_reward_is_possible(
    sqlite_house: "House",
) -> None:
    async def offered(words: str, **given: Any) -> bool:
        draft = Draft(**given)
        draft.add_text(words)
        async with sqlite_house.view() as view:
            card = await review_card(view, draft, understand(draft), "zh_CN")
        return "report.claim_password" in [one.id for one in card.choices]

    xian = "西安市灞桥区席王街道机械厂冲床没有防护罩"
    assert not await offered(xian)
    assert await offered(xian, named=True)
    # Who has set one may change it.
    assert await offered(xian, claim_hash="x")
    elsewhere = "玉溪市红塔区大营街机械厂冲床没有防护罩"
    assert await offered(elsewhere)
    assert not await offered(elsewhere, reprisal=True)
