"""Real texts, where there are some: each ends in a receipt, or in "not about safety"."""

import json
from pathlib import Path

from tests.support.webchat import Hall, Said

TOWN = "玉溪市红塔区大营街"
MOST_ANSWERS = 8


async def end_of(hall: Hall, text: str) -> str:
    """How a script fares with a text: "receipt", "not about safety", or where it got stuck."""
    chat = await hall.chat()
    said = await chat.say(text)
    for _ in range(MOST_ANSWERS):
        offered = said[-1].choices
        if any(one.receipt for one in said):
            return "receipt"
        if "report.submit" in offered:
            said = await chat.press("report.submit")
        elif "report.insist" in offered:
            return "not about safety"
        elif "report.place_unknown" in offered and not towns(said[-1]):
            said = await chat.say(TOWN)
        elif offered:
            said = await chat.press(offered[0])
        else:
            break
    return said[-1].text[:80]


def towns(said: Said) -> bool:
    """Whether a question offers places to choose from."""
    return any(one.startswith("report.place:") for one in said.choices)


async def test_every_case_ends_well(sqlite_hall: Hall, cases_folder: Path) -> None:
    lines = (cases_folder / "dev.jsonl").read_text("utf-8").splitlines()
    stuck = {}
    for case in map(json.loads, lines):
        end = await end_of(sqlite_hall, case["text"])
        if end not in ("receipt", "not about safety"):
            stuck[case["id"]] = end
    assert stuck == {}
