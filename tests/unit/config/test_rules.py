"""Rewards and time limits as data: each with its source, none shown as law that isn't."""

import datetime as dt
from dataclasses import replace

import pytest

from config.base import DataError, Status
from config.deadlines import NEEDED, Deadline, deadlines
from config.rules import NATIONAL, check_rewards, rewards

CONFIRMED = {Status.LAW, Status.SEED, Status.FOUND, Status.RELAYED}


def test_every_rule_names_its_source() -> None:
    data = rewards()
    for rule in (
        *data.rules.values(),
        *data.payable_to.values(),
        *data.joint.values(),
        *deadlines().values(),
    ):
        assert rule.source.strip()
        if rule.status is Status.INTERNAL:
            assert "内部" in rule.source or "本系统默认" in rule.source


def test_the_national_reward_is_as_the_ministry_has_it() -> None:
    rule = rewards().rules["national"]
    assert "安监总财〔2018〕19号" in rule.source
    assert rule.status in CONFIRMED
    assert (rule.percent_of_penalty, rule.minimum_yuan, rule.maximum_yuan) == (15, 3_000, 300_000)
    assert rule.per_death_yuan == {
        "ordinary": 30_000, "larger": 40_000, "major": 50_000, "extraordinary": 60_000,
    }  # fmt: skip
    assert rule.maximum_concealed_yuan == 300_000
    assert dt.date.fromisoformat(rule.valid_from) == dt.date(2018, 1, 4)


def test_who_may_be_paid_is_said_for_every_place() -> None:
    data = rewards().payable_to
    assert data["default"].status is Status.INTERNAL
    assert data["xian"].value == "named_only"
    assert data["xian"].status in CONFIRMED


def test_every_limit_that_the_code_starts_is_there() -> None:
    limits = deadlines()
    assert set(limits) == NEEDED
    assert all(isinstance(limit, Deadline) and limit.amount > 0 for limit in limits.values())


def test_sixty_days_to_verify_and_thirty_more() -> None:
    verify, extend = deadlines()["verify"], deadlines()["extend"]
    assert (verify.amount, verify.unit) == (60, "calendar_days")
    assert (extend.amount, extend.unit) == (30, "calendar_days")
    assert verify.status is extend.status is Status.RELAYED


def test_limits_of_our_own_are_said_to_be_none_of_law() -> None:
    for name in ("accept", "intake", "urgent_accept"):
        assert deadlines()[name].status is Status.INTERNAL
        assert "非法定" in deadlines()[name].source


def test_no_uplift_was_found_for_any_place() -> None:
    assert rewards().employee_uplift == {}


def test_what_a_newer_text_may_have_changed_is_not_shown_as_confirmed() -> None:
    rules = rewards().rules
    assert rules["mine"].status is rules["anhui"].status is Status.UNVERIFIED
    assert "未核到" in rules["mine"].note
    assert "未核到" in rules["anhui"].note


def test_faults_of_meaning_are_told_all_at_once() -> None:
    data = rewards()
    national = data.rules[NATIONAL]
    rules = {
        "everywhere": replace(data.rules["xian"], covers=(), minimum_yuan=400_000),
        NATIONAL: replace(national, claim_days=None, per_death_yuan={"major": 1}),
    }
    with pytest.raises(DataError) as caught:
        check_rewards(replace(data, rules=rules, joint={}), "some.yaml")
    assert caught.value.faults == [
        "some.yaml: rules.everywhere - minimum_yuan is above maximum_yuan",
        "some.yaml: rules.everywhere - covers everything: only 'national' does",
        "some.yaml: rules.national - claim_days is missing",
        "some.yaml: rules.national - per_death_yuan is missing",
        "some.yaml: joint - 'default' is missing",
    ]
