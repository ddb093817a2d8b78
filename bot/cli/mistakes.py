"""What can go wrong with an installation, each as one plain sentence instead of a traceback."""

import errno

from alembic.util.exc import CommandError
from asyncpg import exceptions as postgres
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy import exc

from backend.domain.errors import DomainError
from backend.escrow import EscrowFault
from backend.key_care import CannotRotate
from backend.restore import NotEmpty, Unsettled
from backend.sealed_file import BackupFault
from backend.vault import KeyDamaged, KeyMissing, PassphraseMissing, PassphraseWrong
from bot.cli.speech import locale, translated
from config.base import DataError
from config.texts import text

_CLOSED = (
    postgres.InvalidAuthorizationSpecificationError,
    postgres.InvalidCatalogNameError,
    postgres.CannotConnectNowError,
    postgres.TooManyConnectionsError,
    postgres.InsufficientPrivilegeError,
)


class Refused(Exception):
    """The command can't be done as things are: ``cli.<key>`` says why and what to do."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def sentence(error: BaseException) -> str | None:
    """What to tell the operator; None for a fault of ours, which shows its kind and place."""
    if isinstance(error, Refused):
        return translated(error.key, **error.params)
    if isinstance(error, DomainError):
        return text(locale(), error.text_key, **error.params)
    if isinstance(error, ValidationError):
        names = ["CHUISHAO_" + "__".join(map(str, one["loc"])).upper() for one in error.errors()]
        return translated("bad_setting", names=", ".join(dict.fromkeys(names)))
    if isinstance(error, SettingsError):
        # Raised for a group of settings that was given as one: CHUISHAO_DATABASE=...
        return translated("bad_settings")
    if isinstance(error, DataError):
        return translated("doctor_data_wrong", count=len(error.faults))
    return _of_care(error) or _of_keys(error) or _of_database(error) or _of_system(error)


def _of_care(error: BaseException) -> str | None:
    """What can be wrong with backups, and with keys that are cared for."""
    if isinstance(error, BackupFault):
        return translated(f"backup_fault_{error.reason}")
    if isinstance(error, NotEmpty):
        return translated("restore_not_empty", where=error.where)
    if isinstance(error, Unsettled):
        return translated("restore_unsettled")
    if isinstance(error, CannotRotate):
        return translated(f"cannot_rotate_{error.reason}", name=error.name)
    if isinstance(error, EscrowFault):
        return translated(f"escrow_fault_{error.reason}", names=", ".join(error.names))
    return None


def _of_keys(error: BaseException) -> str | None:
    if isinstance(error, PassphraseMissing):
        return translated("passphrase_missing", name=error.name)
    if isinstance(error, PassphraseWrong):
        return translated("passphrase_wrong")
    if isinstance(error, KeyDamaged):
        return translated("key_damaged", name=error.name)
    if isinstance(error, KeyMissing):
        return translated("key_missing")
    return None


def _of_database(error: BaseException) -> str | None:
    if isinstance(error, CommandError):
        return translated("database_newer")
    if isinstance(error, _CLOSED):
        return translated("database_refuses", reason=type(error).__name__)
    if isinstance(error, exc.OperationalError | exc.DatabaseError) and error.orig is not None:
        # SQLite's own words name files, tables and columns, never a value.
        code = getattr(error.orig, "sqlite_errorname", "")
        if code == "SQLITE_FULL":
            return translated("disk_full")
        if code:
            return translated("database_fails", reason=f"{error.orig} ({code})")
    return None


def _of_system(error: BaseException) -> str | None:
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        if error.errno == errno.ENOSPC:
            return translated("disk_full")
        if error.filename is not None:
            return translated("file_fails", path=error.filename, reason=error.strerror)
        # What has no file name is a connection, and the database is the only one at a start.
        return translated("database_unreachable")
    return None
