"""An escrow: all keys come back out of one text, with its passphrase alone, over nothing."""

from pathlib import Path

import pytest

from backend.domain.errors import Invalid
from backend.escrow import FIRST_LINE, EscrowFault, bring_back, read, write
from backend.key_folder import KeyFolder
from backend.vault import KeyDamaged, KeyMissing, PassphraseMissing, new_key
from bot.cli.mistakes import sentence

PASSPHRASE = "staple correct horse"
NAMES = ["backup", "body.530402.fire", "lookup", "server"]


def keys(path: Path, passphrase: str = "") -> KeyFolder:
    folder = KeyFolder(path, passphrase)
    for name in NAMES:
        folder.create(name, new_key())
    folder.create("custodian", new_key(), "custodian's own words")
    return folder


@pytest.mark.parametrize("closed", ["", "the installation's"])
def test_all_keys_come_back(tmp_path: Path, closed: str) -> None:
    folder = keys(tmp_path / "keys", closed)
    content = write(folder, PASSPHRASE, "two\nlines")
    assert content.isascii()
    assert content.splitlines()[:3] == ["# two", "# lines", FIRST_LINE]
    for name in NAMES:
        assert folder.read(name).hex() not in content
    other = KeyFolder(tmp_path / "new")
    assert bring_back(other, read(content, PASSPHRASE)) == [*NAMES[:2], "custodian", *NAMES[2:]]
    assert [other.read(name) for name in NAMES] == [folder.read(name) for name in NAMES]
    assert other.content("custodian") == folder.content("custodian")
    with pytest.raises(PassphraseMissing):
        other.read("custodian")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert bring_back(other, read(content, PASSPHRASE)) == [], "twice is once"


def test_typed_from_paper_spaces_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    content = write(keys(tmp_path / "keys"), PASSPHRASE)
    typed = "\r\n\r\n".join(f"  {line} " for line in content.splitlines())
    assert read(typed, PASSPHRASE) == read(content, PASSPHRASE)


def test_a_wrong_passphrase_and_a_changed_character_open_nothing(tmp_path: Path) -> None:
    content = write(keys(tmp_path / "keys"), PASSPHRASE)
    lines = content.splitlines()
    lines[3] = ("A" if lines[3][0] != "A" else "B") + lines[3][1:]
    tries = [(content, "wrong words"), ("\n".join(lines), PASSPHRASE), (content[:-90], PASSPHRASE)]
    for text, passphrase in [*tries, (FIRST_LINE, PASSPHRASE), (f"{FIRST_LINE}\n?", PASSPHRASE)]:
        with pytest.raises(EscrowFault) as raised:
            read(text, passphrase)
        assert raised.value.reason == "closed"
        assert sentence(raised.value)
    for text in ("", "something else", "# only a remark"):
        with pytest.raises(EscrowFault) as raised:
            read(text, PASSPHRASE)
        assert raised.value.reason == "none"


def test_other_keys_are_never_written_over(tmp_path: Path) -> None:
    content = write(keys(tmp_path / "keys"), PASSPHRASE)
    other = KeyFolder(tmp_path / "other")
    theirs = new_key()
    other.create("server", theirs)
    with pytest.raises(EscrowFault) as raised:
        bring_back(other, read(content, PASSPHRASE))
    assert (raised.value.reason, raised.value.names) == ("differs", ("server",))
    assert other.names() == ["server"]
    assert other.read("server") == theirs


def test_what_lacks_or_is_damaged_is_no_escrow(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing):
        write(KeyFolder(tmp_path / "none"), PASSPHRASE)
    folder = keys(tmp_path / "keys")
    with pytest.raises(Invalid):
        write(folder, "short")
    (tmp_path / "keys" / "body.530402.fire.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged):
        write(folder, PASSPHRASE)
