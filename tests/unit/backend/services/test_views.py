"""What a body sees of its cases: the words with its own key, and other bodies' cases not at all."""

from dataclasses import replace

import pytest

from backend.domain.cases import Role
from backend.domain.errors import NotFound
from backend.services import views
from backend.services.drafts import Draft, Upload, add_files, understand
from backend.services.reports import submit_report
from backend.services.status import reporter_view, say_to_body
from tests.support.filing import BODY, FOREIGN, HAZARD, Filing, connect, file_report, somebody


async def test_the_holder_sees_words_steps_and_next_steps(filing: Filing) -> None:
    await filing.event("accept")
    await filing.event("ask_extension", reason="等检测报告")
    async with filing.house.view() as view:
        seen = await views.case_view(view, filing.number, filing.actors["officer"])
    assert seen.content is not None
    assert seen.words == HAZARD
    assert seen.original is not None
    assert [step.event for step in seen.steps] == ["submit", "accept", "ask_extension"]
    assert seen.steps[-1].texts == {"reason": "等检测报告"}
    assert seen.parts[BODY] == "main"
    assert not seen.named
    assert {row.event.value for row in seen.next_steps} >= {"verify", "transfer", "message"}


async def test_numbers_of_people_are_gone_from_the_copy_that_travels(filing: Filing) -> None:
    other = await file_report(filing.house, f"{HAZARD},找我 13800138000")
    await connect(filing.house, FOREIGN)
    await other.event("transfer", to=FOREIGN)
    there = replace(other.actors["officer"], body_id=FOREIGN)
    async with filing.house.view() as view:
        seen = await views.case_view(view, other.number, there)
    assert seen.original is None
    assert "13800138000" not in repr(seen)
    assert HAZARD[:10] in seen.words


async def test_a_stranger_sees_nothing(sqlite_filing: Filing) -> None:
    stranger = sqlite_filing.actors["foreign"]
    async with sqlite_filing.house.view() as view:
        with pytest.raises(NotFound):
            await views.case_view(view, sqlite_filing.number, stranger)
        with pytest.raises(NotFound):
            await views.open_file(view, sqlite_filing.number, "x", stranger)
        assert await views.list_cases(view, somebody(FOREIGN)) == []


async def test_who_gave_it_away_sees_plain_facts(sqlite_filing: Filing) -> None:
    await connect(sqlite_filing.house, FOREIGN)
    await sqlite_filing.event("transfer", to=FOREIGN, reason="职责不在本局")
    officer = sqlite_filing.actors["officer"]
    async with sqlite_filing.house.view() as view:
        from backend.db.models import Case

        case = await view.session.get_one(Case, sqlite_filing.number)
        seen = await views.view_of(view, case, officer)
    assert (seen.content, seen.original, seen.files, seen.lines, seen.next_steps) == (
        None, None, (), (), (),
    )  # fmt: skip
    assert all(step.texts == {} for step in seen.steps)


async def test_the_list_is_by_age_and_can_be_gone_through(filing: Filing) -> None:
    others = [await file_report(filing.house) for _ in range(4)]
    numbers = [filing.number, *(other.number for other in others)]
    await filing.event("accept")
    async with filing.house.view() as view:
        assert [case.number for case in await views.list_cases(view, somebody(BODY))] == numbers
        page = await views.list_cases(view, somebody(BODY), after=numbers[1], limit=2)
        assert [case.number for case in page] == numbers[2:4]
        accepted = await views.list_cases(view, somebody(BODY), status="accepted")
        assert [case.number for case in accepted] == [filing.number]
        with pytest.raises(NotFound):
            await views.list_cases(view, somebody(FOREIGN), after=numbers[0])
        with pytest.raises(NotFound):
            await views.list_cases(view, somebody(BODY), after="YX-0000-0000")


async def test_what_was_said_to_an_earlier_desk_travels_redacted(filing: Filing) -> None:
    await connect(filing.house, FOREIGN)
    officer = filing.actors["officer"]

    async def say(text: str) -> None:
        async with filing.house.work() as work:
            await say_to_body(work, filing.report_id, text)

    async def heard(body: str) -> list[str]:
        async with filing.house.view() as view:
            seen = await views.case_view(view, filing.number, replace(officer, body_id=body))
            return [line.text for line in seen.lines]

    await say("桶又多了。我叫张晓明,电话13800138000")
    assert await heard(BODY) == ["桶又多了。我叫张晓明,电话13800138000"]
    await filing.event("transfer", to=FOREIGN)
    (carried,) = await heard(FOREIGN)
    assert "桶又多了" in carried
    assert "张晓明" not in carried
    assert "13800138000" not in carried
    await say("门卫电话13900139000")
    assert (await heard(FOREIGN))[1:] == ["门卫电话13900139000"]
    async with filing.house.view() as view:
        own = (await reporter_view(view, filing.report_id, "zh_CN")).lines
    assert own[0].text == "桶又多了。我叫张晓明,电话13800138000"


async def test_a_file_opens_with_the_key_of_the_copy(sqlite_filing: Filing) -> None:
    house, draft = sqlite_filing.house, Draft()
    draft.add_text(HAZARD)
    await add_files(house.media, draft, [Upload("x.pdf", b"%PDF-1.7 words")])
    understood = understand(draft)
    async with house.work() as work:
        number = (await submit_report(work, draft, understood)).case_number
    officer = sqlite_filing.actors["officer"]
    async with house.view() as view:
        seen = await views.case_view(view, number, officer)
        (stored,) = seen.files
        found = await views.open_file(view, number, stored.id, officer)
        assert found is not None
        assert await house.media.read(stored.id, "original", found[1]) == b"%PDF-1.7 words"
        assert await views.open_file(view, number, "other", officer) is None
        assert await views.open_file(view, sqlite_filing.number, stored.id, officer) is None


async def test_next_steps_are_those_of_ones_roles(sqlite_filing: Filing) -> None:
    payer = replace(sqlite_filing.actors["officer"], roles=frozenset({Role.PAYER}))
    async with sqlite_filing.house.view() as view:
        assert (await views.case_view(view, sqlite_filing.number, payer)).next_steps == ()
