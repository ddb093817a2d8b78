"""Guessing receipts: slower and slower for the guesser, and for nobody else."""

import logging

import pytest

from bot.guard import (
    ALARM_PER_HOUR,
    LONGEST_OF_NETWORK,
    LONGEST_SECONDS,
    PROOF_AFTER,
    PROOF_AFTER_OF_NETWORK,
    Guard,
)
from tests.support.webchat import HAZARD, Hall

WRONG = "1234 5678 1234 5678 1234"


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def read(self) -> float:
        """The moment."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Sleep, at once."""
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    """A time of one's own."""
    return Time()


@pytest.fixture
def guard(time: Time) -> Guard:
    """A guard on that time."""
    return Guard(time.read, time.sleep)


async def guess(guard: Guard, times: int, conversation: str = "mine", network: str = "n") -> None:
    """Wrong receipts, one after the other."""
    for _ in range(times):
        await guard.wait(conversation=conversation, network=network)
        guard.wrong(conversation, network)


async def test_the_wait_grows_from_the_fourth_on_up_to_a_limit(guard: Guard, time: Time) -> None:
    await guess(guard, 12, network="")
    assert time.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0, 20.0]


async def test_thousands_of_tries_are_still_answered(guard: Guard, time: Time) -> None:
    await guess(guard, 3_000)
    assert time.slept[-1] == LONGEST_SECONDS


async def test_others_on_the_network_wait_little_and_other_networks_not_at_all(
    guard: Guard,
) -> None:
    await guess(guard, 100)
    assert guard.delay(conversation="other", network="n") == LONGEST_OF_NETWORK
    assert guard.delay(conversation="other", network="elsewhere") == 0.0
    assert guard.delay(conversation="other") == 0.0


async def test_a_right_receipt_clears_the_conversation_only(guard: Guard) -> None:
    await guess(guard, 10)
    guard.right("mine")
    assert guard.delay(conversation="mine") == 0.0
    assert guard.delay(conversation="mine", network="n") == LONGEST_OF_NETWORK


async def test_after_an_hour_it_is_forgotten(guard: Guard, time: Time) -> None:
    await guess(guard, 10)
    time.now += 3_601
    assert guard.delay(conversation="mine", network="n") == 0.0


async def test_many_from_anywhere_raise_an_alarm_that_names_nobody(
    guard: Guard, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(ALARM_PER_HOUR):
        guard.wrong(f"conversation-{n}", f"network-{n}")
    (alarm,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert str(ALARM_PER_HOUR) in alarm.getMessage()
    assert "network-" not in caplog.text


async def test_a_proof_is_wanted_of_a_guesser_and_of_a_network_of_many(guard: Guard) -> None:
    await guess(guard, PROOF_AFTER - 1, network="")
    assert not guard.wants_proof(conversation="mine", network="n")
    await guess(guard, 1, network="")
    assert guard.wants_proof(conversation="mine", network="n")
    assert not guard.wants_proof(conversation="other", network="n")
    for number in range(PROOF_AFTER_OF_NETWORK):
        assert not guard.wants_proof(conversation="other", network="n")
        guard.wrong(f"conversation-{number}", "n")
    assert guard.wants_proof(conversation="other", network="n")
    assert not guard.wants_proof(conversation="other", network="elsewhere")


async def test_after_an_hour_no_proof_is_wanted(guard: Guard, time: Time) -> None:
    await guess(guard, PROOF_AFTER)
    time.now += 3_601
    assert not guard.wants_proof(conversation="mine", network="n")


async def test_in_the_chat_the_guesser_waits_and_the_reporter_beside_does_not(
    sqlite_hall: Hall, time: Time
) -> None:
    sqlite_hall.parts.front.guard = Guard(time.read, time.sleep)
    guesser, reporter = await sqlite_hall.chat(), await sqlite_hall.chat()
    for _ in range(8):
        (told,) = await guesser.look_up(WRONG)
        assert "没有找到" in told.text
    assert sum(time.slept) > 10
    before = list(time.slept)
    filing = await reporter.file(f"玉溪市红塔区{HAZARD}")
    assert time.slept == before, "filing waits for nothing"
    (status,) = await reporter.say(filing.receipt)
    assert filing.case_number in status.text
    assert time.slept[len(before) :] == [LONGEST_OF_NETWORK], "only a shared network, and briefly"
