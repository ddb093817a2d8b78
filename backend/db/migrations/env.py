"""How Alembic runs here: always on a connection that our code opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import text

from backend.db.models import Base
from backend.db.models.base import Moment


def render_item(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Our own types as the plain ones they are in the database: old migrations need no code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    # Two processes that start together: the second waits, then finds nothing to do.
    connection.execute(text("SELECT pg_advisory_xact_lock(727450)"))
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    # SQLite as well takes all steps or none: between two of them another process would begin.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
