"""The audit chain shows every gap, change and reordering."""

from dataclasses import replace

import pytest

from backend.domain.audit import GENESIS, Entry, broken_at


def _chain(length: int) -> list[tuple[Entry, str]]:
    chain: list[tuple[Entry, str]] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        entry = Entry(
            seq, f"2026-11-25T08:00:{seq:02d}+00:00", "staff:1", "accept", "YX-1", "", previous
        )
        previous = entry.digest()
        chain.append((entry, previous))
    return chain


def test_a_whole_chain_is_whole() -> None:
    assert broken_at([]) is None
    assert broken_at(_chain(5)) is None


@pytest.mark.parametrize("field", ["at", "actor", "action", "subject", "detail", "previous"])
def test_a_changed_field_shows(field: str) -> None:
    chain = _chain(5)
    entry, digest = chain[2]
    chain[2] = (replace(entry, **{field: "changed"}), digest)
    assert broken_at(chain) == 3


def test_a_change_with_its_hash_made_anew_shows_in_the_next() -> None:
    chain = _chain(5)
    forged = replace(chain[2][0], actor="staff:2")
    chain[2] = (forged, forged.digest())
    assert broken_at(chain) == 4


def test_a_missing_entry_shows() -> None:
    chain = _chain(5)
    del chain[2]
    assert broken_at(chain) == 4


def test_a_missing_beginning_shows() -> None:
    assert broken_at(_chain(5)[1:]) == 2


def test_swapped_entries_show() -> None:
    chain = _chain(5)
    chain[1], chain[2] = chain[2], chain[1]
    assert broken_at(chain) == 3


def test_fields_do_not_run_into_each_other() -> None:
    one = Entry(1, "t", "ab", "c", "s", "", GENESIS)
    assert one.digest() != replace(one, actor="a", action="bc").digest()
