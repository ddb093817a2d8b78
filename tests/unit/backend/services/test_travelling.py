"""The copy that travels: what a person takes away is gone for the next desk, not at the first."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from backend.db.models import AuditEntry, Case
from backend.domain.cases import Role
from backend.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from backend.services import bodies, travelling, views
from backend.services.cases import Actor
from backend.services.drafts import Draft, Upload, add_files, understand
from backend.services.reports import submit_report
from backend.services.sent_files import take_in_from_reporter
from backend.services.status import say_to_body
from tests.support.api import BODY, HAZARD, OTHER_BODY
from tests.support.filing import Filing, connect

DESK = Actor("staff:one", BODY, frozenset({Role.OFFICER}))
NEXT = Actor("staff:six", OTHER_BODY, frozenset({Role.OFFICER}))
SLIP = "就是我和老刘一起值夜班的那间"


def bright() -> bytes:
    """A white photo: a black box shows in every one of its pixels."""
    out = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(out, "JPEG")
    return out.getvalue()


async def _with_photo(filing: Filing) -> str:
    """Another case with a photo; returns the photo's id."""
    house = filing.house
    await connect(house, OTHER_BODY)
    draft = Draft()
    draft.add_text(f"{HAZARD},{SLIP}")
    await add_files(house.media, draft, [Upload("1.jpg", bright())])
    async with house.work() as work:
        filed = await submit_report(work, draft, understand(draft))
    filing.number, filing.report_id = filed.case_number, filed.report_id
    async with house.view() as view:
        (photo,) = (await views.case_view(view, filing.number, DESK)).files
    return photo.id


async def _confirm(filing: Filing, photo: str = "", actor: Actor = DESK, **changed: object) -> None:
    words = {"redacted": "化工厂仓库里堆满了桶,没有通风", "place": "大营街", "enterprise": "化工厂"}
    boxes = {photo: travelling.parse_boxes(str(changed.pop("boxes", "")))} if photo else {}
    words |= {name: str(value) for name, value in changed.items()}
    await travelling.confirm(filing.house, filing.number, words, boxes, actor)


async def _pixels(filing: Filing, photo: str, body: str) -> Image.Image:
    async with filing.house.view() as view:
        key = await bodies.data_key(view, filing.report_id, body)
    return Image.open(io.BytesIO(await filing.house.media.read(photo, "clean", key)))


async def test_what_was_taken_away_does_not_travel(filing: Filing) -> None:
    photo = await _with_photo(filing)
    await _confirm(filing, photo, boxes="[[0, 0, 500, 1000]]")
    await filing.event("transfer", to=OTHER_BODY)
    async with filing.house.view() as view:
        there = await views.case_view(view, filing.number, NEXT)
    assert there.content is not None
    assert there.words == "化工厂仓库里堆满了桶,没有通风"
    assert "老刘" not in str(there)
    assert all(one["written"] in there.words for one in there.content.matched)
    assert there.case.copy_checked
    image = await _pixels(filing, photo, OTHER_BODY)
    left, right = image.getpixel((50, 50)), image.getpixel((150, 50))
    assert max(left) < 16  # type: ignore[type-var, arg-type]
    assert min(right) > 240  # type: ignore[type-var, arg-type]


async def test_the_first_desk_keeps_the_reporter_s_own_words(sqlite_filing: Filing) -> None:
    await _confirm(sqlite_filing, await _with_photo(sqlite_filing))
    async with sqlite_filing.house.view() as view:
        here = await views.case_view(view, sqlite_filing.number, DESK)
        (entry,) = await view.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "check_copy")
        )
    assert here.original is not None
    assert SLIP in here.original.text
    assert entry.subject == sqlite_filing.number


async def test_a_whole_picture_can_be_left_out(sqlite_filing: Filing) -> None:
    photo = await _with_photo(sqlite_filing)
    words = {"redacted": "仓库", "place": "", "enterprise": ""}
    boxes = {photo: (travelling.WHOLE,)}
    await travelling.confirm(sqlite_filing.house, sqlite_filing.number, words, boxes, DESK)
    image = await _pixels(sqlite_filing, photo, BODY)
    assert image.convert("L").getextrema()[1] < 16  # type: ignore[operator]


