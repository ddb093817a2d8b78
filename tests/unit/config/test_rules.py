"""Rewards and time limits as data: each with its source, none shown as law that isn't."""

import datetime as dt

from config.base import Status
from config.deadlines import NEEDED, Deadline, deadlines
from config.rules import rewards

CONFIRMED = {Status.LAW, Status.SEED, Status.FOUND, Status.RELAYED}


def test_every_rule_names_its_source() -> None:
    data = rewards()
    for rule in (*data.rules.values(), *data.payable_to.values(), *deadlines().values()):
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
