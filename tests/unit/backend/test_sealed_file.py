"""A sealed long file: whatever is changed, cut, moved or added is told, and nothing else opens."""

import io

import pytest

from backend.sealed_file import (
    FAULTS,
    MAGIC,
    PIECE,
    VERSION,
    BackupFault,
    SealedReader,
    SealedWriter,
    key_id,
)
from backend.vault import new_key, public_half
from bot.cli.mistakes import sentence
from bot.cli.speech import translated

PRIVATE = new_key()
PUBLIC = public_half(PRIVATE)
OWN = new_key()
HEAD = len(MAGIC) + len(VERSION) + 8 + 80 + 32 + 24


def sealed(*parts: bytes, public: bytes = PUBLIC, own: bytes = OWN) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, public, own)
    for part in parts:
        writer.write(part)
    writer.finish()
    return out.getvalue()


def find(wanted: bytes) -> bytes | None:
    return PRIVATE if wanted == key_id(PUBLIC) else None


def opened(content: bytes, size: int, own: bytes = OWN) -> bytes:
    reader = SealedReader(io.BytesIO(content), find, own)
    found = reader.read(size)
    reader.end()
    return found


def fault(content: bytes, size: int = 5, own: bytes = OWN) -> str:
    with pytest.raises(BackupFault) as raised:
        opened(content, size, own)
    return raised.value.reason


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
def test_what_was_written_is_read(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed(content[:size]), size) == content[:size]
    halves = sealed(content[: size // 2], content[size // 2 : size])
    assert opened(halves, size) == content[:size]


def test_lines_and_bytes_mix() -> None:
    long = b"x" * (2 * PIECE)
    reader = SealedReader(io.BytesIO(sealed(b"one\n", long, b"\n\n", b"\n", b"end")), find, OWN)
    assert [reader.read_line(), reader.read_line(), reader.read(2), reader.read(3)] == [
        b"one", long, b"\n\n", b"end",
    ]  # fmt: skip
    reader.end()


def test_nothing_of_it_is_in_the_clear() -> None:
    assert b"words" not in sealed(b"words" * 100)


def test_every_changed_byte_is_told() -> None:
    content = sealed(b"words")
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        assert fault(bytes(changed)) in FAULTS, place


def test_every_cut_is_told() -> None:
    content = sealed(b"words")
    for length in range(len(MAGIC) + len(VERSION), len(content)):
        assert fault(content[:length]) == "cut", length


def test_a_cut_between_two_pieces_is_told() -> None:
    content = sealed(b"x" * (PIECE + 5))
    whole_piece = HEAD + 4 + PIECE + 17
    assert fault(content[:whole_piece], PIECE) == "cut"


def test_what_was_added_moved_or_left_out_is_told() -> None:
    content = sealed(b"x" * (2 * PIECE + 5))
    step = 4 + PIECE + 17
    first, second = content[HEAD : HEAD + step], content[HEAD + step : HEAD + 2 * step]
    rest = content[HEAD + 2 * step :]
    assert fault(content + b"\0", 2 * PIECE + 5) == "changed"
    assert fault(content[:HEAD] + second + first + rest) == "changed"
    assert fault(content[:HEAD] + second + rest) == "changed"
    assert fault(content[:HEAD] + first + first + rest, 2 * PIECE) == "changed"


def test_another_key_or_installation_is_told() -> None:
    assert fault(sealed(b"words", public=public_half(new_key()))) == "no_key"
    assert fault(sealed(b"words", own=new_key())) == "foreign"


def test_who_knows_only_the_public_key_makes_none_that_is_taken() -> None:
    theirs, ours = sealed(b"bad", own=new_key()), sealed(b"words")
    mark = slice(HEAD - 24 - 32, HEAD - 24)
    mixed = theirs[: mark.start] + ours[mark] + theirs[mark.stop :]
    assert fault(mixed, 3) == "foreign"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "none"), (b"SQLite format 3\0", "none"), (MAGIC + b"2\n" + b"x" * 500, "newer")],
)
def test_other_files_are_told(content: bytes, reason: str) -> None:
    assert fault(content) == reason


def test_every_fault_has_its_words() -> None:
    words = [sentence(BackupFault(reason)) for reason in FAULTS]
    assert words == [translated(f"backup_fault_{reason}") for reason in FAULTS]
