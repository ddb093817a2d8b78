"""Tables of workplaces as agencies keep them, XLSX or CSV, read row by row in constant memory."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from backend.domain.errors import Invalid
from config.register import column_of

MAX_BYTES = 60 * 1024 * 1024
MAX_UNPACKED = 600 * 1024 * 1024
"""Bytes that a sheet may unpack to: more is no register but an attack."""
MAX_ROWS = 1_000_000
MAX_CELL = 1_000
"""Characters of a cell that are read; a longer one is wrong anyway."""
_HEAD_WITHIN = 10
"""Rows in which the headings must stand; above them often stands a title."""
_XLSX = b"PK\x03\x04"
_CSV_ENCODINGS = ("utf-8-sig", "gb18030")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[int, dict[str, str]]
"""The number of a row as a spreadsheet shows it, and its cells by our names of the columns."""


def rows_of(path: Path) -> Iterator[Row]:
    """The rows under the headings, blank ones left out.

    Raises Invalid: ``table_kind`` for a file that is neither, ``table_too_large``,
    ``table_headings`` where no row names a workplace's name and place.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Invalid("table_too_large", limit=MAX_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        start = file.read(4)
    lines = _sheet(path) if start == _XLSX else _csv(path)
    return _under_headings(enumerate(lines, 1))


def _under_headings(lines: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    columns: dict[int, str] = {}
    for number, cells in lines:
        if number > MAX_ROWS:
            raise Invalid("table_too_large", limit=MAX_ROWS)
        if not columns:
            columns = _headings(cells)
            if not columns and number >= _HEAD_WITHIN:
                break
            continue
        found = {name: cells[at] for at, name in columns.items() if at < len(cells)}
        if any(value.strip() for value in found.values()):
            yield number, found
    if not columns:
        raise Invalid("table_headings")


def _headings(cells: list[str]) -> dict[int, str]:
    """Which column stands where, if this row holds the headings; the first of two wins."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = column_of(cell)
        if name is not None:
            found.setdefault(name, at)
    return {at: name for name, at in found.items()} if {"name", "place"} <= set(found) else {}


def _sheet(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # 0.3 s that no other command should wait for

    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
        small = unpacked <= MAX_UNPACKED
        book = load_workbook(path, read_only=True, data_only=True) if small else None
    except Exception as error:  # openpyxl raises what it likes on a broken file
        raise Invalid("table_kind") from error
    if book is None:
        raise Invalid("table_too_large", limit=MAX_UNPACKED // 1024 // 1024)
    try:
        if not book.worksheets:
            raise Invalid("table_kind")
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell)[:MAX_CELL] for cell in cells]
    finally:
        book.close()


def _csv(path: Path) -> Iterator[list[str]]:
    encoding = next((one for one in _CSV_ENCODINGS if _reads_as(path, one)), None)
    if encoding is None:
        raise Invalid("table_kind")
    with path.open(encoding=encoding, newline="") as file:
        sample = "".join(line for line, _ in zip(file, range(_HEAD_WITHIN), strict=False))
        file.seek(0)
        delimiter = max(",\t;", key=sample.count)
        try:
            for cells in csv.reader(file, delimiter=delimiter):
                yield [cell[:MAX_CELL] for cell in cells]
        except csv.Error as error:
            raise Invalid("table_kind") from error


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(1024 * 1024):
                if b"\0" in block:
                    return False
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


CSV_MARK = "\ufeff"
"""Lets spreadsheets know that what follows is UTF-8."""


def harmless(cell: str) -> str:
    """A cell for a CSV file that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, no cell of words a formula; a file of it begins with CSV_MARK."""
    kept = io.StringIO()
    table = csv.writer(kept)
    for row in rows:
        table.writerow([harmless(one) if isinstance(one, str) else one for one in row])
    return kept.getvalue()
