"""What the tables promise: nothing finer than a day joins an account to a report."""

import datetime as dt

import pytest
from sqlalchemy import Date, DateTime, Integer, LargeBinary, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from backend.db.models import Base, random_id
from backend.db.models.base import Moment

OF_ACCOUNTS = (
    "accounts", "links", "conversation_states", "inbox_marks", "web_replies", "chat_slots",
)  # fmt: skip
"""Tables whose rows belong to a chat account."""
PLAIN = {
    "cases": {
        "number", "status", "resume_status", "industry", "jurisdiction", "unit_id", "area",
        "urgency", "criteria", "body_id", "holder_id", "arbiter_id", "routing", "refusals",
        "decided_finally", "extension_asked_by", "officers_named", "legal", "crime", "review_asked",
        "closed_at", "copy_checked", "cut_told_at", "erase_warned_at", "erased_at", "extended",
        "outcome", "penalty_yuan", "criterion_confirmed",
        "concealed_deaths", "report_grade", "by_employee", "signatories",
        "deadline_kind", "due_at", "paused_at", "created_at", "updated_at", "version",
        "workplace_hash", "unanswered", "queue_key", "assignee_id",
    },
    "reports": {"id", "case_number", "receipt_hash", "draft_hash", "submitted_at"},
    "case_events": {
        "id", "case_number", "seq", "at", "event", "actor", "body_id", "to_status", "facts",
    },
    "messages": {"id", "report_id", "seq", "at", "from_reporter", "body_id", "read_on"},
    "ratings": {
        "report_id", "ending", "case_number", "body_id", "satisfied", "reasons", "day",
    },
    "attachments": {"id", "report_id", "seq", "message_id"},
    "evidence": {
        "id", "case_number", "seq", "item", "actor", "body_id", "day", "void_reason", "void_by",
        "void_on",
    },
}  # fmt: skip
"""The whole list of what lies in the clear about a case; all else in these tables is sealed."""


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_not_listed_is_sealed(name: str) -> None:
    columns = Base.metadata.tables[name].columns
    clear = {column.name for column in columns if not isinstance(column.type, LargeBinary)}
    assert clear == PLAIN[name]


@pytest.mark.parametrize("name", OF_ACCOUNTS)
def test_rows_about_accounts_carry_the_day_at_most(name: str) -> None:
    table = Base.metadata.tables[name]
    moments = [c.name for c in table.columns if isinstance(c.type, Moment | DateTime)]
    assert moments == []
    assert {c.name for c in table.columns if isinstance(c.type, Date)} <= {"day"}


@pytest.mark.parametrize("name", OF_ACCOUNTS)
def test_rows_about_accounts_have_no_hidden_number(name: str) -> None:
    table = Base.metadata.tables[name]
    written = str(CreateTable(table).compile(dialect=sqlite.dialect()))
    assert "WITHOUT ROWID" in written
    assert not [c.name for c in table.primary_key if c.autoincrement is True]


def test_no_table_counts_its_rows() -> None:
    counting = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.primary_key
        if "SERIAL" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
        or (isinstance(column.type, Integer) and column.autoincrement is True)
    ]
    assert counting == []


def test_constraints_have_names_that_migrations_can_find() -> None:
    nameless = [
        f"{table.name}: {constraint}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_ids_are_random_and_long() -> None:
    ids = {random_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(each) == 32 and int(each, 16) >= 0 for each in ids)


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    moment = Moment()
    dialect = sqlite.dialect()
    with pytest.raises(ValueError, match="time zone"):
        moment.process_bind_param(dt.datetime(2026, 11, 25), dialect)  # noqa: DTZ001 - that's it
    assert moment.process_bind_param(None, dialect) is None
    assert moment.process_result_value(None, dialect) is None


def test_texts_have_a_bound() -> None:
    endless = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length is None
    ]
    assert endless == []
