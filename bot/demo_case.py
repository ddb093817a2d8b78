"""What becomes of one report of the demonstration, step by step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.db.models import Case, Reward
from backend.domain.cases import Event, Status
from backend.domain.ratings import RatingReason
from backend.domain.rewards import RewardStatus
from backend.services import ratings, status
from backend.services.cases import apply_event
from config.demo import demo

if TYPE_CHECKING:
    from bot.demo_life import Act, Life

_OUTCOMES = {"verified": 42, "partly_verified": 13, "unfounded": 35, "unverifiable": 10}


@dataclass(slots=True)
class DemoCase:
    """What becomes of one report."""

    life: "Life"
    number: str
    report_id: str
    pace: float
    """A day's work takes so much of a day: what can't wait is worked faster."""

    async def _do(self, event: Event, who: int = 0, **fields: Any) -> Case:
        async with self.life.house.view() as view:
            holder = (await view.session.get_one(Case, self.number)).holder_id
        actors = await self.life.staff(holder)
        async with self.life.house.work() as work:
            return await apply_event(work, self.number, event, fields, actors[who])

    def work(self, low: float, high: float, act: "Act") -> None:
        self.life.in_days(low * self.pace, high * self.pace, act)

    async def begin(self) -> None:
        """Declined, given on, given back, or taken up."""
        life, chance = self.life, self.life.dice.random()
        async with life.house.view() as view:
            case = await view.session.get_one(Case, self.number)
        if case.status == Status.TRIAGE or chance < 0.09:
            reason = life.one_of(("no_clear_object", "out_of_scope"))
            await self._do(Event.DECLINE, reason_code=reason)
            await self._rated()
        elif chance < 0.14:
            other = f"{case.holder_id.partition('.')[0]}.housing_construction"
            await life.staff(other)
            await self._do(
                Event.TRANSFER, to=other, reason=demo().words["transfer"], copy_checked=True
            )
            self.work(0.5, 2, self._accept)
        elif chance < 0.17:
            await self._do(Event.REFUSE, reason_code="overlapping_duties", copy_checked=True)
            self.work(0.5, 2.5, self._triage)
        else:
            await self._accept()

    async def _triage(self) -> None:
        async with self.life.house.view() as view:
            case = await view.session.get_one(Case, self.number)
        await self._do(
            Event.TRANSFER, to=case.body_id, reason=demo().words["arbiter"], copy_checked=True
        )
        self.work(0.5, 4, self._accept)

    async def _accept(self) -> None:
        await self._do(Event.ACCEPT)
        if self.life.dice.random() < 0.12:
            self.life.in_days(0.5, 3, self._ask)
        else:
            self.work(0.5, 12, self._verify)

    async def _ask(self) -> None:
        await self._do(Event.REQUEST_INFO, text=self.life.one_of(demo().asks))
        self.life.in_days(0.2, 8, self._answer)

    async def _answer(self) -> None:
        async with self.life.house.work() as work:
            await status.say_to_body(work, self.report_id, self.life.one_of(demo().replies))
        self.life.in_days(0.5, 6, self._verify)

    async def _verify(self) -> None:
        await self._do(Event.VERIFY, officers=list(demo().people[:2]))
        self.work(1, 70, self._conclude)

    async def _conclude(self) -> None:
        dice = self.life.dice
        outcome = dice.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
        reason, found = self.life.one_of(demo().answers[outcome]), outcome == "verified"
        fields: dict[str, Any] = {"outcome": outcome, "reason": reason}
        if found and dice.random() < 0.6:
            fields["penalty_yuan"] = round(dice.lognormvariate(9.9, 0.9)) // 100 * 100
            fields["criterion_confirmed"] = dice.random() < 0.3
        if outcome in ("verified", "partly_verified") and dice.random() < 0.4:
            await self._do(Event.FIND, **fields)
            self.life.in_days(3, 33, self._finish)
        else:
            await self._do(Event.CLOSE, **fields)
            await self._after()

    async def _finish(self) -> None:
        await self._do(Event.FINISH, reason=demo().words["finish"])
        await self._after()

    async def _after(self) -> None:
        self.life.in_days(1, 9, self._approve)
        await self._rated()

    async def _rated(self) -> None:
        if self.life.dice.random() < 0.35:
            self.life.in_days(0.1, 6, self._rate)

    async def _rate(self) -> None:
        satisfied = self.life.dice.random() < 0.74
        async with self.life.house.work() as work:
            await ratings.rate(work, self.report_id, satisfied=satisfied)
            if not satisfied:
                reason = self.life.dice.choice(tuple(RatingReason))
                await ratings.add_reason(work, self.report_id, reason)
        if not satisfied and self.life.dice.random() < 0.3:
            self.life.in_days(0.1, 5, self._ask_review)

    async def _ask_review(self) -> None:
        async with self.life.house.work() as work:
            await status.ask_review(work, self.report_id, demo().words["review"])
        self.life.in_days(2, 20, self._look_again)

    async def _look_again(self) -> None:
        if self.life.dice.random() < 0.6:
            await self._do(Event.UPHOLD, 2, reason=demo().words["uphold"])
        else:
            await self._do(Event.REOPEN, 2, reason=demo().words["reopen"])
            self.life.in_days(2, 20, self._conclude)

    async def _approve(self) -> None:
        async with self.life.house.view() as view:
            reward = await view.session.get(Reward, self.number)
        if reward is None or reward.status != RewardStatus.PROPOSED:
            return
        await self._do(Event.APPROVE_REWARD, 2)
        if self.life.dice.random() < 0.75:
            self.life.in_days(0.5, 30, self._claim)

    async def _claim(self) -> None:
        async with self.life.house.work() as work:
            claimed = await status.claim_reward(work, self.report_id)

        async def pay() -> None:
            voucher = f"DEMO-{self.life.dice.randrange(10**6):06d}"
            await self._do(Event.PAY_REWARD, 3, claim_code=claimed.code, voucher=voucher)

        self.life.in_days(0.5, 12, pay)
