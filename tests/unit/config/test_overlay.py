"""Own changes over the shipped data: in force for all, or tried by one and unseen by others."""

import asyncio
from dataclasses import replace

from config import overlay
from config.deadlines import limit
from config.lexicon import lexicon
from config.overlay import Overlay, OwnLimit, OwnTerm, follows
from config.texts import text

ASKED = Overlay(
    7,
    texts={("en", "chat.begin"): "Go on."},
    deadlines={"accept": OwnLimit(3, "内部通知〔2026〕1号")},
    terms={"电马儿": OwnTerm("subject", (("fire", 8.0),))},
)


def test_what_is_active_holds_everywhere_until_it_is_taken_back() -> None:
    before = text("en", "chat.begin"), limit("accept", "yuxi").amount
    overlay.activate(ASKED)
    assert text("en", "chat.begin") == "Go on."
    assert text("zh_CN", "chat.begin") != "Go on."
    assert limit("accept", "yuxi").amount == 3
    assert limit("accept", "yuxi").status == "internal"
    assert "电马儿" in lexicon().own
    overlay.activate(Overlay())
    assert (text("en", "chat.begin"), limit("accept", "yuxi").amount) == before
    assert lexicon().own == frozenset()


async def test_a_trial_is_seen_by_its_own_task_and_threads_alone() -> None:
    began, seen = asyncio.Event(), asyncio.Event()

    async def tries() -> str:
        with overlay.trying(ASKED):
            began.set()
            await seen.wait()
            return await asyncio.to_thread(text, "en", "chat.begin")

    task = asyncio.create_task(tries())
    await began.wait()
    assert text("en", "chat.begin") != "Go on."
    seen.set()
    assert await task == "Go on."
    assert text("en", "chat.begin") != "Go on."


def test_only_what_follows_a_part_is_made_anew_and_nothing_is_kept_for_ever() -> None:
    made: list[str] = []

    @follows("terms")
    def known(name: str) -> str:
        made.append(name)
        return name

    known("a")
    overlay.activate(Overlay(1, texts={("en", "chat.begin"): "Go on."}))
    known("a")
    assert made == ["a"]
    with overlay.trying(ASKED):
        known("a")
        known("a")
    assert made == ["a", "a"]
    known("a")
    with overlay.trying(replace(ASKED)):
        known("a")
    assert made == ["a", "a", "a"]
