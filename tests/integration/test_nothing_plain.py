"""What a reporter typed, sent or is lies nowhere in the clear: files, rows and logs searched."""

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from backend.db.models.base import Base
from backend.house import House
from tests.support.api import make_token
from tests.support.webchat import Chat, Hall, filing_of

PLACE = "大营街狮子坡九号院"
FIRM = "玉溪翠羽鹮化工有限公司"
STORY = "仓库里堆满了危险化学品桶,绿漆剥落得厉害,没有任何通风"
ANSWER = "就在磨盘石后面第三间"
ADDITION = "今天夜里又拉来两车蓝桶"
NAME = "隐患照片-瓦窑.jpg"
OWNER = "OwnerOfThePhone"
COMMENT = "CommentInThePhoto"
TYPED = (PLACE, FIRM, STORY, ANSWER, ADDITION, NAME, OWNER, COMMENT)


def photo() -> bytes:
    """A JPEG that says whose it is and where it was taken."""
    from PIL import Image

    image = Image.effect_noise((64, 48), 80).convert("RGB")
    exif = image.getexif()
    exif[0x013B], exif[0x010E] = OWNER, COMMENT
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (24.0, 21.0, 3.0), "E", (102.0, 33.0, 5.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def spellings(word: str) -> Iterator[bytes]:
    """A word as it may lie in a file: in the usual encodings and escaped in JSON."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "unicode_escape"):
        yield word.encode(encoding)


async def everything(house: House) -> bytes:
    """All rows of all tables as the database gives them, and all files of the installation."""
    parts: list[bytes] = []
    async with house.view() as view:
        for table in Base.metadata.sorted_tables:
            rows = await view.session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608 - our own names
            for row in rows:
                parts += [
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row
                ]
    folders = [house.settings.data, house.settings.key_folder]
    if house.database.is_sqlite:
        # The file itself too: freed pages and the write-ahead log tell more than the rows.
        folders.append(house.settings.data.parent)
    for folder in folders:
        parts += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(parts)


async def search(house: House, log: str, *words: str) -> list[str]:
    """Those of ``words`` that stand somewhere in the clear."""
    kept = await everything(house) + log.encode()
    return [word for word in words if any(spelled in kept for spelled in spellings(word))]


async def test_nothing_of_a_whole_life_lies_in_the_clear(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house = hall.house
    chat = await hall.chat()
    content = photo()

    async def nothing_but(*also: str) -> None:
        assert await search(house, caplog.text, *TYPED, chat.token, *also) == []
        kept = await everything(house)
        assert content[20:120] not in kept

    await chat.send(content, name=NAME)
    await chat.say(f"{FIRM},{STORY}")
    await chat.point(24.357, 102.551)
    await nothing_but("24.357", "102.551")
    card = await until_card(chat)
    assert FIRM in card
    filing = filing_of(await chat.press("report.submit"))
    await nothing_but(filing.receipt, filing.receipt.replace(" ", ""))
    number = filing.case_number
    assert await search(house, "", number) == [number], "what is public is found: the search works"

    holder = await holder_of(house, filing.case_number)
    officer = await make_token(house, holder)
    url = f"{hall.base_url}/api/v1/cases/{filing.case_number}"
    headers = {"Authorization": f"Bearer {officer}"}
    event = {"event": "request_info", "text": "是哪一间?翠鸟问"}
    async with hall.http.post(f"{url}/events", json=event, headers=headers) as answer:
        assert answer.status == 200
    await chat.say(ANSWER)
    await chat.press("dialogue.write")
    await chat.say(ADDITION)
    async with hall.http.get(url, headers=headers) as answer:
        seen = await answer.text()
        assert ANSWER in seen, "the body reads it"
        assert ADDITION in seen
    await nothing_but(filing.receipt, "翠鸟问", officer)
    await chat.say(filing.receipt)
    await nothing_but(filing.receipt, filing.receipt.replace(" ", ""))


async def until_card(chat: Chat) -> str:
    """Answer what is asked until the card is there; its text."""
    said = await chat.say(PLACE)
    if "report.submit" not in said[-1].choices:
        said = await chat.say("玉溪市红塔区")
    assert "report.submit" in said[-1].choices, said[-1].text
    return said[-1].text


async def holder_of(house: House, number: str) -> str:
    """The body at whose desk a case lies."""
    from backend.db.models import Case

    async with house.view() as view:
        return (await view.session.get_one(Case, number)).holder_id
