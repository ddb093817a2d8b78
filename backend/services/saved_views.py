"""Searches of the queue that a member of staff keeps under a name."""

from sqlalchemy import select

from backend.db.models import SavedView
from backend.domain.errors import Invalid, NotFound
from backend.house import Work

MOST = 20
LONGEST_NAME = 30
LONGEST_QUERY = 400


async def of_person(work: Work, staff_id: str) -> list[SavedView]:
    """Somebody's saved views, by name."""
    query = select(SavedView).where(SavedView.staff_id == staff_id)
    return list(await work.session.scalars(query.order_by(SavedView.name, SavedView.id)))


async def save(work: Work, staff_id: str, name: str, query: str) -> None:
    """Keep a search; one of the same name is replaced. Raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("view_name", limit=LONGEST_NAME)
    if len(query) > LONGEST_QUERY:
        raise Invalid("field_too_long", field="query", limit=LONGEST_QUERY)
    known = await of_person(work, staff_id)
    same = next((one for one in known if one.name == name), None)
    if same is not None:
        same.query = query
    elif len(known) >= MOST:
        raise Invalid("too_many_views", limit=MOST)
    else:
        work.session.add(SavedView(staff_id=staff_id, name=name, query=query))


async def delete(work: Work, staff_id: str, view_id: str) -> None:
    """Forget one of one's own; raises NotFound."""
    row = await work.session.get(SavedView, view_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound("view_not_found")
    await work.session.delete(row)
