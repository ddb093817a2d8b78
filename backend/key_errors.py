"""Why a key or what it sealed does not open."""


class VaultError(Exception):
    """A sealed value doesn't open: wrong key, wrong place, or changed bytes."""


class KeyMissing(VaultError):
    """The key that would open this isn't in the key folder, or stays closed."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name
        """The name of the key, where there is one."""


class PassphraseMissing(KeyMissing):
    """The key file is closed with a passphrase that wasn't given."""


class PassphraseWrong(KeyMissing):
    """The passphrase that was given opens another file, or none."""


class KeyDamaged(KeyMissing):
    """The key file doesn't hold a key."""
