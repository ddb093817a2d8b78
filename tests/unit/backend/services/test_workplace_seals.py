"""The workplace on a case: sealed with the report's key, found by a hash without it."""

import pytest

from backend.db.models import Case
from backend.services import workplace_seals
from backend.vault import VaultError, new_key
from tests.support.filing import Filing


async def test_it_opens_with_the_key_alone_and_is_bound_to_its_case(sqlite_filing: Filing) -> None:
    key = new_key()
    async with sqlite_filing.house.work() as work:
        case = await work.session.get_one(Case, sqlite_filing.number)
        assert workplace_seals.opened(case, key) == ""
        workplace_seals.put(work, case, "a workplace", key)
        assert workplace_seals.opened(case, key) == "a workplace"
        assert case.workplace_hash == workplace_seals.hash_of(work, "a workplace")
        assert case.workplace_hash != workplace_seals.hash_of(work, "another")
        with pytest.raises(VaultError):
            workplace_seals.opened(case, new_key())
        moved = Case(number="YX-0000-0000", workplace=case.workplace)
        with pytest.raises(VaultError):
            workplace_seals.opened(moved, key)
