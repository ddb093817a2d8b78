"""What could not be sent: parked jobs, and another try."""

from aiohttp import web
from sqlalchemy import func, select

from backend.db.models import Job
from backend.domain.cases import Role
from backend.services import audit, jobs
from backend.web.auth import PATH
from backend.web.base import HOUSE, allow
from backend.web.console.scope import check_whole
from backend.web.console.shell import acting, page

routes = web.RouteTableDef()


@routes.get("/jobs")
@allow(Role.ADMINISTRATOR)
async def show(request: web.Request) -> web.Response:
    """The parked jobs and how many are under way; never what they say or to whom."""
    check_whole(request)
    async with request.app[HOUSE].view() as view:
        parked = await jobs.parked(view)
        waiting = await view.session.scalar(select(func.count()).where(Job.state != "parked"))
    return page(request, "jobs.html", parked=parked, waiting=waiting or 0)


@routes.post("/jobs/{id}/retry")
@allow(Role.ADMINISTRATOR)
async def retry(request: web.Request) -> web.Response:
    """Try one job again."""
    check_whole(request)
    async with request.app[HOUSE].work() as work:
        await jobs.try_again(work, request.match_info["id"])
        await audit.record(work, acting(request).id, "retry_job", request.match_info["id"][:40])
    raise web.HTTPSeeOther(f"{PATH}/jobs")
