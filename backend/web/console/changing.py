"""What the pages of the agency's own changes share: saving one, and what is said of it."""

from typing import NoReturn

from aiohttp import web

from backend.db.models import OwnChange
from backend.domain.changes import Change, Kind
from backend.services import changes, staff
from backend.web.auth import PATH
from backend.web.base import HOUSE
from backend.web.console.shell import acting, locale_of
from config.texts import text

SETTINGS = f"{PATH}/settings"
PAGES = {
    Kind.TEXT: f"{SETTINGS}/texts",
    Kind.DEADLINE: f"{SETTINGS}/deadlines",
    Kind.BODY_NAME: f"{PATH}/bodies",
    Kind.BODY_PHONE: f"{PATH}/bodies",
    Kind.BODY_NOTE: f"{PATH}/bodies",
    Kind.TERM: f"{SETTINGS}/terms",
    Kind.ROUTE: f"{SETTINGS}/routes",
    Kind.PLACE_FILE: f"{SETTINGS}/places",
}
"""The page on which each kind of change is made."""


async def save(request: web.Request, change: Change, back: str = "") -> NoReturn:
    """Propose the change and lead back to its page; raises as changes.propose."""
    row = await changes.propose(request.app[HOUSE], change, acting(request))
    raise web.HTTPSeeOther(f"{back or PAGES[change.kind]}?done={row.state}")


def done(request: web.Request) -> str:
    """What became of the change that was just made, in words; empty where none was."""
    said = request.query.get("done", "")
    if said not in (changes.ACTIVE, changes.PROPOSED, changes.REFUSED):
        return ""
    return text(locale_of(request), f"admin.done_{said}")


async def names(request: web.Request) -> dict[str, str]:
    """By whom changes were made and looked at: the names of staff by their acting ids."""
    async with request.app[HOUSE].view() as view:
        people = await staff.people(view)
    return {f"staff:{one.id}": one.name for one in people}


def waiting_keys(rows: list[OwnChange]) -> dict[str, OwnChange]:
    """What waits for a second look, by key."""
    return {row.key: row for row in rows}
