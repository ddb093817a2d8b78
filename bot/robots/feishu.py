"""飞书 custom robots (自定义机器人), with the signature in the body where there is a secret.

Document: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. The signature is Base64 of
HMAC-SHA256, keyed with ``timestamp\\nsecret``, of nothing; the timestamp is of seconds and at most
an hour off. 100 messages a minute and 5 a second; 20 KB at most; ``code`` 0 when taken.
"""

import base64
import datetime as dt
import hmac
from collections.abc import Mapping
from typing import Any

from backend.domain.robots import Pace, RobotKind
from bot.robots.base import Request, Robot, cut
from handlers.robot_card import Card

MOST_BYTES = 16_000
"""Of the text; the whole body may have 20 KB."""


class Feishu(Robot):
    """Robots of 飞书."""

    kind = RobotKind.FEISHU
    pace = Pace(at_once=4, interval=dt.timedelta(seconds=1))
    code = "code"
    whys: Mapping[int, str] = {
        19001: "unknown",
        19021: "signature",
        19022: "address",
        19024: "keyword",
        9499: "refused",
    }
    too_fast: Mapping[int, float] = {11232: 60.0, 99991400: 60.0}

    def request(self, address: str, secret: str, card: Card, now: dt.datetime) -> Request:
        """A card with a button; without buttons that act, since a custom robot hears nothing."""
        signed: dict[str, Any] = {}
        if secret:
            stamp = str(int(now.timestamp()))
            signed = {"timestamp": stamp, "sign": sign(secret, stamp)}
        words = cut("\n".join(card.lines), MOST_BYTES)
        button = {
            "tag": "button",
            "text": {"tag": "plain_text", "content": card.link},
            "type": "primary",
            "url": card.address,
        }
        shown = {
            "header": {
                "title": {"tag": "plain_text", "content": card.title},
                "template": "red" if card.urgent else "blue",
            },
            "elements": [
                {"tag": "div", "text": {"tag": "plain_text", "content": words}},
                {"tag": "action", "actions": [button]},
            ],
        }
        return Request(address, {**signed, "msg_type": "interactive", "card": shown})


def sign(secret: str, stamp: str) -> str:
    """The signature for a timestamp."""
    return base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", "sha256")).decode()
