"""Which addresses a robot may have, how often it speaks, when the night ends."""

import datetime as dt

import pytest

from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid
from backend.domain.robots import (
    SERVICES,
    Pace,
    RobotKind,
    checked_address,
    checked_secret,
    parse_kind,
    quiet_until,
)

W, D, F = RobotKind.WECOM, RobotKind.DINGTALK, RobotKind.FEISHU
GOOD = {
    W: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0",
    D: "https://oapi.dingtalk.com/robot/send?access_token=566cc69da782ec33",
    F: "https://open.feishu.cn/open-apis/bot/v2/hook/e6f0a7b1-aaaa",
}
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize("kind", RobotKind)
def test_the_services_own_addresses_are_taken(kind: RobotKind) -> None:
    assert checked_address(kind, f"  {GOOD[kind]} ", NOBODY) == GOOD[kind]
    own = GOOD[kind].replace(SERVICES[kind].origin, "https://im.office.example")
    with pytest.raises(Invalid, match="robot_host"):
        checked_address(kind, own, NOBODY)
    assert checked_address(kind, own, frozenset({"https://im.office.example"})) == own


@pytest.mark.parametrize(
    "given",
    [
        GOOD[W].replace("https", "http"),
        GOOD[W].replace("qq.com", "qq.com.evil.example"),
        GOOD[W].replace("qq.com", "qq.com:8443"),
        GOOD[W].replace("https://", "https://user@"),
        GOOD[W].replace("https://", "https://evil.example@"),
        GOOD[W].replace("https://", "https://evil.example\\@"),
        GOOD[D],
        "https://127.0.0.1/cgi-bin/webhook/send?key=693a91f6-7aoc",
        "https://[::1]/cgi-bin/webhook/send?key=693a91f6-7aoc",
        "https://[oops/cgi-bin/webhook/send?key=693a91f6-7aoc",
        "//qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc",
        "",
        "file:///etc/passwd",
    ],
)
def test_other_hosts_and_ways_are_not(given: str) -> None:
    with pytest.raises(Invalid, match=r"robot_(host|address)"):
        checked_address(W, given, NOBODY)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (W, GOOD[W] + "&debug=1"),
        (W, GOOD[W] + "&key=another-one"),
        (W, GOOD[W] + "#x"),
        (W, GOOD[W].replace("key=", "kex=")),
        (W, GOOD[W].replace("webhook/send", "webhook/../gettoken")),
        (W, GOOD[W] + "%0d%0aHost:"),
        (W, GOOD[W] + "\nx"),
        (W, GOOD[W] + "键"),
        (W, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        (W, GOOD[W] + "a" * 400),
        (D, "https://oapi.dingtalk.com/robot/send?access_token="),
        (F, GOOD[F] + "/more"),
        (F, GOOD[F] + "?x=1"),
        (F, GOOD[F] + "%2e%2e"),
    ],
)
def test_what_is_no_robots_address_is_refused(kind: RobotKind, given: str) -> None:
    with pytest.raises(Invalid, match="robot_address"):
        checked_address(kind, given, NOBODY)


def test_a_secret_is_where_a_service_signs() -> None:
    assert checked_secret(D, " SECabc ") == "SECabc"
    assert checked_secret(W, " ") == ""
    for kind, given in ((W, "SECabc"), (D, "a b c d"), (F, "x"), (F, "x" * 200)):
        with pytest.raises(Invalid, match="robot_secret"):
            checked_secret(kind, given)
    assert parse_kind("feishu") is F
    with pytest.raises(Invalid, match="robot_kind"):
        parse_kind("slack")


def test_a_robot_speaks_a_few_at_once_and_then_in_turn() -> None:
    pace = Pace(at_once=3, interval=dt.timedelta(seconds=6))
    now = dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC)
    busy, waits, taken = None, [], []
    for second in range(30):
        at = now + dt.timedelta(seconds=second)
        for _ in range(5):
            turn, wait = pace.take(busy, at)
            if turn is None:
                waits.append(wait)
                break
            busy = turn
            taken.append(second)
    assert taken == [0, 0, 0, 6, 12, 18, 24]
    assert waits[0] == dt.timedelta(seconds=6)
    assert pace.take(busy, now + dt.timedelta(hours=1))[0] is not None


@pytest.mark.parametrize(
    ("hour", "end"),
    [(21, None), (22, (26, 7)), (23, (26, 7)), (6, (25, 7)), (7, None), (12, None), (0, (25, 7))],
)
def test_the_night_ends_in_the_morning(hour: int, end: tuple[int, int] | None) -> None:
    now = dt.datetime(2026, 11, 25, hour, 30 if hour != 7 else 0, tzinfo=SHANGHAI)
    found = quiet_until(now.astimezone(dt.UTC), 22, 7, SHANGHAI)
    assert (found and (found.day, found.hour)) == end
