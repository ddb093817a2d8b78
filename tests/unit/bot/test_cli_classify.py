"""`chuishao classify`: one line in, one line out, whatever the line holds."""

import json
import subprocess
import sys

import pytest

from bot.cli.classify import LONGEST_LINE, answer
from tests.support.server import CHUISHAO

FIELDS = {
    "id", "industry", "confidence", "ask", "ask_place", "candidates", "matched", "region", "place",
    "enterprise", "urgency", "criteria", "body", "co_bodies", "why", "redacted",
}  # fmt: skip
HAZARD = "玉溪市红塔区一处工地脚手架没有护栏"


def asked(**record: object) -> dict[str, object]:
    return answer(json.dumps(record).encode())


def piped(*lines: bytes) -> list[dict[str, object]]:
    """What the command itself makes of these lines; its output has to be JSON in UTF-8."""
    done = subprocess.run(
        [CHUISHAO, "classify"], input=b"\n".join(lines), capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def test_a_hazard_is_answered_with_every_field() -> None:
    found = asked(id="a-1", text=HAZARD)
    assert set(found) == FIELDS
    assert found["id"] == "a-1"
    assert found["industry"] == "construction"
    assert found["region"]["path"] == ["云南省", "玉溪市", "红塔区", ""]
    assert found["body"]["id"] == "530402.housing_construction"
    assert set(found["body"]) == {"id", "name", "department", "level"}
    assert found["urgency"] in ("immediate", "major", "ordinary")
    assert found["why"].endswith("。")


def test_matched_words_stand_where_they_say() -> None:
    text = "🙂" + HAZARD
    matched = asked(text=text)["matched"]
    words = [text[one["start"] : one["end"]] for one in matched]
    assert [one["term"] for one in matched if one["kind"] != "learnt"]
    assert words == [one["term"] for one in matched]


def test_candidates_come_best_first_and_lead_with_the_guess() -> None:
    found = asked(text=HAZARD)
    scores = [one["score"] for one in found["candidates"]]
    assert len(scores) >= 3
    assert scores == sorted(scores, reverse=True)
    assert found["candidates"][0]["industry"] == found["industry"]


def test_without_a_place_no_body_is_guessed() -> None:
    found = asked(text="工地脚手架没有护栏")
    assert (found["region"], found["body"], found["co_bodies"]) == (None, None, [])
    assert found["ask_place"] is True
    assert found["why"].endswith("。")


@pytest.mark.parametrize("jurisdiction", ["yuxi", "530402"])
def test_a_jurisdiction_is_a_places_id_or_a_division_code(jurisdiction: str) -> None:
    found = asked(text="工地脚手架没有护栏", jurisdiction=jurisdiction)
    assert found["region"]["path"][1] == "玉溪市"


@pytest.mark.parametrize(
    ("line", "name", "error"),
    [
        (b"not json", None, "not JSON"),
        (b'{"id": 1, "text": "x"', None, "not JSON"),
        (b'"text"', None, "not an object"),
        (b"[]", None, "not an object"),
        (b"\x00\x01\xff\xfe", None, "not UTF-8"),
        ('{"text": "工地"}'.encode("gbk"), None, "not UTF-8"),
        ('{"text": "x"}'.encode("utf-16-le"), None, "not JSON"),
        (b"[" * 100_000, None, "not JSON"),
        (b'{"id": NaN, "text": "x"}', None, "not JSON"),
        (b'{"id": 1e999, "text": "x"}', None, "id is neither text nor number"),
        (b'{"id": {"a": 1}, "text": "x"}', None, "id is neither text nor number"),
        (b'{"id": 7}', 7, "text is missing or no text"),
        (b'{"id": "a", "text": 5}', "a", "text is missing or no text"),
        (b'{"id": "a", "text": "x", "jurisdiction": "atlantis"}', "a", "unknown jurisdiction"),
        (b'{"id": "a", "text": "x", "jurisdiction": 5}', "a", "jurisdiction is no text"),
        (b'{"id": 2.5, "text": "x", "location": [1, 2]}', 2.5,
         "location needs latitude and longitude in degrees"),
        (b'{"id": 1, "text": "x", "location": {"latitude": 91, "longitude": 1}}', 1,
         "location needs latitude and longitude in degrees"),
        (b'{"id": 1, "text": "x", "location": {"latitude": true, "longitude": 1}}', 1,
         "location needs latitude and longitude in degrees"),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_is_wrong_with_it(line: bytes, name: object, error: str) -> None:
    assert answer(line) == {"id": name, "error": error}


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "a\x00\ud800工地\udfff", "\u202e" * 50])
def test_any_text_is_answered(text: str) -> None:
    assert set(asked(text=text)) == FIELDS


def test_numbers_serve_as_ids() -> None:
    assert [asked(id=one, text="x")["id"] for one in (0, -5, 1.5, 2**70)] == [0, -5, 1.5, 2**70]


def test_the_command_answers_in_order_and_skips_blank_lines() -> None:
    found = piped(
        b"\xef\xbb\xbf" + json.dumps({"id": 1, "text": HAZARD}).encode(),
        b"",
        b"   ",
        b"broken",
        json.dumps({"id": "x" * (LONGEST_LINE + 10), "text": "x"}).encode(),
        json.dumps({"id": "\udc00", "text": "\ud800 电梯困人"}).encode(),
        json.dumps({"id": 3, "text": HAZARD}).encode(),
    )
    assert [one["id"] for one in found] == [1, None, None, "\udc00", 3]
    assert [one.get("error") for one in found] == [
        None, "not JSON", f"longer than {LONGEST_LINE} bytes", None, None,
    ]  # fmt: skip


def test_each_line_is_answered_before_the_next_one_comes() -> None:
    with subprocess.Popen(
        [CHUISHAO, "classify"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as command:
        assert command.stdin is not None
        assert command.stdout is not None
        for number in (1, 2):
            command.stdin.write(json.dumps({"id": number, "text": "x"}).encode() + b"\n")
            command.stdin.flush()
            # Would wait for ever if the answer did.
            assert json.loads(command.stdout.readline())["id"] == number
        command.stdin.close()
        assert command.wait() == 0


def test_it_needs_neither_the_chat_library_nor_a_database() -> None:
    program = (
        "import sys; from bot.__main__ import main; main(['classify']);"
        "print(sorted({'aiogram', 'aiohttp', 'sqlalchemy', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=b'{"text": "x"}\n', capture_output=True, check=True
    )
    assert done.stdout.splitlines()[-1] == b"[]"
