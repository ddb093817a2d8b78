"""钉钉 custom robots (自定义机器人), with the signature 加签 in the query where there is a secret.

Documents: open.dingtalk.com/document/orgapp/custom-robot-access and
…/customize-robot-security-settings. The signature is Base64 of HMAC-SHA256, keyed with the secret,
of ``timestamp\\nsecret``; the timestamp is of milliseconds and at most an hour off. 20 messages a
minute, else ten minutes of silence; 20,000 bytes at most; ``errcode`` 0 when taken.
"""

import base64
import datetime as dt
import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from backend.domain.robots import Pace, RobotKind
from bot.robots.base import Request, Robot, cut
from handlers.robot_card import Card

MOST_BYTES = 16_000
"""Of the text; the whole body may have 20,000."""


class DingTalk(Robot):
    """Robots of 钉钉."""

    kind = RobotKind.DINGTALK
    pace = Pace(at_once=10, interval=dt.timedelta(seconds=6))
    code = "errcode"
    whys: Mapping[int, str] = {
        310000: "security",
        300001: "unknown",
        400013: "unknown",
        400101: "unknown",
        400102: "stopped",
        400106: "unknown",
        -1: "busy",
    }
    too_fast: Mapping[int, float] = {130101: 600.0, 410100: 600.0}

    def request(self, address: str, secret: str, card: Card, now: dt.datetime) -> Request:
        """A markdown message; its title is what the notification shows."""
        if secret:
            stamp = str(round(now.timestamp() * 1000))
            address += "&" + urlencode({"timestamp": stamp, "sign": sign(secret, stamp)})
        # Two line ends: one alone is no new line there.
        lines = cut("".join(f"\n\n{line}" for line in card.lines), MOST_BYTES)
        words = f"#### {card.title}{lines}\n\n[{card.link}]({card.address})"
        return Request(
            address, {"msgtype": "markdown", "markdown": {"title": card.title, "text": words}}
        )


def sign(secret: str, stamp: str) -> str:
    """The signature for a timestamp."""
    words = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), words, "sha256")).decode()
