"""A cut link is cut: who holds the database and all keys can't tell which account filed what.

The attacker gets every row in the order in which it lies (and on PostgreSQL the transaction that
wrote it), all files, and all keys. He matches the hundred accounts that are there to the hundred
reports by every pair of orders he can find, some thirty that differ. By chance a guess hits one
of a hundred; the hits of a random guess are close to a Poisson distribution of mean 1, more than 9
come once in ten million guesses. The rank correlation of two independent orders of 100 has a
standard deviation of 0.1, more than 0.5 comes about once in a million.
"""

import datetime as dt
import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, text

from backend.db.models import Account, InboxMark
from backend.db.models.base import Base
from backend.domain.deadlines import SHANGHAI
from backend.house import House
from backend.services import sweep
from bot.channels.web_store import read_token
from tests.support.webchat import HAZARD, Chat, Filing, Hall, filing_of

PEOPLE = 100
MOST_HITS = 9
MOST_CORRELATION = 0.5
WORDS = f"玉溪市红塔区{HAZARD}"
NOON = dt.datetime(2026, 5, 20, 12, 0, tzinfo=SHANGHAI)


@dataclass
class Person:
    """One reporter, as only the test knows them."""

    chat: Chat
    receipt_only: bool
    filing: Filing = field(default_factory=lambda: Filing("", "", ""))

    async def files(self) -> None:
        """Words, the choice between notices and receipt only, and off it goes."""
        await self.chat.say(WORDS)
        if self.receipt_only:
            await self.chat.press("report.receipt_only")
        self.filing = filing_of(await self.chat.press("report.submit"))

    async def goes(self) -> None:
        """The link is cut; where there never was one, the receipt is confirmed."""
        await self.chat.press("receipt.saved" if self.receipt_only else "link.cut")

    async def returns(self) -> None:
        """Any word makes the account anew."""
        await self.chat.say("在吗", key="again")


async def people(hall: Hall) -> list[Person]:
    """A hundred, half of each kind, with a clock of one day that never stands still."""
    seconds = itertools.count()
    hall.house.clock = lambda: NOON + dt.timedelta(seconds=next(seconds))
    return [Person(await hall.chat(), receipt_only=n % 2 == 0) for n in range(PEOPLE)]


async def one_after_the_other(everybody: list[Person]) -> None:
    """The worst case: whoever files cuts and returns before the next one comes."""
    for person in everybody:
        await person.files()
        await person.goes()
        await person.returns()


async def mixed(everybody: list[Person]) -> None:
    """All file, all cut, all return, each time in the same order."""
    dice = random.Random(20260520)  # noqa: S311 - no secret
    dice.shuffle(everybody)
    for act in (Person.files, Person.goes, Person.returns):
        for person in everybody:
            await act(person)


@pytest.mark.parametrize("scenario", [one_after_the_other, mixed])
async def test_a_guess_is_no_better_than_chance(
    hall: Hall,
    scenario: Callable[[list[Person]], Any],
    record_property: Callable[[str, object], None],
) -> None:
    house = hall.house
    everybody = await people(hall)
    await scenario(everybody)
    await sweep.run(house)
    truth = {account_hash(house, one): one.filing.case_number for one in everybody}
    seen = await loot(house)
    assert len(seen["accounts"]) == PEOPLE
    assert len(seen["reports"]) == PEOPLE

    assert shared_values(house, seen) == set(), "nothing on the one side occurs on the other"
    worst_hits, worst_correlation = 0, 0.0
    for theirs in orders(seen["accounts"]):
        names = [str(row["external_hash"]) for row in theirs]
        for reports in orders(seen["reports"]):
            numbers = [str(row["case_number"]) for row in reports]
            hits = sum(truth[name] == number for name, number in zip(names, numbers, strict=True))
            places = [numbers.index(truth[name]) for name in names]
            worst_hits = max(worst_hits, hits)
            worst_correlation = max(worst_correlation, abs(rank_correlation(places)))
    record_property("hits", worst_hits)
    record_property("rank correlation", round(worst_correlation, 3))
    print(f"hits {worst_hits}, rank correlation {worst_correlation:.3f}")  # noqa: T201
    assert worst_hits <= MOST_HITS
    assert worst_correlation <= MOST_CORRELATION


