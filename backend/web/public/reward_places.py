"""Rewards by place, as config/data/rewards.yaml has them: each figure with its rule and source."""

from dataclasses import dataclass

from aiohttp import web

from backend.domain.reward_rules import Figures, Where, payable_to, rules_for
from backend.web.base import Access, allow
from backend.web.public.shell import page
from config.base import Sourced
from config.jurisdictions import jurisdictions
from config.rules import RewardRule, rewards

WHOLE = (
    "percent_of_penalty",
    "minimum_yuan",
    "maximum_yuan",
    "maximum_concealed_yuan",
    "claim_days",
)
GRADES = ("ordinary", "larger", "major", "extraordinary")
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Place:
    """What is paid in one place: figures with the name of the rule that gave each."""

    id: str
    name: str
    """Empty for the national rule."""
    figures: tuple[tuple[str, int, str], ...]
    rules: tuple[tuple[str, RewardRule], ...]
    """Those that gave a figure, the most particular first."""
    payable: Sourced
    nameless: bool
    draft: str
    """The title of the plan where it is a draft."""

    def rule(self, name: str) -> RewardRule:
        """The rule called ``name``, one of those that gave a figure."""
        return dict(self.rules)[name]


def places() -> list[Place]:
    """The five places and, last, the whole country."""
    known = [
        _place(Where(one.id, one.root), one.name, one.plan.title if one.plan.draft else "")
        for one in jurisdictions().values()
    ]
    return [*known, _place(Where(NATIONAL), "", "")]


def _place(where: Where, name: str, draft: str) -> Place:
    rules = rules_for(where)
    found = Figures(rules)
    figures = [(each, found.need(each), found.used[each]) for each in WHOLE]
    for grade in GRADES:
        by_rule = {rule: one.per_death_yuan.get(grade) for rule, one in rules.items()}  # type: ignore[call-overload]
        value = found.take(f"per_death_{grade}", by_rule)
        if value is not None:
            figures.append((f"per_death_{grade}", value, found.used[f"per_death_{grade}"]))
    payable = payable_to(where)
    return Place(
        where.jurisdiction,
        name,
        tuple(figures),
        tuple((rule, one) for rule, one in rules.items() if rule in found.used.values()),
        payable,
        payable.value == "nameless",
        draft,
    )


@allow(Access.PUBLIC)
async def show(request: web.Request) -> web.Response:
    """What a verified report earns in each place, where that stands, and how sure it is."""
    data = rewards()
    return page(
        request,
        "rewards.html",
        places=places(),
        mine=data.rules["mine"],
        joint=data.joint["default"],
        uplift=data.employee_uplift,
        waits=data.announce_after,
        reminders=data.remind_days_before,
    )


def setup(app: web.Application) -> None:
    """Add the page to the application."""
    app.router.add_get("/about/rewards", show)
