"""What the page of bodies shows of how a body is told: its robots and its digests."""

from collections.abc import Mapping
from typing import Any

from backend.db.models import BodyRobot, EnforcementBody
from backend.domain.errors import DomainError
from backend.domain.robots import SERVICES
from backend.house import Work
from backend.services import digests, robots
from backend.services.digests import EVERY
from backend.services.robots import SENT
from config.digest import CHANNELS, digest
from config.texts import text

KINDS = tuple(kind.value for kind in SERVICES)


async def box_of(
    work: Work,
    body: EnforcementBody,
    locale: str,
    wrong: DomainError | None = None,
    kept: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Both boxes of a body; ``wrong`` is why a robot couldn't be set, ``kept`` what was typed."""
    return {
        "robots": [
            (row, result_words(row, locale), row.result == SENT)
            for row in await robots.listed(work, body.id)
        ],
        "every": {channel: digests.every(body, channel) for channel in CHANNELS},
        "hours": digest(),
        "choices": EVERY,
        "kinds": KINDS,
        "wrong": text(locale, wrong.text_key, **wrong.params) if wrong else "",
        "kept": {"kind": "", "name": "", **(kept or {})},
    }


def result_words(row: BodyRobot, locale: str) -> str:
    """How the last card of a robot went, in words."""
    if row.result is None:
        return text(locale, "digest.result_none")
    why, _, code = row.result.partition(":")
    words = text(locale, f"digest.result_{why}")
    return text(locale, "digest.with_code", words=words, code=code) if code else words
