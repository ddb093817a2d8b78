"""Mail to bodies over a real server: what it says, what it never says, a server that is down."""

import datetime as dt
from email.message import Message

import pytest
from sqlalchemy import select

from backend.db.models import Case, Job
from backend.domain.errors import Conflict, Invalid
from backend.house import House
from backend.outbox import Outbox
from backend.services import audit_heads, mail
from bot.mail import Mail, server
from config.settings import MailSettings
from tests.support.filing import BODY, Filing
from tests.support.mail import Post

ADDRESS = "duty@hongta.example"


def _on(house: House, url: str, **more: str) -> None:
    given = {"url": url, "sender": "chuishao@chuishao.example", **more}
    house.settings = house.settings.model_copy(update={"mail": MailSettings(**given)})


async def _address(house: House, address: str = ADDRESS) -> None:
    async with house.work() as work:
        await mail.set_address(work, BODY, address, "staff:one")


async def _run(house: House) -> None:
    outbox = Outbox(house, Mail(house).executors())
    while await outbox.run_due():
        pass


def _text(message: Message) -> str:
    body = message.get_body()  # type: ignore[attr-defined]
    return str(body.get_content())


async def test_a_body_hears_that_something_waits_and_nothing_of_it(
    filing: Filing, post: tuple[Post, str]
) -> None:
    box, url = post
    _on(filing.house, url)
    await filing.event("message", text="没有地址,没有邮件")
    await _address(filing.house)
    async with filing.house.work() as work:
        case = await work.session.get_one(Case, filing.number)
        await mail.tell(work, BODY, case, "clock_warning")
        await mail.tell(work, BODY, case, "accept")
    await _run(filing.house)
    (came,) = box.came
    assert (came["To"], came["Subject"]) == (ADDRESS, f"案件 {filing.number}")
    assert f"/console/cases/{filing.number}" in _text(came)
    for secret in ("化工厂", "危险化学品", filing.receipt):
        assert secret not in came.as_string()
        assert secret not in _text(came)


async def test_a_server_that_is_down_loses_nothing(
    sqlite_filing: Filing, post: tuple[Post, str]
) -> None:
    box, url = post
    _on(sqlite_filing.house, url)
    await _address(sqlite_filing.house)
    box.refusing = True
    async with sqlite_filing.house.work() as work:
        case = await work.session.get_one(Case, sqlite_filing.number)
        await mail.tell(work, BODY, case, "submit")
    await _run(sqlite_filing.house)
    assert box.came == []
    box.refusing = False
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    sqlite_filing.house.clock = lambda: later
    await _run(sqlite_filing.house)
    assert len(box.came) == 1
    async with sqlite_filing.house.view() as view:
        assert list(await view.session.scalars(select(Job).where(Job.kind == mail.MAIL))) == []


async def test_the_days_heads_go_out_once_to_each_address(
    house: House, post: tuple[Post, str]
) -> None:
    box, url = post
    _on(house, url, audit_to="a@city.example, b@province.example")
    house.clock = lambda: dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    head = await audit_heads.sign_day(house)
    assert await audit_heads.sign_day(house) is None
    await _run(house)
    assert sorted(str(one["To"]) for one in box.came) == ["a@city.example", "b@province.example"]
    (attached,) = box.came[0].iter_attachments()  # type: ignore[attr-defined]
    assert audit_heads.parse_head(attached.get_content().decode()) == head


async def test_a_sealed_file_goes_to_a_body_outside(
    sqlite_house: House, post: tuple[Post, str]
) -> None:
    box, url = post
    async with sqlite_house.work() as work:
        with pytest.raises(Conflict, match="mail_off"):
            await mail.send_file(work, "a@city.example", "YX-1.html", "<p>")
    _on(sqlite_house, url)
    async with sqlite_house.work() as work:
        with pytest.raises(Invalid, match="mail_address"):
            await mail.send_file(work, "nobody", "YX-1.html", "<p>")
        await mail.send_file(work, "a@city.example", "YX-1.html", "<p>密")
    await _run(sqlite_house)
    (attached,) = box.came[0].iter_attachments()  # type: ignore[attr-defined]
    assert (attached.get_filename(), attached.get_content()) == ("YX-1.html", "<p>密".encode())


@pytest.mark.parametrize(
    "address",
    ["x", "a@b", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "a@" + "b" * 300],
)
async def test_what_is_no_address_is_refused(sqlite_filing: Filing, address: str) -> None:
    with pytest.raises(Invalid, match="mail_address"):
        await _address(sqlite_filing.house, address)
    with pytest.raises(ValueError, match="address"):
        MailSettings(sender=address.replace(", ", " "))


def test_anywhere_but_here_it_goes_over_tls() -> None:
    def way(url: str) -> tuple[object, ...]:
        found = server(MailSettings(url=url, sender="a@b.example"))  # type: ignore[arg-type]
        return found["port"], found["use_tls"], found["start_tls"], found["password"]

    assert way("smtps://u:p%40ss@mail.example") == (465, True, None, "p@ss")
    assert way("smtp://mail.example") == (587, False, True, None)
    assert way("smtp://127.0.0.1:2525") == (2525, False, None, None)
    with pytest.raises(ValueError, match="smtp"):
        way("http://mail.example")
