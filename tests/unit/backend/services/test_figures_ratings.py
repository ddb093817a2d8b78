"""Ratings: of the body whose desk ended the case, and of who ended it there."""

from sqlalchemy import text

from backend.domain.deadlines import day_of
from backend.domain.figures import parse_period
from backend.services import figures, ratings
from tests.support.api import BODY
from tests.support.filing import FOREIGN, Filing, file_report


async def test_ratings_are_of_the_body_and_of_who_ended_the_case(filing: Filing) -> None:
    house = filing.house
    others = [await file_report(house) for _ in range(2)]
    for who, one in zip(("officer", "officer", "colleague"), (filing, *others), strict=True):
        for step, fields in (
            ("accept", {}),
            ("verify", {"officers": ["甲", "乙"]}),
            ("close", {"outcome": "unfounded", "reason": "没有"}),
        ):
            await one.event(step, who, **fields)
    async with house.work() as work:
        await ratings.rate(work, filing.report_id, satisfied=True)
        await ratings.rate(work, others[0].report_id, satisfied=True)
        await ratings.rate(work, others[0].report_id, satisfied=False)
        await ratings.rate(work, others[1].report_id, satisfied=True)
        period = parse_period(day_of(work.now).strftime("%Y-%m"))
    async with house.view() as view:
        book = await figures.by_body(view, [BODY, FOREIGN], period)
        people = await figures.by_person(view, BODY, period)
        plain = await view.session.execute(
            text("SELECT count(*), sum(CASE WHEN satisfied THEN 1 ELSE 0 END) FROM ratings")
        )
        number, satisfied = plain.one()
    found = book.of(BODY, period)
    assert (found["ratings"].value, found["satisfied"].value) == (number, satisfied / number)
    assert (number, satisfied) == (3, 2)
    assert book.of(FOREIGN, period)["ratings"].value == 0
    by = {one: people.of(one, period)["satisfied"].value for one in ("staff:one", "staff:two")}
    assert by == {"staff:one": 0.5, "staff:two": 1.0}
    assert book.of(BODY, period.before())["satisfied"].value is None
