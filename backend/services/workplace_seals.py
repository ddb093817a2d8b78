"""The workplace on a case: sealed for who may read the case, and found by a keyed hash."""

from backend.db.models import Case
from backend.house import Work
from backend.vault import open_sealed, seal


def hash_of(work: Work, workplace_id: str) -> str:
    """What cases of a workplace are found by: a keyed hash, its key outside the database."""
    return work.vault.lookup("workplace", workplace_id)


def put(work: Work, case: Case, workplace_id: str, key: bytes) -> None:
    """Note the workplace on a case; ``key`` is the travelling key of its first report."""
    case.workplace = seal(key, workplace_id.encode(), *_place(case))
    case.workplace_hash = hash_of(work, workplace_id)


def opened(case: Case, key: bytes) -> str:
    """The id that :func:`put` sealed, empty for none; raises VaultError for another key."""
    return open_sealed(key, case.workplace, *_place(case)).decode() if case.workplace else ""


def _place(case: Case) -> tuple[str, ...]:
    return ("cases", case.number, "workplace")
