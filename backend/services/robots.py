"""Robots in bodies' groups at 企业微信, 钉钉, 飞书: set by administrators, told what mail tells.

They hear nothing and can't change what they sent: only what wants somebody now is worth a card.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from backend.db.models import BodyRobot, Case
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import Invalid, NotFound
from backend.domain.robots import (
    Pace,
    RobotKind,
    checked_address,
    checked_secret,
    parse_kind,
    quiet_until,
)
from backend.house import House, Work
from backend.services import audit, bodies, jobs
from config.digest import digest
from nlp.types import Urgency

ROBOT = "robot"
"""The kind of job that sends one card; payload: robot, and case_number with event, or words."""
RINGS: dict[str, str] = {
    "submit": "digest.ring_new",
    "connect": "digest.ring_new",
    "transfer": "digest.ring_new",
    "raised": "digest.ring_new",
    "outward": "digest.ring_new",
    "refuse": "digest.ring_back",
    "answer": "digest.ring_answer",
    "reporter_message": "digest.ring_answer",
    "waiting_over": "digest.ring_answer",
    "urge": "digest.ring_urged",
    "overdue": "digest.ring_overdue",
    "overdue_below": "digest.ring_below",
    "unaccepted": "digest.ring_unaccepted",
    "unaccepted_below": "digest.ring_unaccepted_below",
}
"""Events that are worth a card, and what it says of them; all others are silent."""
OF_OTHERS = ("overdue_below", "unaccepted_below")
"""Events of a case that lies on the desk of a body below."""
MOST = 5
"""Robots of one body."""
MOST_NAME = 40
SENT = "sent"


@dataclass(frozen=True, slots=True)
class Sending:
    """A card that is to be sent, opened: to where, and of what."""

    robot_id: str
    kind: RobotKind
    address: str
    secret: str
    test: bool
    case: Case | None
    event: str
    desk: str
    """The name of the desk the case lies on."""
    words: Mapping[str, Any]
    """The title, lines and page of a card that is of no case."""
    hold_until: dt.datetime | None
    """When the night ends, for what isn't urgent."""


async def add(
    work: Work, body_id: str, kind: str, name: str, address: str, secret: str, actor: str
) -> BodyRobot:
    """Set another robot of a body; raises Invalid for what can't be one."""
    await bodies.ensure_desk(work, body_id)
    found = parse_kind(kind)
    allowed = work.house.settings.robots.allowed
    given = checked_address(found, address, allowed), checked_secret(found, secret)
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME:
        raise Invalid("robot_name", most=MOST_NAME)
    count = select(func.count()).where(BodyRobot.body_id == body_id)
    if (await work.session.scalar(count) or 0) >= MOST:
        raise Invalid("robot_too_many", most=MOST)
    row = BodyRobot(body_id=body_id, kind=found.value, name=name, address=b"")
    work.session.add(row)
    await work.session.flush()
    row.address = work.vault.seal(given[0].encode(), "body_robots", row.id, "address")
    if given[1]:
        row.secret = work.vault.seal(given[1].encode(), "body_robots", row.id, "secret")
    await audit.record(work, actor, "set_robot", body_id, kind=found.value, robot=row.id)
    return row


async def remove(work: Work, body_id: str, robot_id: str, actor: str) -> None:
    """Take a robot away; what waits for it is forgotten. Raises NotFound."""
    row = await of_body(work, body_id, robot_id)
    await audit.record(work, actor, "remove_robot", body_id, kind=row.kind, robot=row.id)
    await work.session.delete(row)


async def of_body(work: Work, body_id: str, robot_id: str) -> BodyRobot:
    """One robot of a body; raises NotFound."""
    row = await work.session.get(BodyRobot, robot_id)
    if row is None or row.body_id != body_id:
        raise NotFound
    return row


async def listed(work: Work, body_id: str) -> list[BodyRobot]:
    """The robots of a body, by name."""
    rows = await work.session.scalars(
        select(BodyRobot).where(BodyRobot.body_id == body_id).order_by(BodyRobot.name, BodyRobot.id)
    )
    return list(rows)


async def tell(work: Work, body_id: str, case: Case, event: str) -> None:
    """A card to each robot of a body, if the event is worth one."""
    if event not in RINGS:
        return
    query = select(BodyRobot.id).where(BodyRobot.body_id == body_id)
    for robot_id in list(await work.session.scalars(query)):
        payload = {"robot": robot_id, "case_number": case.number, "event": event}
        await jobs.enqueue(work, ROBOT, payload)


async def say(work: Work, body_id: str, words: Mapping[str, Any]) -> None:
    """A card of no case to each robot of a body; ``words``: title, lines, page."""
    for row in await listed(work, body_id):
        await jobs.enqueue(work, ROBOT, {"robot": row.id, "words": dict(words)})


async def test(work: Work, body_id: str, robot_id: str) -> None:
    """Send a card that only says that it came; raises NotFound."""
    row = await of_body(work, body_id, robot_id)
    row.result = None
    await jobs.enqueue(work, ROBOT, {"robot": row.id, "test": True})


async def load(work: Work, payload: Mapping[str, Any]) -> Sending | None:
    """What a job sends; None when the robot is gone, or the case has left its body's desk."""
    row = await work.session.get(BodyRobot, payload["robot"])
    if row is None:
        return None
    case, event, held = None, str(payload.get("event", "")), not payload.get("test")
    if event:
        case = await work.session.get(Case, payload["case_number"])
        if case is None or (event not in OF_OTHERS and case.holder_id != row.body_id):
            return None
        held = case.urgency != Urgency.IMMEDIATE
    kind, vault = RobotKind(row.kind), work.vault
    secret = vault.open(row.secret, "body_robots", row.id, "secret") if row.secret else b""
    address = vault.open(row.address, "body_robots", row.id, "address").decode()
    quiet = digest().quiet
    return Sending(
        robot_id=row.id,
        kind=kind,
        # The settings may have changed since it was set.
        address=checked_address(kind, address, work.house.settings.robots.allowed),
        secret=secret.decode(),
        test=bool(payload.get("test")),
        case=case,
        event=event,
        desk=bodies.name_of(case.holder_id if case else row.body_id),
        words=payload.get("words", {}),
        hold_until=quiet_until(work.now, quiet.starts, quiet.ends, SHANGHAI) if held else None,
    )


async def take_turn(house: House, robot_id: str, pace: Pace) -> float:
    """Claim the robot's next turn in the name of all processes: 0, or how many seconds to wait."""
    async with house.view() as view:
        # Looking costs no lock: most that wait in a row only look.
        seen = await view.session.get(BodyRobot, robot_id)
        busy, wait = pace.take(seen.busy_until if seen else None, view.now)
        if busy is None:
            return wait.total_seconds()
    async with house.work() as work:
        row = await work.session.get(BodyRobot, robot_id, with_for_update=True)
        if row is None:
            return 0.0
        busy, wait = pace.take(row.busy_until, work.now)
        if busy is not None:
            row.busy_until = busy
        return wait.total_seconds()


async def note(house: House, robot_id: str, result: str) -> None:
    """Keep how the last card went, for its administrator to see."""
    async with house.work() as work:
        row = await work.session.get(BodyRobot, robot_id)
        if row is not None:
            row.tried_at, row.result = work.now, result[:40]
