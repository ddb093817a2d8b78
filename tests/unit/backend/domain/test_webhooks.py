"""Which addresses may be called, how a delivery is signed, how long it is tried."""

import datetime as dt
import hashlib

import pytest

from backend.domain.cases import Event
from backend.domain.errors import Invalid
from backend.domain.webhooks import (
    DAY,
    EVENTS,
    Group,
    checked_address,
    group_of,
    is_public,
    parse_groups,
    pause_after,
    signature,
    wait_after,
)
from backend.outbox import MAX_ATTEMPTS

NOBODY: frozenset[str] = frozenset()
INNER = frozenset({"http://10.1.2.3:8080", "https://hooks.office.example"})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://hooks.example.org/a?b=c", "https://hooks.example.org/a?b=c"),
        ("  HTTPS://Hooks.Example.org ", "https://hooks.example.org/"),
        ("https://hooks.example.org:443/", "https://hooks.example.org:443/"),
        ("https://hooks.example.org:8443/x", "https://hooks.example.org:8443/x"),
        ("https://8.8.8.8/x", "https://8.8.8.8/x"),
        ("https://[2606:4700::1111]:8443/x", "https://[2606:4700::1111]:8443/x"),
        ("https://xn--fiq228c.example/x", "https://xn--fiq228c.example/x"),
    ],
)
def test_addresses_of_the_public_net_are_taken(given: str, url: str) -> None:
    found = checked_address(given, NOBODY)
    assert (found.url, found.trusted) == (url, False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "address"),
        ("hooks.example.org/a", "address"),
        ("//hooks.example.org/a", "address"),
        ("ftp://hooks.example.org/a", "address"),
        ("file:///etc/passwd", "address"),
        ("http://hooks.example.org/a", "https"),
        ("http://10.1.2.3:8081/a", "https"),
        ("https://user@hooks.example.org/a", "address"),
        ("https://user:word@hooks.example.org/a", "address"),
        ("https://hooks.example.org@127.0.0.1/a", "address"),
        ("https://127.0.0.1\\@hooks.example.org/a", "address"),
        ("https://hooks.example.org/a#b", "address"),
        ("https://hooks.example.org:0x50/a", "address"),
        ("https://hooks.example.org:22/a", "address"),
        ("https://hooks.example.org:70000/a", "address"),
        ("https://hooks.example.org:/a", "address"),
        ("https://hooks.example.org./a", "address"),
        ("https://hooks..example.org/a", "address"),
        ("https://hooks.exa mple.org/a", "address"),
        ("https://hooks.example.org/a\r\nHost: x", "address"),
        ("https://１２７.0.0.1/", "address"),
        ("https://" + "a" * 400 + ".example/", "address"),
        # What a resolver reads as 127.0.0.1.
        ("https://2130706433/", "address"),
        ("https://0x7f000001/", "address"),
        ("https://0x7f.0.0.1/", "address"),
        ("https://127.0.0.0x1/", "address"),
        ("https://0177.0.0.1/", "address"),
        ("https://127.1/", "address"),
        ("https://[::1]evil.example/", "address"),
        ("https://[oops]/", "address"),
        ("https://localhost/", "inner"),
        ("https://LOCALHOST:8443/", "inner"),
        ("https://a.localhost/", "inner"),
        ("https://metadata.google.internal/", "inner"),
        ("https://127.0.0.1/", "inner"),
        ("https://127.9.9.9:8443/", "inner"),
        ("https://0.0.0.0/", "inner"),
        ("https://10.0.0.1/", "inner"),
        ("https://172.16.0.1/", "inner"),
        ("https://192.168.1.1/", "inner"),
        ("https://169.254.169.254/latest/meta-data", "inner"),
        ("https://100.100.100.200/latest/meta-data", "inner"),
        ("https://168.63.129.16/", "inner"),
        ("https://224.0.0.1/", "inner"),
        ("https://[::1]/", "inner"),
        ("https://[::]/", "inner"),
        ("https://[fe80::1]/", "inner"),
        ("https://[fe80::1%25eth0]/", "inner"),
        ("https://[2606:4700::1111%25eth0]/", "inner"),
        ("https://[fc00::1]/", "inner"),
        ("https://[fd00:ec2::254]/", "inner"),
        ("https://[::ffff:127.0.0.1]/", "inner"),
        ("https://[::ffff:7f00:1]/", "inner"),
        ("https://[::127.0.0.1]/", "inner"),
        ("https://[64:ff9b::7f00:1]/", "inner"),
        ("https://[2002:7f00:1::]/", "inner"),
    ],
)
def test_all_others_are_refused(given: str, code: str) -> None:
    with pytest.raises(Invalid, match=f"webhook_{code}"):
        checked_address(given, NOBODY)


