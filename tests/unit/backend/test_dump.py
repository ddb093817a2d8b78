"""Values of rows on their way into a backup; whole tables: see test_backup and test_restore."""

import datetime as dt

import pytest

from backend.db.models import Base
from backend.dump import pack

EARLY = dt.datetime(2026, 11, 27, 1, 2, 3, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "packed"),
    [
        (None, None), ("x", "x"), (True, True), (5, 5), (b"\0", {"b": "AA=="}),
        (EARLY, {"t": "2026-11-27T01:02:03.000004+00:00"}),
        (EARLY.replace(tzinfo=None), {"t": "2026-11-27T01:02:03.000004+00:00"}),
        (EARLY.astimezone(dt.timezone(dt.timedelta(hours=8))),
         {"t": "2026-11-27T01:02:03.000004+00:00"}),
        (EARLY.date(), {"d": "2026-11-27"}),
    ],
)  # fmt: skip
def test_a_value_is_written_so_that_its_type_is_known(value: object, packed: object) -> None:
    assert pack(value) == packed


def test_json_is_told_from_the_rest() -> None:
    assert pack({"b": "AA=="}, as_json=True) == {"j": {"b": "AA=="}}
    assert pack(None, as_json=True) is None


def test_what_no_table_holds_is_refused_not_guessed() -> None:
    with pytest.raises(TypeError):
        pack(dt.timedelta(1))


def test_no_table_counts_by_itself() -> None:
    """A sequence of PostgreSQL would begin anew after a restore and give numbers twice."""
    tables = Base.metadata.sorted_tables
    assert [table.name for table in tables if table.autoincrement_column is not None] == []
