"""Keys and sealing: nothing opens in another place, with another key, or with a byte changed."""

import stat
import sys
from pathlib import Path
from subprocess import run

import pytest

from backend.key_folder import KeyFolder
from backend.vault import (
    KEY_BYTES,
    KeyDamaged,
    KeyMissing,
    PassphraseMissing,
    PassphraseWrong,
    Vault,
    VaultError,
    derive,
    new_key,
    open_sealed,
    public_half,
    seal,
    shared_key,
    unwrap,
    wrap,
)

KEY = new_key()
PLACE = ("reports", "1", "content")
WORDS = "大营街某厂".encode()


def test_what_is_sealed_opens_in_its_place() -> None:
    for value in (b"", WORDS, b"x" * 1_000_000):
        sealed = seal(KEY, value, *PLACE)
        assert value == b"" or value not in sealed
        assert open_sealed(KEY, sealed, *PLACE) == value


def test_the_same_words_never_look_the_same() -> None:
    assert len({seal(KEY, WORDS, *PLACE) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "place",
    [
        ("reports", "2", "content"),
        ("messages", "1", "content"),
        ("reports", "1", "text"),
        ("reports", "1"),
        ("reports", "1", "content", ""),
        (),
    ],
)
def test_in_another_place_it_does_not_open(place: tuple[str, ...]) -> None:
    sealed = seal(KEY, WORDS, *PLACE)
    with pytest.raises(VaultError):
        open_sealed(KEY, sealed, *place)


def test_parts_of_a_place_do_not_run_into_each_other() -> None:
    sealed = seal(KEY, WORDS, "ab", "c")
    with pytest.raises(VaultError):
        open_sealed(KEY, sealed, "a", "bc")


def test_with_another_key_it_does_not_open() -> None:
    with pytest.raises(VaultError):
        open_sealed(new_key(), seal(KEY, WORDS, *PLACE), *PLACE)


def test_with_any_byte_changed_it_does_not_open() -> None:
    sealed = seal(KEY, WORDS, *PLACE)
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(VaultError):
            open_sealed(KEY, bytes(changed), *PLACE)


def test_cut_short_it_does_not_open() -> None:
    sealed = seal(KEY, WORDS, *PLACE)
    for length in range(len(sealed)):
        with pytest.raises(VaultError):
            open_sealed(KEY, sealed[:length], *PLACE)


def test_keys_for_purposes_are_different_and_steady() -> None:
    assert derive(KEY, "a") == derive(KEY, "a")
    assert len({derive(KEY, "a"), derive(KEY, "b"), derive(new_key(), "a"), KEY}) == 4
    assert len(derive(b"a token of any length up to sixty-four", "a")) == KEY_BYTES


def test_the_key_that_travels_does_not_open_the_original() -> None:
    assert shared_key(KEY) != KEY
    sealed = seal(KEY, WORDS, *PLACE)
    with pytest.raises(VaultError):
        open_sealed(shared_key(KEY), sealed, *PLACE)


def test_what_is_wrapped_opens_for_the_private_half_alone() -> None:
    private = new_key()
    wrapped = wrap(public_half(private), KEY)
    assert unwrap(private, wrapped) == KEY
    with pytest.raises(VaultError):
        unwrap(new_key(), wrapped)
    with pytest.raises(VaultError):
        unwrap(public_half(private), wrapped)
    with pytest.raises(VaultError):
        unwrap(private, wrapped[:-1])


def test_key_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    folder.create("body.x", KEY)
    assert folder.read("body.x") == KEY
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = list((tmp_path / "keys").iterdir())
    assert [path.name for path in files] == ["body.x.key"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    folder.create("a", KEY)
    with pytest.raises(FileExistsError):
        folder.create("a", new_key())
    assert folder.read("a") == KEY
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".a", "a\x00", "a b", "..", "a\\b"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = KeyFolder(tmp_path / "keys")
    with pytest.raises(KeyMissing):
        folder.read(name)
    with pytest.raises(KeyMissing):
        folder.create(name, KEY)
    assert not list(tmp_path.rglob("*.key"))


def test_a_missing_and_a_damaged_key_are_told_apart(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    with pytest.raises(KeyMissing) as caught:
        folder.read("a")
    assert caught.value.name == "a"
    (tmp_path / "a.key").write_bytes(b"short")
    with pytest.raises(KeyDamaged):
        folder.read("a")
    assert folder.names() == ["a"]


def test_a_passphrase_closes_the_files(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path, "correct horse")
    folder.create("a", KEY)
    assert KEY not in (tmp_path / "a.key").read_bytes()
    assert KeyFolder(tmp_path, "correct horse").read("a") == KEY
    with pytest.raises(PassphraseMissing):
        KeyFolder(tmp_path).read("a")
    with pytest.raises(PassphraseWrong):
        KeyFolder(tmp_path, "wrong horse").read("a")


def test_a_key_may_have_a_passphrase_of_its_own(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    folder.create("custodian", KEY, "another horse")
    with pytest.raises(PassphraseMissing):
        folder.read("custodian")
    with pytest.raises(PassphraseWrong):
        folder.read("custodian", "wrong")
    assert folder.read("custodian", "another horse") == KEY


def test_a_closed_key_with_a_byte_changed_does_not_open(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path, "correct horse")
    folder.create("a", KEY)
    path = tmp_path / "a.key"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(KeyMissing):
        folder.read("a")


def test_an_installation_finds_its_keys_again(tmp_path: Path) -> None:
    first = Vault(KeyFolder(tmp_path))
    sealed = first.seal(WORDS, "jobs", "1")
    public = first.body_public_key("530402.fire")
    again = Vault(KeyFolder(tmp_path))
    assert again.open(sealed, "jobs", "1") == WORDS
    assert again.lookup("receipt", "1") == first.lookup("receipt", "1")
    assert again.body_public_key("530402.fire") == public
    assert again.unwrap_for("530402.fire", wrap(public, KEY)) == KEY


def test_another_installation_finds_nothing(tmp_path: Path) -> None:
    one, two = Vault(KeyFolder(tmp_path / "1")), Vault(KeyFolder(tmp_path / "2"))
    with pytest.raises(VaultError):
        two.open(one.seal(WORDS, "jobs", "1"), "jobs", "1")
    assert one.lookup("receipt", "1") != two.lookup("receipt", "1")
    wrapped = wrap(one.body_public_key("530402.fire"), KEY)
    with pytest.raises(KeyMissing):
        two.unwrap_for("530402.fire", wrapped)
    two.body_public_key("530402.fire")
    with pytest.raises(VaultError):
        two.unwrap_for("530402.fire", wrapped)


def test_a_lookup_tells_purposes_apart(tmp_path: Path) -> None:
    vault = Vault(KeyFolder(tmp_path))
    assert vault.lookup("receipt", "1") != vault.lookup("account", "1")
    assert vault.lookup("a", "b\x1fc") != vault.lookup("a\x1fb", "d")
    assert len(vault.lookup("receipt", "1")) == 64


START = "import sys; from pathlib import Path; from backend.vault import *; " + (
    "print(Vault(KeyFolder(Path(sys.argv[1]))).body_public_key('x').hex())"
)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def start(_: int) -> str:
        command = [sys.executable, "-c", START, str(tmp_path)]
        return run(command, capture_output=True, check=True, text=True).stdout

    with ThreadPoolExecutor(3) as threads:
        assert len(set(threads.map(start, range(3)))) == 1
    assert KeyFolder(tmp_path).names() == ["body.x", "lookup", "server"]