def test_what_the_settings_name_may_be_anywhere_and_plain() -> None:
    found = checked_address("http://10.1.2.3:8080/a", INNER)
    assert (found.url, found.origin, found.trusted) == (
        "http://10.1.2.3:8080/a",
        "http://10.1.2.3:8080",
        True,
    )
    assert checked_address("HTTPS://Hooks.Office.example/A", INNER).url.endswith(".example/A")
    for other in (
        "http://10.1.2.3:8081/a",
        "http://10.1.2.3/a",
        "https://10.1.2.3:8080/a",
        "http://10.1.2.3:8080@evil.example/a",
        "http://hooks.office.example/a",
    ):
        with pytest.raises(Invalid):
            checked_address(other, INNER)


@pytest.mark.parametrize("given", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses(given: str) -> None:
    assert is_public(given)


@pytest.mark.parametrize(
    "given", ["127.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "255.255.255.255", "x", ""]
)
def test_no_public_addresses(given: str) -> None:
    assert not is_public(given)


def test_a_signature_is_the_one_that_a_hand_makes() -> None:
    secret, body, at = "made-up-secret", b'{"event": "test"}', 1_795_910_400
    # HMAC by its definition (RFC 2104), so that no library's mistake is made twice.
    key = secret.encode().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + b"1795910400." + body).digest()
    mac = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest()
    assert signature(secret, body, at) == f"t=1795910400,v1={mac}"
    # And the same by `printf '1795910400.…' | openssl dgst -sha256 -hmac made-up-secret`.
    assert mac == "0dba6b774ccc320a65834b02566ce0b4335a56b31e8c495405b83f524d503510"


def test_every_event_has_its_group() -> None:
    assert [group_of(name) for name in ("submit", "accept", "answer", "reporter_message")] == [
        Group.NEW,
        Group.STATUS,
        Group.MESSAGE,
        Group.MESSAGE,
    ]
    assert {group_of(name) for name in ("overdue", "clock_warning", "urge")} == {Group.OVERDUE}
    assert {group_of(e) for e in Event if "reward" in e or e == "reverse_payment"} == {Group.REWARD}
    assert group_of("transfer") is Group.STATUS
    assert group_of("transfer", came=True) is Group.NEW
    assert set(Event) < set(EVENTS)
    assert max(len(name) for name in EVENTS) <= 20


def test_groups_are_chosen_by_name() -> None:
    assert parse_groups(["overdue", "new", "new"]) == (Group.NEW, Group.OVERDUE)
    for wrong in ([], ["new", "everything"], [""]):
        with pytest.raises(Invalid, match="webhook_events"):
            parse_groups(wrong)


def test_a_delivery_is_tried_for_about_a_day() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert DAY * 0.9 < sum(waits, dt.timedelta()) <= DAY
    assert wait_after(99) == waits[-1]


def test_a_receiver_that_is_down_is_left_alone_for_minutes() -> None:
    pauses = [pause_after(failures).total_seconds() for failures in (1, 2, 3, 6, 1000)]
    assert pauses == [10, 20, 40, 300, 300]