def account_hash(house: House, person: Person) -> str:
    """Where a person's account lies; an attacker with the keys can compute it for any token."""
    token = read_token(house, person.chat.token)
    assert token is not None
    return house.vault.lookup("account", f"web:{token.external}")


async def loot(house: House) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables as they lie, with what the database itself notes of each."""
    extra = "" if house.database.is_sqlite else ", ctid::text AS _place, xmin::text AS _writer"
    found = {}
    async with house.view() as view:
        for table in Base.metadata.sorted_tables:
            hidden = extra
            if house.database.is_sqlite and table.dialect_options["sqlite"]["with_rowid"]:
                hidden = ", rowid AS _place"
            rows = await view.session.execute(text(f'SELECT *{hidden} FROM "{table.name}"'))  # noqa: S608 - our own names
            found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def orders(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows as they lie, and sorted by each of their columns."""
    yield rows
    for column in rows[0]:
        if column in ("_place", "_writer"):
            # A place is a number, or on PostgreSQL "(block,row)".
            yield sorted(
                rows, key=lambda row: [int(n) for n in re.findall(r"\d+", str(row[column]))]
            )
        else:
            yield sorted(rows, key=lambda row: str(row[column]))


def rank_correlation(places: list[int]) -> float:
    """Spearman's: 1 for the same order, -1 for the reverse, about 0 for strangers."""
    n = len(places)
    squares = sum((place - mine) ** 2 for mine, place in enumerate(places))
    return 1 - 6 * squares / (n * (n * n - 1))


ACCOUNT_SIDE = (
    "accounts", "links", "conversation_states", "inbox_marks", "web_replies", "chat_slots",
)  # fmt: skip
SHORTEST, MOST_ROWS = 4, 4
"""Shorter values, and those that more accounts share, join nobody to anything."""


