"""Searches of the queue that a member of staff keeps under a name."""

import json
from dataclasses import dataclass

from sqlalchemy import select

from backend.db.models import SavedView, random_id
from backend.domain.errors import Invalid, NotFound
from backend.house import Work

MOST = 20
LONGEST_NAME = 30
LONGEST_QUERY = 400


@dataclass(frozen=True, slots=True)
class View:
    """A search under a name; ``query`` is that of an address."""

    id: str
    name: str
    query: str


def place(view_id: str) -> tuple[str, str, str]:
    """What a view's content is sealed to."""
    return ("saved_views", view_id, "content")


async def of_person(work: Work, staff_id: str) -> list[View]:
    """Somebody's saved views, by name."""
    rows = await work.session.scalars(select(SavedView).where(SavedView.staff_id == staff_id))
    found = []
    for row in rows:
        content = json.loads(work.vault.open(row.content, *place(row.id)))
        found.append(View(row.id, content["name"], content["query"]))
    return sorted(found, key=lambda one: (one.name, one.id))


async def save(work: Work, staff_id: str, name: str, query: str) -> None:
    """Keep a search; one of the same name is replaced. Raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("view_name", limit=LONGEST_NAME)
    if len(query) > LONGEST_QUERY:
        raise Invalid("field_too_long", field="query", limit=LONGEST_QUERY)
    known = await of_person(work, staff_id)
    same = next((one for one in known if one.name == name), None)
    if same is None and len(known) >= MOST:
        raise Invalid("too_many_views", limit=MOST)
    view_id = same.id if same else random_id()
    raw = json.dumps({"name": name, "query": query}, ensure_ascii=False).encode()
    content = work.vault.seal(raw, *place(view_id))
    if same is None:
        work.session.add(SavedView(id=view_id, staff_id=staff_id, content=content))
        await work.session.flush()
    else:
        (await work.session.get_one(SavedView, view_id)).content = content


async def delete(work: Work, staff_id: str, view_id: str) -> None:
    """Forget one of one's own; raises NotFound."""
    row = await work.session.get(SavedView, view_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound("view_not_found")
    await work.session.delete(row)
