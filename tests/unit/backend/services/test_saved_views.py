"""A search under a name, one's own alone."""

import pytest

from backend.db.models import Staff
from backend.domain.errors import Invalid, NotFound
from backend.services import saved_views
from tests.support.api import BODY
from tests.support.filing import Filing


async def test_kept_replaced_and_forgotten(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        rows = [Staff(name=n, body_id=BODY, roles=[], password_hash="x") for n in ("林", "周")]
        work.session.add_all(rows)
        await work.session.flush()
        me, other = (row.id for row in rows)
        await saved_views.save(work, me, " 危化  急件 ", "tab=todo")
        await saved_views.save(work, me, "危化 急件", "tab=new")
        (view,) = await saved_views.of_person(work, me)
        assert (view.name, view.query) == ("危化 急件", "tab=new")
        assert await saved_views.of_person(work, other) == []
        with pytest.raises(NotFound):
            await saved_views.delete(work, other, view.id)
        for wrong in ("", " ", "字" * 31, "a\x00b"):
            with pytest.raises(Invalid):
                await saved_views.save(work, me, wrong, "tab=todo")
        for number in range(saved_views.MOST - 1):
            await saved_views.save(work, me, str(number), "tab=todo")
        with pytest.raises(Invalid):
            await saved_views.save(work, me, "one too many", "tab=todo")
        await saved_views.delete(work, me, view.id)
        assert len(await saved_views.of_person(work, me)) == saved_views.MOST - 1
