"""A table of workplaces checked into a file of its own, before anything touches the register.

The file holds what the table said, which is no secret of a reporter; it lies in the data folder
until the import is done or dropped.
"""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from backend.domain.workplaces import Entry, Fault, read_entry
from backend.table_file import harmless, rows_of
from config.texts import text

Progress = Callable[[str, int, int], None]
"""Told a phase, rows done and rows in all (0 while nobody knows)."""
STEP = 1_000
"""Rows between two words of progress, and in one transaction."""
_SCHEMA = """
CREATE TABLE rows (n INTEGER PRIMARY KEY, code TEXT, place TEXT, entry TEXT, known TEXT);
CREATE UNIQUE INDEX codes ON rows (code) WHERE code IS NOT NULL;
CREATE UNIQUE INDEX places ON rows (place);
CREATE INDEX known ON rows (known);
CREATE TABLE faults (n INTEGER, field TEXT, code TEXT, given TEXT, hint TEXT);
"""
NEW, SAME = "new", "same"
"""What a row is to the register; else the id of the entry it changes."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a checked table amounts to, in rows."""

    rows: int
    wrong: int
    new: int
    changed: int
    same: int


class Spool:
    """The checked rows of one table; every call opens the file anew, from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self, table: Path, progress: Progress) -> None:
        """Read and check every row; raises Invalid for a file that is no table of ours."""
        with closing(self._open(fresh=True)) as db:
            for count, (number, cells) in enumerate(rows_of(table), 1):
                entry, faults = read_entry(cells)
                if entry is not None:
                    faults = self._keep(db, number, entry)
                for fault in faults:
                    self._fault(db, number, fault)
                if count % STEP == 0:
                    progress("reading", count, 0)
            db.commit()

    def _keep(self, db: sqlite3.Connection, number: int, entry: Entry) -> list[Fault]:
        place = f"{entry.name}\x1f{entry.unit}"
        row = (number, entry.credit_code, place, json.dumps(entry.dump(), ensure_ascii=False))
        try:
            db.execute("INSERT INTO rows (n, code, place, entry) VALUES (?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            twin = "SELECT n FROM rows WHERE code = ? OR place = ?"
            (first,) = db.execute(twin, (entry.credit_code, place)).fetchone()
            return [Fault("name", "twice", entry.name, str(first))]
        return []

    def _fault(self, db: sqlite3.Connection, number: int, fault: Fault) -> None:
        row = (number, fault.field, fault.code, fault.given, fault.hint)
        db.execute("INSERT INTO faults VALUES (?, ?, ?, ?, ?)", row)

    def unknown_above(self, codes: set[str]) -> None:
        """Note as faults the rows whose park or group is neither in ``codes`` nor in the table."""
        with closing(self._open()) as db:
            query = (
                "SELECT n, json_extract(entry, '$.above') AS above FROM rows WHERE above != ''"
                " AND NOT EXISTS (SELECT 1 FROM rows AS other WHERE other.code = above)"
            )
            for number, above in db.execute(query).fetchall():
                if above not in codes:
                    self._fault(db, number, Fault("above", "above_unknown", above))
            db.commit()

    def codes_above(self) -> set[str]:
        """The credit codes of parks and groups that the rows name."""
        query = (
            "SELECT DISTINCT json_extract(entry, '$.above') AS above FROM rows WHERE above != ''"
        )
        with closing(self._open()) as db:
            return {above for (above,) in db.execute(query)}

    def chunks(self, *, changing: bool = False) -> Iterator[list[tuple[int, str, Entry]]]:
        """Row number, what is known of it, and its facts; ``changing`` leaves out the same ones."""
        condition = f"AND known != '{SAME}'" if changing else ""
        last = 0
        while True:
            query = f"SELECT n, known, entry FROM rows WHERE n > ? {condition} ORDER BY n LIMIT ?"  # noqa: S608 - of constants
            with closing(self._open()) as db:
                found = db.execute(query, (last, STEP)).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [(n, known or "", _entry(raw)) for n, known, raw in found]

    def note_known(self, known: dict[int, str]) -> None:
        """Keep what each row is to the register: new, same, or the id of what it changes."""
        with closing(self._open()) as db:
            db.executemany(
                "UPDATE rows SET known = ? WHERE n = ?", [(k, n) for n, k in known.items()]
            )
            db.commit()

    def twice_known(self) -> None:
        """Note as faults the rows that would change one entry a second time."""
        query = (
            "SELECT n, known, json_extract(entry, '$.name') FROM rows AS later"
            " WHERE known NOT IN (?, ?) AND EXISTS (SELECT 1 FROM rows AS first"
            " WHERE first.known = later.known AND first.n < later.n)"
        )
        with closing(self._open()) as db:
            for number, known, name in db.execute(query, (NEW, SAME)).fetchall():
                first = "SELECT min(n) FROM rows WHERE known = ?"
                (twin,) = db.execute(first, (known,)).fetchone()
                self._fault(db, number, Fault("name", "twice", name, str(twin)))
            db.commit()

    def counts(self) -> Counts:
        """The sums."""
        with closing(self._open()) as db:
            (good,) = db.execute("SELECT count(*) FROM rows").fetchone()
            (wrong,) = db.execute("SELECT count(DISTINCT n) FROM faults").fetchone()
            (lost,) = db.execute(
                "SELECT count(DISTINCT n) FROM faults WHERE n NOT IN (SELECT n FROM rows)"
            ).fetchone()
            sums = dict(db.execute("SELECT known, count(*) FROM rows GROUP BY known").fetchall())
        new, same = sums.get(NEW, 0), sums.get(SAME, 0)
        return Counts(good + lost, wrong, new, good - new - same, same)

    def first(self, count: int) -> list[Entry]:
        """The first rows, to look at."""
        with closing(self._open()) as db:
            rows = db.execute("SELECT entry FROM rows ORDER BY n LIMIT ?", (count,)).fetchall()
        return [_entry(raw) for (raw,) in rows]

    def faults(self, locale: str, most: int = -1) -> Iterator[tuple[int, str, str, str]]:
        """Row, column, what is wrong in words, and what stood there; in the order of the rows."""
        with closing(self._open()) as db:
            query = "SELECT n, field, code, given, hint FROM faults ORDER BY n, rowid LIMIT ?"
            for number, field, code, given, hint in db.execute(query, (most,)):
                words = text(locale, f"register.fault_{code}", hint=hint)
                yield number, text(locale, f"register.column_{field}"), words, given

    def write_faults(self, path: Path, locale: str) -> None:
        """All faults as a CSV file that spreadsheets open with its ideographs right."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write = csv.writer(file).writerow
            write(
                [
                    text(locale, f"register.faults_{name}")
                    for name in ("row", "column", "what", "given")
                ]
            )
            for number, *cells in self.faults(locale):
                write([number, *map(harmless, cells)])

    def drop(self) -> None:
        """Throw the file away."""
        self.path.unlink(missing_ok=True)

    def _open(self, *, fresh: bool = False) -> sqlite3.Connection:
        if fresh:
            self.path.touch(mode=0o600)
        db = sqlite3.connect(self.path)
        if fresh:
            db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
        return db


def _entry(raw: str) -> Entry:
    facts = json.loads(raw)
    for name in ("aliases", "safety_officers"):
        facts[name] = tuple(facts[name])
    return Entry(**facts)
