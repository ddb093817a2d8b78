"""Two invented years of a demonstration: filed, worked and rewarded by the services, day by day.

Nothing is written past them: what a page shows of it is what it would show of a real case. The same
seed gives the same life, but for numbers, keys and receipts, which are always random.
"""

import datetime as dt
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from backend.db.models import Job, Staff
from backend.domain.cases import Role
from backend.domain.deadlines import SHANGHAI
from backend.domain.errors import DomainError
from backend.house import House
from backend.outbox import Outbox
from backend.services import bodies, bulletins, drafts, reports
from backend.services.cases import Actor, connect_body
from backend.services.drafts import Draft, Upload
from bot.clocks import Clocks
from bot.demo_case import DemoCase
from bot.demo_pictures import picture
from config.demo import DemoPlace, demo

DAYS = 730
PHOTOS_OF_LAST_DAYS = 40
MOST_WAITING = 6
"""Reports of the last days whose place nobody can tell: they wait for a person to place them."""
_ROLES = ((Role.INTAKE, Role.OFFICER), (Role.OFFICER,), (Role.REVIEWER, Role.LEGAL), (Role.PAYER,))
Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Life:
    """One demonstration being lived; ``house.clock`` follows it."""

    house: House
    password_hash: str
    end: dt.datetime
    dice: random.Random
    told: Callable[[int, int], None]
    filed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    _now: dt.datetime = field(init=False)
    _ahead: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _desks: dict[str, tuple[Actor, ...]] = field(default_factory=dict)

    async def live(self, number: int) -> None:
        """File ``number`` reports over two years and let the bodies work them until ``end``."""
        self._now = self.end
        self.house.clock = lambda: self._now
        waiting = min(MOST_WAITING, number // 10)
        for _ in range(waiting):
            before = dt.timedelta(days=self.dice.uniform(0.1, 1.5))
            self._at(self.end - before, self._file_unplaced)
        for _ in range(number - waiting):
            # More and more report as the years go by.
            share = self.dice.random() ** 0.7
            self._at(self._hour(self.end - dt.timedelta(days=DAYS * (1 - share))), self._file)
        for week in range(DAYS // 7):
            self._at(self.end - dt.timedelta(days=week * 7), self._publish)
        while self._ahead and self._ahead[0][0] <= self.end:
            moment, _, act = heapq.heappop(self._ahead)
            await self._ring(moment)
            self._now = moment
            try:
                await act()
            except DomainError as error:
                self.skipped[error.code] += 1
            self.told(self.filed, number)
        await self._ring(self.end)
        self._now = self.end

    async def _ring(self, until: dt.datetime) -> None:
        """Let every limit that comes to a point before ``until`` say so, at that moment."""
        outbox = Outbox(self.house, Clocks(self.house).executors())
        first = select(func.min(Job.run_at)).where(
            Job.state == "queued", Job.kind.in_(outbox.executors), Job.run_at <= until
        )
        while True:
            async with self.house.view() as view:
                due = await view.session.scalar(first)
            if due is None:
                return
            self._now = max(due, self._now)
            await outbox.run_due()

    async def _publish(self) -> None:
        await bulletins.publish(self.house)

    def _at(self, moment: dt.datetime, act: Act) -> None:
        heapq.heappush(self._ahead, (moment, next(self._order), act))

    def in_days(self, low: float, high: float, act: Act) -> None:
        days = self.dice.triangular(low, high, low + (high - low) / 4)
        self._at(self._hour(self._now + dt.timedelta(days=days)), act)

    def _hour(self, moment: dt.datetime) -> dt.datetime:
        """A time of day at which people are up."""
        there = moment.astimezone(SHANGHAI)
        found = there.replace(hour=min(22, max(6, round(self.dice.gauss(14, 4)))))
        return max(found.astimezone(dt.UTC), moment) if found > there else moment

    def one_of(self, choices: tuple[str, ...]) -> str:
        return self.dice.choice(choices)

    async def _file(self) -> None:
        data = demo()
        place = self.dice.choices(data.places, [one.weight for one in data.places])[0]
        hazard = self.dice.choices(data.hazards, [one.weight for one in data.hazards])[0]
        where = place.name + self.one_of(place.towns)
        words = hazard.words.format(place=where, firm=self.one_of(data.firms))
        draft = Draft()
        draft.add_text(words + self.one_of(data.tails))
        if self.dice.random() < 0.6:
            draft.latitude, draft.longitude = self._near(place)
        if drafts.understand(draft).industry_asked:
            draft.industry = hazard.industry
        if (self.end - self._now).days < PHOTOS_OF_LAST_DAYS:
            some = range(self.dice.choice((0, 1, 2)))
            uploads = [Upload("photo.jpg", picture(hazard.industry, self.dice)) for _ in some]
            await drafts.add_files(self.house.media, draft, uploads)
        understood = drafts.understand(draft)
        if understood.route is not None:
            await self.staff(understood.route.body.id)
        async with self.house.work() as work:
            filed = await reports.submit_report(work, draft, understood)
        self.filed += 1
        urgent = understood.analysis.urgency == "immediate"
        case = DemoCase(self, filed.case_number, filed.report_id, 0.25 if urgent else 1)
        case.work(0.02, 8, case.begin)

    async def _file_unplaced(self) -> None:
        data = demo()
        hazard = self.dice.choices(data.hazards, [one.weight for one in data.hazards])[0]
        draft = Draft(industry=hazard.industry, place_unknown=True)
        draft.add_text(hazard.words.format(place="", firm=self.one_of(data.firms)))
        async with self.house.work() as work:
            await bodies.ensure(work, bodies.intake_body(self.house.settings))
            await reports.submit_report(work, draft, drafts.understand(draft))
        self.filed += 1

    def _near(self, place: DemoPlace) -> tuple[float, float]:
        north, east = place.point
        return self.dice.gauss(north, 0.02), self.dice.gauss(east, 0.025)

    async def staff(self, body_id: str) -> tuple[Actor, ...]:
        """The people of a desk; made and connected when its first case comes."""
        if body_id not in self._desks:
            name = bodies.name_of(body_id, "zh_CN")
            async with self.house.work() as work:
                await bodies.ensure(work, body_id)
                rows = [
                    Staff(
                        name=f"{name}{who}", body_id=body_id, password_hash=self.password_hash,
                        roles=[role.value for role in roles],
                    )
                    for who, roles in zip(demo().people, _ROLES, strict=True)
                ]  # fmt: skip
                work.session.add_all(rows)
                await work.session.flush()
                await connect_body(work, body_id, "demo")
            self._desks[body_id] = tuple(
                Actor(f"staff:{row.id}", body_id, frozenset(roles))
                for row, roles in zip(rows, _ROLES, strict=True)
            )
        return self._desks[body_id]