@pytest.mark.parametrize("name", travelling.NAMES)
@pytest.mark.parametrize("value", ["找13987654321问", "530402199003074518"])
async def test_words_that_still_betray_are_refused(
    sqlite_filing: Filing, name: str, value: str
) -> None:
    with pytest.raises(Invalid, match="words_betray"):
        await _confirm(sqlite_filing, **{name: value})


async def test_nobody_else_changes_it(sqlite_filing: Filing) -> None:
    photo = await _with_photo(sqlite_filing)
    for actor, error in (
        (NEXT, NotFound),
        (Actor("staff:four", BODY, frozenset({Role.PAYER})), NotAllowed),
        (Actor("staff:three", BODY, frozenset({Role.REVIEWER})), NotAllowed),
    ):
        with pytest.raises(error):
            await _confirm(sqlite_filing, photo, actor)
    with pytest.raises(NotFound):
        await _confirm(sqlite_filing, "0" * 32, boxes="[[0,0,9,9]]")
    with pytest.raises(Invalid):
        await _confirm(sqlite_filing, redacted=" ")
    async with sqlite_filing.house.view() as view:
        here = await views.case_view(view, sqlite_filing.number, DESK)
    assert not here.case.copy_checked


@pytest.mark.parametrize(
    "raw",
    ["{}", "[1]", "[[1,2,3]]", "[[0,0,0,5]]", "[[0,0,1001,5]]", "[[-1,0,5,5]]", '[["0",0,5,5]]',
     "[[true,0,5,5]]", "[[0.5,0,5,5]]", "nonsense", "[" * 9_999, "[[0,0,5,5]," * 61],
)  # fmt: skip
def test_boxes_that_are_none(raw: str) -> None:
    with pytest.raises(DomainError, match="boxes_unreadable"):
        travelling.parse_boxes(raw)


def test_no_boxes_and_some() -> None:
    assert travelling.parse_boxes(" ") == ()
    assert travelling.parse_boxes("[[0,0,1000,1000],[1,2,3,4]]") == (
        (0, 0, 1000, 1000),
        (1, 2, 3, 4),
    )


async def test_nothing_travels_before_a_person_looked(sqlite_filing: Filing) -> None:
    with pytest.raises(Conflict, match="copy_unchecked"):
        await sqlite_filing.event("transfer", to=OTHER_BODY, copy_checked=False)
    async with sqlite_filing.house.view() as view:
        case = await view.session.get_one(Case, sqlite_filing.number)
        assert (case.status, case.copy_checked) == ("assigned", False)
    await _confirm(sqlite_filing, await _with_photo(sqlite_filing))
    assert await sqlite_filing.event("transfer", to=OTHER_BODY, copy_checked=False) == "assigned"


async def test_who_states_that_a_person_looked_is_on_record(sqlite_filing: Filing) -> None:
    await sqlite_filing.event("transfer", to=OTHER_BODY)
    async with sqlite_filing.house.view() as view:
        acts = select(AuditEntry.detail).where(AuditEntry.action == "check_copy")
        (detail,) = list(await view.session.scalars(acts))
    assert detail == '{"stated": true}'


async def test_what_came_after_the_look_is_looked_at_too(sqlite_filing: Filing) -> None:
    await _confirm(sqlite_filing, await _with_photo(sqlite_filing))
    files = await take_in_from_reporter(
        sqlite_filing.house, sqlite_filing.report_id, [Upload("badge.jpg", bright())]
    )
    async with sqlite_filing.house.work() as work:
        await say_to_body(work, sqlite_filing.report_id, "这是现场", files)
    with pytest.raises(Conflict, match="copy_unchecked"):
        await sqlite_filing.event("transfer", to=OTHER_BODY, copy_checked=False)
    # A page that was opened before it came doesn't confirm it.
    with pytest.raises(Conflict, match="case_moved_on"):
        await _confirm(sqlite_filing, boxes="")
