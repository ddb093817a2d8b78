"""Forms come in memory, whole or refused."""

import io
import tempfile

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from backend.services.drafts import MAX_FILES
from backend.web import forms
from backend.web.forms import read_form


async def _echo(request: web.Request) -> web.Response:
    form = await read_form(request)
    again = await read_form(request)
    return web.json_response(
        {
            "fields": form.fields,
            "files": [[upload.name, len(upload.content)] for upload in form.files],
            "same": form is again,
        }
    )


async def _client() -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.router.add_post("/", _echo)
    return TestClient(TestServer(app))


async def test_fields_and_files_arrive_as_they_were_sent() -> None:
    data = FormData({"text": "有隐患"})
    data.add_field("role", "a")
    data.add_field("role", "b")
    data.add_field(
        "photo", io.BytesIO(b"x" * 3_000_000), filename="large.jpg", content_type="image/jpeg"
    )
    async with await _client() as client:
        answer = await (await client.post("/", data=data)).json()
        assert answer["fields"] == {"text": ["有隐患"], "role": ["a", "b"]}
        assert answer["files"] == [["large.jpg", 3_000_000]]
        assert answer["same"]
        plain = await (await client.post("/", data={"text": "有隐患", "empty": ""})).json()
        assert plain["fields"] == {"text": ["有隐患"], "empty": [""]}


async def test_where_no_files_are_wanted_none_are_read() -> None:
    app = web.Application()

    async def words_only(request: web.Request) -> web.Response:
        return web.json_response((await read_form(request, files=False)).fields)

    app.router.add_post("/", words_only)
    data = FormData()
    data.add_field("photo", io.BytesIO(b"x" * 100_000), filename="a.jpg")
    async with TestClient(TestServer(app)) as client:
        assert (await client.post("/", data=data)).status == 400
        assert await (await client.post("/", data={"a": "b"})).json() == {"a": ["b"]}


async def test_no_upload_touches_a_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *a, **k: made.append(1) or real(*a, **k))
    data = FormData()
    data.add_field("photo", io.BytesIO(b"x" * 2_000_000), filename="a.jpg")
    async with await _client() as client:
        assert (await client.post("/", data=data)).status == 200
    assert made == []


async def test_one_file_more_than_may_be_is_seen_and_no_more_are_kept() -> None:
    data = FormData()
    for number in range(MAX_FILES + 5):
        data.add_field("photo", b"x", filename=f"{number}.jpg")
    async with await _client() as client:
        answer = await (await client.post("/", data=data)).json()
    assert len(answer["files"]) == MAX_FILES + 1


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"nothing", 400),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\ntext", 400),
        ("multipart/form-data; boundary=x", b"", 400),
        ("application/x-www-form-urlencoded; charset=nonsense", b"a=b", 400),
    ],
)
async def test_a_broken_form_is_refused(content_type: str, body: bytes, status: int) -> None:
    async with await _client() as client:
        headers = {"Content-Type": content_type}
        answer = await client.post("/", data=body, headers=headers)
        assert answer.status == status


async def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BODY_BYTES", 100_000)
    data = FormData()
    for name in ("a", "b"):
        data.add_field("photo", b"x" * 60_000, filename=name)
    async with await _client() as client:
        assert (await client.post("/", data=data)).status == 413
        long = FormData()
        long.add_field("text", "x" * (forms.MAX_FIELD_BYTES + 1), content_type="text/plain")
        assert (await client.post("/", data=long)).status == 413
