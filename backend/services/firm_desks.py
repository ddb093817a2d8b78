"""Desks of firms: opened for a workplace of the register, with safety officers and nobody else."""

from sqlalchemy import select

from backend.db.models import Case, FirmDesk, InsideCase, Workplace
from backend.domain.cases import Role, Status
from backend.domain.errors import NotFound
from backend.house import House, Work
from backend.services import audit, bodies, firms, notifications, staff, workplaces
from backend.services.cases import Actor


async def add_officer(house: House, workplace_id: str, name: str, actor: Actor) -> str:
    """A safety officer of a firm, its desk opened if need be; returns the one-time password.

    Raises NotFound for the workplace, and as :func:`staff.add_staff`.
    """
    async with house.work() as work:
        row = await workplaces.get(work, workplace_id)
        desk = firms.desk_id(work, row.id)
        if await work.session.get(FirmDesk, desk) is None:
            sealed = work.vault.seal(row.id.encode(), *place_of(desk))
            work.session.add(FirmDesk(id=desk, workplace=sealed))
            await bodies.ensure(work, desk)
            await audit.record(work, actor.id, "open_firm_desk", desk)
    return await staff.add_staff(house, name, desk, (Role.SAFETY_OFFICER,), actor.id)


async def after_leaving(work: Work, desk: str) -> None:
    """Tell the reporters of what a desk alone has when nobody sits there any more."""
    if await firms.at_desk(work, desk):
        return
    query = (
        select(Case)
        .join(InsideCase, InsideCase.case_number == Case.number)
        .where(InsideCase.desk_id == desk, Case.status == Status.INSIDE.value)
    )
    for case in list(await work.session.scalars(query)):
        choices = ("status.open",)
        await notifications.tell_reporters(work, case, "case.inside_nobody", {}, choices=choices)


def place_of(desk: str) -> tuple[str, ...]:
    """Where the sealed workplace of a desk lies."""
    return ("firm_desks", desk, "workplace")


async def workplace_of(work: Work, desk: str) -> Workplace:
    """The workplace of a desk; raises NotFound."""
    row = await work.session.get(FirmDesk, desk)
    if row is None:
        raise NotFound("workplace_not_found")
    return await workplaces.get(work, work.vault.open(row.workplace, *place_of(desk)).decode())
