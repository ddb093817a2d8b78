"""Rewards by place: the figures that cases are rewarded by, with source and mark."""

import html

import pytest

from backend.domain.reward_rules import Where, claim_days
from backend.web.public.reward_places import places
from config.jurisdictions import jurisdictions
from config.rules import rewards
from config.texts import text
from tests.support.public_pages import Public


def test_the_five_places_and_the_country_each_with_the_rule_of_every_figure() -> None:
    known = places()
    assert [one.id for one in known] == [*jurisdictions(), "national"]
    for place in known:
        figures = {name: value for name, value, _ in place.figures}
        assert figures["claim_days"] == claim_days(Where(place.id))
        assert {rule for _, _, rule in place.figures} == {name for name, _ in place.rules}
        for name, value, rule in place.figures:
            if not name.startswith("per_death"):
                assert getattr(place.rule(rule), name) == value
    by_id = {one.id: one for one in known}
    assert not by_id["xian"].nameless
    assert by_id["nanjing"].nameless
    assert by_id["luan_yeji"].draft


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_no_figure_stands_without_the_mark_of_its_source(
    public_pages: Public, lang: str
) -> None:
    async with public_pages.get(f"/about/rewards?lang={lang}") as answer:
        page = html.unescape(await answer.text())
    locale = lang.replace("-", "_") if lang == "zh-CN" else lang
    used = {rule.source: rule.status for place in places() for _, rule in place.rules}
    used[rewards().rules["mine"].source] = rewards().rules["mine"].status
    for source, status in used.items():
        assert source in page
        assert text(locale, f"public.sure_{status}") in page.partition(source)[2][:200]
    rows = page.count('<td class="number">')
    assert rows == sum(len(place.figures) for place in places())
    assert page.count('</small> <span class="sure') == rows
