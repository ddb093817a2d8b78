"""Who is told: the accounts linked to a report and the groups of its bodies, nobody else."""

from backend.db.models import Case
from backend.house import Work
from backend.services import access, access_codes, accounts
from backend.services.notifications import tell_bodies, tell_reporters
from tests.support.filing import BODY, FOREIGN, Filing, file_report


async def _bind(work: Work, body_id: str, name: str) -> None:
    """A group as a channel binds it: an account of its own, found by the same hash."""
    account = await accounts.ensure(work, "telegram", name, send_to=b"-1", locale="zh_CN")
    code = await access_codes.new_code(work, "group", body_id)
    await access.bind_group(work, code, account.external_hash, "telegram", b"-1")


async def test_a_linked_account_is_told_once(filing: Filing) -> None:
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        await tell_reporters(work, case, "case.notice_verifying", {"body": BODY})
    (payload,) = await filing.payloads()
    assert payload == {
        "account": filing.account_id,
        "key": "case.notice_verifying",
        "params": {"number": filing.number, "body": BODY},
        "choices": [],
        "case_number": filing.number,
    }


async def test_the_groups_of_its_bodies_are_told_and_no_others(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        await _bind(work, BODY, "ours")
        await _bind(work, FOREIGN, "theirs")
        case = await work.session.get_one(Case, sqlite_filing.number)
        await tell_bodies(work, case, "submit")
        ours = accounts.account_hash(work, "telegram", "ours")
    told = await sqlite_filing.payloads("unit_card")
    assert told == [{"group": ours, "case_number": sqlite_filing.number, "event": "submit"}]


async def test_who_had_the_case_is_told_that_it_went_on(sqlite_filing: Filing) -> None:
    async with sqlite_filing.house.work() as work:
        await _bind(work, BODY, "ours")
        await _bind(work, FOREIGN, "theirs")
    await sqlite_filing.payloads("unit_card")
    await sqlite_filing.event("transfer", to=FOREIGN)
    assert len(await sqlite_filing.payloads("unit_card")) == 2


async def test_of_a_mine_both_bodies_hear_of_each_others_steps(sqlite_filing: Filing) -> None:
    local, office = BODY, "530000.mine_safety"
    async with sqlite_filing.house.work() as work:
        await _bind(work, office, "mines")
        mines = accounts.account_hash(work, "telegram", "mines")
    mine = await file_report(
        sqlite_filing.house, "玉溪市红塔区大营街的铁矿尾矿库坝体渗水,排洪沟也堵了,随时可能溃坝"
    )
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, mine.number)
        assert (case.industry, case.holder_id) == ("mine", local)
    told = [one for one in await mine.payloads("unit_card") if one["group"] == mines]
    assert [one["event"] for one in told] == ["beside_submit"]
    await mine.event("accept")
    told = [one for one in await mine.payloads("unit_card") if one["group"] == mines]
    assert [one["event"] for one in told] == ["beside_accept"]
