"""What burns stands first, then the nearest limit, then what needs nobody."""

import datetime as dt

from backend.domain.queueing import TO_DO, queue_key

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=1)


def key(
    status: str, urgency: str = "ordinary", due: dt.datetime | None = NOON, **more: bool
) -> str:
    return queue_key(status, urgency, due, unanswered=more.get("unanswered", False))


def test_the_order_of_the_queue() -> None:
    rightly = [
        key("verifying", "immediate", LATER),
        key("assigned", "major"),
        key("assigned"),
        key("assigned", due=LATER),
        key("accepted", due=None),
        key("closed", due=None, unanswered=True),
    ]
    assert rightly == sorted(rightly)
    assert all(one < TO_DO for one in rightly)


def test_what_waits_or_is_over_needs_nobody() -> None:
    for status in ("waiting_reporter", "closed", "declined", "withdrawn", "handed_over", "inside"):
        assert key(status, "immediate") > TO_DO
        assert key(status, unanswered=True) < TO_DO


def test_the_limit_is_compared_in_utc() -> None:
    shanghai = NOON.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert key("assigned", due=shanghai) == key("assigned")
