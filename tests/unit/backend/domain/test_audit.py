"""The audit chains show every gap, change and reordering, and a cut-off end against a head."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from backend.domain.audit import (
    FIRST_FORM,
    GENESIS,
    Check,
    Entry,
    Head,
    leaf,
    statement,
    words_hash,
)

Link = tuple[Entry, str]


def _chain(length: int, name: str = "530425.emergency") -> list[Link]:
    chain: list[Link] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        moment = f"2026-11-25T08:00:{seq:02d}+00:00"
        entry = Entry(name, seq, moment, "staff:1", "accept", "YX-1", "", "", previous)
        previous = entry.digest()
        chain.append((entry, previous))
    return chain


def _breaks(links: Iterable[Link], check: Check | None = None) -> dict[str, int]:
    check = check or Check()
    for entry, digest in links:
        check.take(entry, digest)
    return check.breaks


def test_a_whole_chain_is_whole() -> None:
    check = Check()
    assert _breaks(_chain(5), check) == {}
    assert check.whole
    assert check.count == 5


@pytest.mark.parametrize(
    "field", ["at", "actor", "action", "subject", "detail", "words", "previous"]
)
def test_a_changed_field_shows(field: str) -> None:
    chain = _chain(5)
    entry, digest = chain[2]
    chain[2] = (replace(entry, **{field: "changed"}), digest)
    assert _breaks(chain) == {"530425.emergency": 3}


def test_a_change_with_its_hash_made_anew_shows_in_the_next() -> None:
    chain = _chain(5)
    forged = replace(chain[2][0], actor="staff:2")
    chain[2] = (forged, forged.digest())
    assert _breaks(chain) == {"530425.emergency": 4}


def test_missing_swapped_and_added_entries_show() -> None:
    chain = _chain(5)
    assert _breaks(chain[:2] + chain[3:]) == {"530425.emergency": 4}
    assert _breaks(chain[1:]) == {"530425.emergency": 2}
    assert _breaks([chain[0], chain[2], chain[1]]) == {"530425.emergency": 3}
    assert _breaks([*chain, chain[4]]) == {"530425.emergency": 5}


def test_an_entry_of_one_chain_has_no_place_in_another() -> None:
    one, other = _chain(3, "a"), _chain(3, "b")
    check = Check()
    assert _breaks([one[0], other[0], one[1], other[1]], check) == {}
    moved = (replace(other[2][0], chain="a"), other[2][1])
    assert _breaks([moved, other[2]], check) == {"a": 3}
    assert check.heads["b"].seq == 3


def test_a_cut_off_end_shows_against_a_head_from_before() -> None:
    chain = _chain(5)
    head = leaf("2026-11-25", chain[4][0].chain, Head(5, chain[4][1]))
    for links, whole in ((chain, True), (chain[:4], False)):
        check = Check(day="2026-11-25", leaves={head})
        assert _breaks(links, check) == {}
        assert check.whole is whole


def test_a_chain_written_anew_shows_against_a_head_from_before() -> None:
    chain = _chain(5)
    check = Check(
        day="2026-11-25", leaves={leaf("2026-11-25", chain[4][0].chain, Head(5, chain[4][1]))}
    )
    anew = [(replace(entry, actor="staff:2"), "") for entry, _ in chain]
    previous = GENESIS
    for at, (entry, _) in enumerate(anew):
        entry = replace(entry, previous=previous)
        previous = entry.digest()
        anew[at] = (entry, previous)
    assert _breaks(anew, check) == {}
    assert not check.whole


def test_a_statement_tells_nobody_how_long_a_chain_is_or_whether_it_grew() -> None:
    heads = {"530425.emergency": Head(5, "ab" * 32)}
    first, second = (statement(day, heads, "key") for day in ("2026-11-25", "2026-11-26"))
    assert "530425" not in first
    assert json.loads(first)["leaves"] != json.loads(second)["leaves"]
    assert len(json.loads(first)["leaves"]) == 1


def test_entries_of_the_first_form_keep_their_hash() -> None:
    """As the first release wrote it, when there was one chain for all."""
    entry = Entry(
        "installation", 1, "2026-11-25T08:00:00+00:00", "cli", "add_staff", "x", '{"a": 1}', "",
        GENESIS, FIRST_FORM,
    )  # fmt: skip
    line = f'["{GENESIS}",1,"2026-11-25T08:00:00+00:00","cli","add_staff","x","{{\\"a\\": 1}}"]'
    assert entry.digest() == hashlib.sha256(line.encode()).hexdigest()


def test_fields_do_not_run_into_each_other() -> None:
    one = Entry("c", 1, "t", "ab", "c", "s", "", "", GENESIS)
    assert one.digest() != replace(one, actor="a", action="bc").digest()
    assert words_hash("a", "bc") != words_hash("ab", "c")
