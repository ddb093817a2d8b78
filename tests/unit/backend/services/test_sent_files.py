"""Files beside the dialogue: cleaned, sealed, opened by the desks and the receipt alone."""

import io

import pytest
from PIL import Image

from backend.domain.errors import DomainError, Invalid, NotAllowed, NotFound
from backend.media import Stored
from backend.services import dialogue, sent_files, status, views
from backend.services.drafts import Upload
from backend.services.status import say_to_body
from tests.support.api import OTHER_BODY, picture
from tests.support.filing import Filing, connect

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def _send(filing: Filing, *uploads: Upload, who: str = "officer") -> list[Stored]:
    from backend.services.history import first_report

    actor = filing.actors[who]
    files = await sent_files.take_in_from_body(filing.house, filing.number, uploads, actor)
    await filing.event("message", who, text="请看附件。")
    async with filing.house.work() as work:
        from backend.db.models import Case

        case = await work.session.get_one(Case, filing.number)
        await sent_files.send(work, case, files, actor)
        assert (await first_report(work, case)).id == filing.report_id
    return files


async def test_a_photo_reaches_the_reporter_without_its_metadata(filing: Filing) -> None:
    photo, other = await _send(filing, Upload("a.jpg", picture()), Upload("b.jpg", picture(80)))
    payloads = [one["key"] for one in await filing.payloads()]
    assert payloads == ["case.notice_message", "case.notice_files"]
    async with filing.house.view() as view:
        seen = await status.reporter_view(view, filing.report_id, "zh_CN")
        assert seen.lines[-1].files == (photo, other)
        stored, key = await sent_files.open_for_reporter(view, filing.report_id, photo.id)
        with pytest.raises(NotFound):
            await sent_files.open_for_reporter(view, filing.report_id, "0" * 32)
    clean = Image.open(io.BytesIO(await filing.house.media.read(stored.id, "clean", key)))
    assert not dict(clean.getexif())
    with pytest.raises(FileNotFoundError):
        await filing.house.media.read(stored.id, "original", key)


async def test_an_answers_photo_goes_on_with_the_case(sqlite_filing: Filing) -> None:
    uploads = [Upload("b.jpg", picture()), Upload("b.pdf", PDF)]
    files = await sent_files.take_in_from_reporter(
        sqlite_filing.house, sqlite_filing.report_id, uploads
    )
    async with sqlite_filing.house.work() as work:
        await say_to_body(work, sqlite_filing.report_id, "西门", files)
    await connect(sqlite_filing.house, OTHER_BODY)
    await sqlite_filing.event("transfer", to=OTHER_BODY)
    there = sqlite_filing.actors["officer"].__class__(
        "staff:six", OTHER_BODY, sqlite_filing.actors["officer"].roles
    )
    async with sqlite_filing.house.view() as view:
        seen = await views.case_view(view, sqlite_filing.number, there)
        assert seen.lines[-1].files == tuple(files)
        found = await views.open_file(view, sqlite_filing.number, files[0].id, there)
    assert found is not None


@pytest.mark.parametrize(
    ("who", "uploads", "error"),
    [
        ("foreign", [Upload("a.jpg", b"x")], NotFound),
        ("payer", [Upload("a.jpg", b"x")], NotAllowed),
        ("officer", [Upload("a.exe", b"MZ\x90\0")], Invalid),
        ("officer", [Upload("a.jpg", picture()), Upload("a.html", b"<script>")], Invalid),
        ("officer", [Upload("a.jpg", picture())] * 7, Invalid),
        # Such a document may load something from afar, and show where its reader is.
        ("officer", [Upload("a.pdf", PDF)], Invalid),
    ],
)
async def test_what_cannot_be_sent_leaves_nothing_behind(
    sqlite_filing: Filing, who: str, uploads: list[Upload], error: type[DomainError]
) -> None:
    before = sorted(sqlite_filing.house.media.folder.rglob("*"))
    with pytest.raises(error):
        await _send(sqlite_filing, *uploads, who=who)
    left = set(sqlite_filing.house.media.folder.rglob("*")) - set(before)
    assert not [one for one in left if one.is_file()]


async def test_each_side_sees_the_day_the_other_read(sqlite_filing: Filing) -> None:
    async def lines() -> list[bool]:
        async with sqlite_filing.house.view() as view:
            seen = await status.reporter_view(view, sqlite_filing.report_id, "zh_CN")
            return [one.read_on is not None for one in seen.lines]

    await sqlite_filing.event("message", text="请补充。")
    assert await lines() == [False]
    async with sqlite_filing.house.work() as work:
        await dialogue.mark_read(work, sqlite_filing.report_id, from_reporter=False)
    assert await lines() == [True]
    await sqlite_filing.event("message", text="还在吗?")
    async with sqlite_filing.house.work() as work:
        # Who answers has read.
        await say_to_body(work, sqlite_filing.report_id, "在")
    assert await lines() == [True, True, False]
    async with sqlite_filing.house.work() as work:
        await dialogue.mark_read(work, sqlite_filing.report_id, from_reporter=True)
    assert await lines() == [True, True, True]
