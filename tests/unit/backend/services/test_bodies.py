"""Bodies on this installation: their keys, and whether they work here."""

import asyncio

import pytest

from backend.db.models import EnforcementBody
from backend.house import House
from backend.services import bodies
from backend.vault import KeyMissing, new_key, shared_key
from tests.support.filing import BODY, FOREIGN, Filing


async def test_a_body_is_made_once_with_one_key(house: House) -> None:
    async def ensure() -> bytes:
        async with house.work() as work:
            return (await bodies.ensure(work, BODY)).public_key

    keys = await asyncio.gather(*(ensure() for _ in range(5)))
    assert len(set(keys)) == 1
    async with house.view() as view:
        assert [row.id for row in await bodies.known(view)] == [BODY]
        assert not (await view.session.get_one(EnforcementBody, BODY)).connected


async def test_a_body_that_is_none_has_no_row(sqlite_house: House) -> None:
    for wrong in ("nowhere.fire", "530402", "530402.nothing", ""):
        with pytest.raises(KeyError):
            bodies.describe(wrong)


def test_the_installations_own_desk_has_a_name() -> None:
    assert bodies.name_of("intake") == "本平台受理台"
    assert bodies.name_of("intake", "en") == "Intake desk of this service"
    assert bodies.describe(BODY).name == "红塔区应急管理局"


async def test_keys_open_for_whom_they_were_wrapped(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        report = sqlite_filing.report_id
        full = await bodies.original_key(work, report)
        assert full is not None
        assert await bodies.data_key(work, report) == shared_key(full)
        assert await bodies.data_key(work, report, BODY) == shared_key(full)
        with pytest.raises(KeyMissing):
            await bodies.data_key(work, report, FOREIGN)
        await bodies.grant(work, report, shared_key(full), FOREIGN, full=False)
        assert await bodies.data_key(work, report, FOREIGN) == shared_key(full)
        assert await bodies.original_key(work, report, FOREIGN) is None
        await bodies.grant(work, report, new_key(), FOREIGN, full=False)
        assert await bodies.data_key(work, report, FOREIGN) == shared_key(full)


async def test_a_forgotten_key_opens_nothing_any_more(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        report = sqlite_filing.report_id
        await bodies.revoke(work, report, BODY)
        assert await bodies.original_key(work, report) is not None
        await bodies.revoke(work, report, BODY, original=True)
        await bodies.revoke(work, report, FOREIGN)
        with pytest.raises(KeyMissing):
            await bodies.data_key(work, report)
        assert await bodies.original_key(work, report) is None
