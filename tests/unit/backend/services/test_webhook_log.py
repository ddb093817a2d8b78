"""The log of a webhook: how a try went, the last hundred, a month."""

from typing import Any

from backend.db.models import Job, Webhook
from backend.domain.webhooks import Group
from backend.house import House
from backend.services import sweep, webhook_log, webhooks
from backend.services.webhook_log import AGAIN, KEPT, SENT
from tests.support.filing import BODY
from tests.support.outbox import Clock, rows


async def _hook(house: House) -> str:
    async with house.work() as work:
        row, _ = await webhooks.add(
            work, BODY, "平台", "https://hooks.example.org/", tuple(Group), "staff:one"
        )
        return row.id


def _payload(hook: str, number: int = 0) -> dict[str, Any]:
    return {"webhook": hook, "id": f"d{number}", "event": "accept", "case_number": "YX-0000-0000"}


async def test_the_last_hundred_are_kept_for_a_month(house: House) -> None:
    clock = Clock(house)
    hook, other = await _hook(house), await _hook(house)
    await webhook_log.note(house, _payload(other), 1, SENT, status=204, failures=0)
    for number in range(KEPT + 3):
        clock.put_on(seconds=1)
        await webhook_log.note(house, _payload(hook, number), 1, AGAIN, status=500, failures=1)
    async with house.view() as view:
        found = await webhook_log.newest(view, hook)
        assert [one.delivery for one in found] == [f"d{n}" for n in range(KEPT + 2, 2, -1)]
        (kept,) = await webhook_log.newest(view, other)
        assert (kept.went, kept.status, kept.fault, kept.attempt) == (SENT, 204, None, 1)
    clock.put_on(days=29)
    await sweep.run(house)
    async with house.view() as view:
        assert len(await webhook_log.newest(view, hook)) == KEPT
    clock.put_on(days=2)
    await sweep.run(house)
    async with house.view() as view:
        assert await webhook_log.newest(view, hook) == []


async def test_a_parked_delivery_is_forgotten_after_a_month_too(sqlite_house: House) -> None:
    clock = Clock(sqlite_house)
    hook = await _hook(sqlite_house)
    async with sqlite_house.work() as work:
        await webhooks.test(work, BODY, hook)
        await webhooks.test(work, BODY, hook)

    async def deliveries() -> list[str]:
        return [row.id for row in await rows(sqlite_house) if row.kind == webhooks.WEBHOOK]

    parked, waiting = await deliveries()
    async with sqlite_house.work() as work:
        (await work.session.get_one(Job, parked)).state = "parked"
    clock.put_on(days=29)
    await sweep.run(sqlite_house)
    assert len(await deliveries()) == 2
    clock.put_on(days=2)
    await sweep.run(sqlite_house)
    assert await deliveries() == [waiting]


async def test_failures_pause_a_receiver_until_one_try_goes_well(house: House) -> None:
    clock, hook = Clock(house), await _hook(house)

    async def state() -> tuple[int, float]:
        async with house.view() as view:
            row = await view.session.get_one(Webhook, hook)
            pause = row.paused_until - clock.now if row.paused_until else None
            return row.failures, pause.total_seconds() if pause else 0

    # Two that went out together and failed: one failure.
    for number in (1, 2):
        await webhook_log.note(house, _payload(hook, number), 1, AGAIN, status=500, failures=1)
    assert await state() == (1, 10)
    assert await webhooks.take_turn(house, hook) == 10
    clock.put_on(seconds=10)
    # One may try, the others wait for how that goes.
    assert await webhooks.take_turn(house, hook) == 0
    assert await webhooks.take_turn(house, hook) == 30
    await webhook_log.note(house, _payload(hook, 1), 2, AGAIN, fault="timeout", failures=2)
    assert await state() == (2, 20)
    clock.put_on(seconds=20)
    await webhook_log.note(house, _payload(hook, 1), 3, SENT, status=200, failures=0)
    assert await state() == (0, 0)
    assert await webhooks.take_turn(house, hook) == 0
    async with house.view() as view:
        last = await webhook_log.of_delivery(view, hook, "d1")
        assert last is not None
        assert (last.attempt, last.went) == (3, SENT)
        assert await webhook_log.of_delivery(view, hook, "d9") is None


async def test_a_webhook_that_is_gone_has_no_log(sqlite_house: House) -> None:
    hook = await _hook(sqlite_house)
    await webhook_log.note(sqlite_house, _payload(hook), 1, SENT, status=200, failures=0)
    async with sqlite_house.work() as work:
        await webhooks.remove(work, BODY, hook, "staff:one")
    await webhook_log.note(sqlite_house, _payload(hook), 2, SENT, status=200, failures=0)
    async with sqlite_house.view() as view:
        assert await webhook_log.newest(view, hook) == []
