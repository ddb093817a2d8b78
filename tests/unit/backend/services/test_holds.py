"""Who may hold a case, with what reason, and that its words lie sealed."""

import pytest

from backend.db.models import Case, Hold
from backend.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from backend.services import holds
from tests.support.filing import Filing


async def _hold(filing: Filing, who: str, reason: str = "lawsuit", words: str = "一审") -> None:
    async with filing.house.work() as work:
        await holds.hold(work, filing.number, reason, words, filing.actors[who])


async def test_the_head_holds_once_and_lets_go(filing: Filing) -> None:
    await _hold(filing, "reviewer")
    with pytest.raises(Conflict):
        await _hold(filing, "reviewer")
    async with filing.house.work() as work:
        row = await work.session.get_one(Hold, filing.number)
        assert "一审".encode() not in row.words
        found = await holds.of_case(work, await work.session.get_one(Case, filing.number))
        assert found is not None
        assert found[1] == "一审"
        await holds.lift(work, filing.number, filing.actors["reviewer"])
        with pytest.raises(NotFound):
            await holds.lift(work, filing.number, filing.actors["reviewer"])


@pytest.mark.parametrize(
    ("who", "reason", "words", "error"),
    [
        ("officer", "lawsuit", "一审", NotAllowed),
        ("foreign", "lawsuit", "一审", NotFound),
        ("reviewer", "boredom", "一审", Invalid),
        ("reviewer", "lawsuit", " ", Invalid),
        ("reviewer", "lawsuit", "长" * 5_000, Invalid),
    ],
)
async def test_nobody_else_and_not_without_a_reason(
    sqlite_filing: Filing, who: str, reason: str, words: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        await _hold(sqlite_filing, who, reason, words)