def shared_values(house: House, seen: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Telling values that stand on the side of accounts and on the side of reports."""
    ours: Counter[str] = Counter()
    theirs: set[str] = set()
    for name, rows in seen.items():
        for row in rows:
            values = {one for one in values_of(house, name, row) if len(one) >= SHORTEST}
            if name in ACCOUNT_SIDE or (name == "jobs" and row["account_id"]):
                ours.update(values)
            else:
                theirs |= values
    return {one for one, rows in ours.items() if rows <= MOST_ROWS and one in theirs}


def values_of(house: House, name: str, row: dict[str, Any]) -> Iterator[str]:
    """The values of a row; what the installation's own key opens is opened."""
    for column, value in row.items():
        if column == "_place":
            continue
        yield str(value)
        if isinstance(value, bytes):
            yield value.hex()
    if name == "conversation_states":
        sealed = house.vault.open(row["sealed"], name, row["key_hash"])
        yield from (str(one) for one in json.loads(sealed)["data"].values())
    if name == "accounts":
        yield house.vault.open(row["external"], name, row["external_hash"], "external").hex()


async def test_a_cut_takes_everything_along(hall: Hall) -> None:
    person = Person(await hall.chat(), receipt_only=False)
    await person.chat.say(WORDS, key="words")
    await person.files()
    async with hall.house.view() as view:
        account = (await view.session.scalars(select(Account))).one()
    async with hall.house.work() as work:
        from backend.services import jobs

        await jobs.enqueue(
            work, "notice", {}, account_id=account.id, run_at=work.now + dt.timedelta(hours=1)
        )
    await person.chat.press("report.new")
    await person.chat.say("另外一件事:玉溪市红塔区另一家化工厂危险化学品乱堆")
    await person.goes()
    seen = await loot(hall.house)
    assert {name: len(seen[name]) for name in ACCOUNT_SIDE} == dict.fromkeys(ACCOUNT_SIDE, 0)
    # What waits now are the limits of the case; they know of no account.
    assert {row["account_id"] for row in seen["jobs"]} == {None}
    assert {row["kind"] for row in seen["jobs"]} <= {"clock", "digest", "ring"}
    assert len(seen["reports"]) == 1


async def test_who_left_is_in_no_byte_of_the_database(hall: Hall) -> None:
    """Deleted rows stay in the files of a database until something overwrites them."""
    everybody = [Person(await hall.chat(), receipt_only=n % 2 == 0) for n in range(6)]
    hashes = [account_hash(hall.house, person) for person in everybody]
    for person in everybody:
        await person.files()
    assert [one for one in hashes if one.encode() not in await raw_files(hall.house)] == []
    for person in everybody:
        await person.goes()
    await sweep.run(hall.house)
    kept = await raw_files(hall.house)
    assert [one for one in hashes if one.encode() in kept] == []
    assert everybody[0].filing.case_number.encode() in kept


async def raw_files(house: House) -> bytes:
    """The bytes of the database on disk, as a thief of the disk reads them."""
    if house.database.is_sqlite:
        folder = house.settings.data.parent
        return b"".join(path.read_bytes() for path in folder.glob("test.db*"))
    async with house.view() as view:
        await view.session.execute(text("CHECKPOINT"))
        rows = await view.session.execute(
            text(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind"
                " IN ('r', 'i', 't') AND relnamespace::regnamespace::text IN ('public', 'pg_toast')"
            )
        )
        return b"".join(bytes(row[0]) for row in rows)


async def test_without_a_link_no_order_shows_one(hall: Hall) -> None:
    """Receipt only, and not confirmed yet: the answers are there, and tell nothing."""
    everybody = [Person(await hall.chat(), receipt_only=True) for _ in range(40)]
    for person in everybody:
        await person.files()
    await sweep.run(hall.house)
    seen = await loot(hall.house)
    assert len(seen["accounts"]) == len(seen["reports"]) == 40
    assert seen["links"] == []
    assert shared_values(hall.house, seen) == set()
    if not hall.house.database.is_sqlite:
        writers = {row["_writer"] for row in seen["reports"]}
        for name in ACCOUNT_SIDE:
            assert writers.isdisjoint({row["_writer"] for row in seen[name]})
    truth = {account_hash(hall.house, one): one.filing.case_number for one in everybody}
    numbers = [row["case_number"] for row in sorted(seen["reports"], key=submitted)]
    for theirs in orders(seen["accounts"]):
        places = [numbers.index(truth[row["external_hash"]]) for row in theirs]
        # Forty ranks: a standard deviation of 0.16.
        assert abs(rank_correlation(places)) <= 0.75


def submitted(row: dict[str, Any]) -> str:
    """The moment of a report, which is no secret."""
    return str(row["submitted_at"])


async def test_rows_about_accounts_carry_the_day_at_most(hall: Hall) -> None:
    person = Person(await hall.chat(), receipt_only=False)
    await person.files()
    moment = (dt.datetime, dt.time)
    for name, rows in (await loot(hall.house)).items():
        if name in ACCOUNT_SIDE:
            assert [row for row in rows if any(isinstance(v, moment) for v in row.values())] == []
            # Sealed bytes may hold any sign; a moment would stand in words.
            words = [v for row in rows for v in row.values() if isinstance(v, str)]
            assert [one for one in words if re.search(r"\d\d:\d\d", one)] == []


async def test_the_words_of_a_report_lead_to_no_conversation(hall: Hall) -> None:
    """The same words under the same key: what is kept of them differs in each conversation."""
    for _ in range(3):
        await (await hall.chat()).say(WORDS, key="same")
    async with hall.house.view() as view:
        kept = list(await view.session.scalars(select(InboxMark.request_hash)))
    assert len(set(kept)) == len(kept) == 3
