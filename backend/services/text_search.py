"""Finding words inside reports: each is opened in memory and looked through, none is indexed.

An index of words on disk would tell a thief what reports say. So what the filters leave is opened,
newest first, a few hundred a time, and forgotten again; whoever asked may stop at any moment.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import Case, DataKey, Report
from backend.domain.errors import Invalid
from backend.house import House
from backend.services import audit, bodies, queue
from backend.services.cases import Actor
from backend.services.queue_search import Search
from backend.vault import VaultError, open_sealed

SHORTEST, LONGEST = 2, 40
"""Characters that may be looked for."""
AT_A_TIME = 200
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is, and what it found since the last word of it."""

    done: int
    total: int
    found: tuple[Case, ...]


async def scan(house: House, search: Search, words: str, actor: Actor) -> AsyncIterator[Progress]:
    """Look for all ``words`` (apart by spaces) in the copies of what a search finds.

    Raises Invalid for words that are too short or too long. How many reports were opened is on
    record; what was looked for is kept nowhere.
    """
    wanted = [one.casefold() for one in words.split()]
    if not wanted or min(map(len, wanted)) < SHORTEST or len(words) > LONGEST:
        raise Invalid("scan_words", least=SHORTEST, limit=LONGEST)
    async with house.view() as view:
        numbers = await queue.numbers(view, search, actor)
    done = found = 0
    try:
        for at in range(0, len(numbers), AT_A_TIME):
            some = numbers[at : at + AT_A_TIME]
            hits = tuple(await _hits(house, some, wanted, actor))[: MOST_FOUND - found]
            done, found = done + len(some), found + len(hits)
            yield Progress(done, len(numbers), hits)
            if found == MOST_FOUND:
                break
    finally:
        async with house.work() as work:
            await audit.record(
                work, actor.id, "search_words", actor.body_id, chain=actor.body_id, opened=done
            )


async def _hits(house: House, numbers: list[str], wanted: list[str], actor: Actor) -> list[Case]:
    found: list[Case] = []
    async with house.view() as view:
        async for cases in queue.chunks(view, numbers, actor, AT_A_TIME):
            by_number = {case.number: case for case in cases}
            rows = await view.session.execute(
                select(Report, DataKey)
                .join(DataKey, DataKey.report_id == Report.id)
                .where(Report.case_number.in_(by_number), DataKey.body_id == actor.body_id)
            )
            for report, wrapped in rows:
                try:
                    key = bodies.unwrap(view, wrapped)
                    raw = open_sealed(key, report.content, "reports", report.id, "content")
                except VaultError:
                    continue
                if _holds(json.loads(raw), wanted):
                    found.append(by_number[report.case_number])
    return found


def _holds(content: dict[str, object], wanted: list[str]) -> bool:
    words = " ".join(
        str(content.get(name) or "") for name in ("redacted", "place", "enterprise")
    ).casefold()
    return all(one in words for one in wanted)
