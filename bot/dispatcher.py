"""All conversations in one dispatcher, in the order in which they are asked."""

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage

from bot import middleware
from handlers import (
    claim_password,
    corrections,
    dialogue,
    filing,
    follow_up,
    forget,
    questions,
    rating,
    report,
    review,
    reward,
    start,
    status,
    unit,
    unit_steps,
    workplace,
)
from handlers.meant import Meant

ROUTERS: tuple[Router, ...] = (
    unit.router,
    unit_steps.router,
    start.group_router,
    start.router,
    report.commands,
    claim_password.router,
    forget.router,
    status.router,
    questions.router,
    corrections.router,
    report.router,
    filing.router,
    follow_up.router,
    reward.router,
    review.router,
    rating.router,
    workplace.router,
    dialogue.router,
    corrections.late_router,
    start.last_router,
)


def build(storage: BaseStorage, isolation: BaseEventIsolation) -> Dispatcher:
    """The dispatcher with our middleware and all handlers."""
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation)
    middleware.install(dispatcher)
    dispatcher.callback_query.outer_middleware(Meant())
    dispatcher.include_routers(*map(_copy, ROUTERS))
    return dispatcher


def _copy(router: Router) -> Router:
    """A router of its own for one dispatcher: aiogram attaches a router once and for good."""
    fresh = Router(name=router.name)
    for event, observer in router.observers.items():
        fresh.observers[event].handlers.extend(observer.handlers)
    return fresh
