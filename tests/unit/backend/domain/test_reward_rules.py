"""Which rules cover a case, and who may be paid where."""

import pytest

from backend.domain.reward_rules import (
    Figures,
    Where,
    claim_days,
    payable_to,
    rules_for,
)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (Where("yuxi", "530402", "fire"), ["yunnan", "national"]),
        (Where("xian", "610113", "fire"), ["xian", "shaanxi", "national"]),
        (Where("xixian", "fengxi", "fire"), ["shaanxi", "national"]),
        (Where("luan_yeji", "341504", "mine"), ["mine", "anhui", "national"]),
        (Where("national", "341502", "fire"), ["jinan_fire", "anhui", "national"]),
        (Where("nanjing", "320102", "fire"), ["national"]),
        (Where("national"), ["national"]),
        (Where("national", "no such unit"), ["national"]),
    ],
    ids=str,
)
def test_the_most_particular_rule_comes_first(where: Where, names: list[str]) -> None:
    assert list(rules_for(where)) == names


def test_a_figure_is_taken_from_the_first_rule_that_has_it() -> None:
    figures = Figures(rules_for(Where("xian", "610113", "mine")))
    assert figures.need("minimum_yuan") == 3_000
    assert figures.need("percent_of_penalty") == 15
    assert figures.used == {"minimum_yuan": "mine", "percent_of_penalty": "national"}
    assert figures.rule_id() == "mine"


def test_who_may_be_paid() -> None:
    assert payable_to(Where("xian")).value == "named_only"
    assert payable_to(Where("national", "341502", "fire")).value == "named_only"
    assert payable_to(Where("national", "341502", "mine")).value == "nameless"
    assert payable_to(Where("yuxi")).value == payable_to(Where("nowhere")).value == "nameless"
    assert payable_to(Where("nowhere")).status == "internal"


def test_the_days_to_claim_are_the_national_ones() -> None:
    assert claim_days(Where("yuxi", "530402")) == 60
