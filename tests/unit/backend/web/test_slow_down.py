"""Wrong passwords cost growing time, bounded, and never lock the right person out."""

import pytest

from backend.web.slow_down import (
    FORGET_SECONDS,
    FREE_TRIES,
    IN_FLIGHT,
    MAX_KEYS,
    NAME_SECONDS,
    NETWORK_SECONDS,
    PAIR_SECONDS,
    SlowDown,
    TooManyAtOnce,
    network_of,
)

HERE, NEIGHBOUR, ELSEWHERE = "192.0.2.7", "192.0.2.200", "198.51.100.4"


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def fail(slow: SlowDown, name: str, address: str, times: int = 1) -> float:
    """Wrong passwords; returns how long the last was held."""
    held = 0.0
    for _ in range(times):
        held = slow.begin(name, address)
        slow.end(name, address, right=False)
    return held


def test_the_first_mistakes_cost_nothing_and_then_it_grows_to_a_bound() -> None:
    slow = SlowDown(Clock())
    holds = [fail(slow, "lin", HERE) for _ in range(20)]
    assert holds[:FREE_TRIES] == [0.0] * FREE_TRIES
    assert holds[FREE_TRIES : FREE_TRIES + 4] == [0.5, 1.0, 2.0, 4.0]
    assert holds[-1] == PAIR_SECONDS


def test_the_right_person_elsewhere_waits_a_moment_at_most() -> None:
    slow = SlowDown(Clock())
    fail(slow, "lin", HERE, 500)
    assert slow.begin("lin", ELSEWHERE) == NAME_SECONDS


def test_a_network_that_tries_many_names_waits_too() -> None:
    slow = SlowDown(Clock())
    for number in range(50):
        fail(slow, f"somebody {number}", HERE)
    assert slow.begin("quite another", NEIGHBOUR) == NETWORK_SECONDS
    assert slow.begin("quite another", ELSEWHERE) == 0.0


def test_a_right_password_clears_what_the_name_had() -> None:
    slow = SlowDown(Clock())
    fail(slow, "lin", HERE, 6)
    slow.begin("lin", ELSEWHERE)
    slow.end("lin", ELSEWHERE, right=True)
    assert slow.begin("lin", ELSEWHERE) == 0.0


def test_it_is_forgotten_after_a_while() -> None:
    clock = Clock()
    slow = SlowDown(clock)
    fail(slow, "lin", HERE, 10)
    clock.now += FORGET_SECONDS
    assert slow.begin("lin", HERE) == 0.0


def test_one_network_tries_only_so_many_at_once() -> None:
    slow = SlowDown(Clock())
    for _ in range(IN_FLIGHT):
        slow.begin("lin", HERE)
    with pytest.raises(TooManyAtOnce):
        slow.begin("lin", NEIGHBOUR)
    assert slow.begin("lin", ELSEWHERE) == 0.0
    slow.end("lin", HERE, right=False)
    assert slow.begin("other", HERE) == 0.0


def test_it_keeps_no_names_no_addresses_and_no_endless_list() -> None:
    slow = SlowDown(Clock())
    for number in range(MAX_KEYS):
        fail(slow, f"name {number}", f"2001:db8:{number:x}::1")
    assert len(slow._tries) <= MAX_KEYS
    assert all(len(key) == 16 and b"name" not in key for key in slow._tries)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.0/24"),
        ("2001:db8:1:2ff::5", "2001:db8:1:200::/56"),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_addresses_count_by_their_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
