"""企业微信 group robots (消息推送): the key in the address is all the secret there is.

Document: developer.work.weixin.qq.com/document/path/99110, before 91770. Markdown of 4096 bytes at
most; 20 messages a minute; ``errcode`` 0 when taken.
"""

import datetime as dt
from collections.abc import Mapping

from backend.domain.robots import Pace, RobotKind
from bot.robots.base import Request, Robot, cut
from handlers.robot_card import Card

MOST_BYTES = 4096


class WeCom(Robot):
    """Robots of 企业微信."""

    kind = RobotKind.WECOM
    pace = Pace(at_once=10, interval=dt.timedelta(seconds=6))
    code = "errcode"
    whys: Mapping[int, str] = {93000: "unknown", 93008: "unknown", 40058: "refused", -1: "busy"}
    too_fast: Mapping[int, float] = {45009: 60.0, 45033: 60.0}

    def request(self, address: str, secret: str, card: Card, now: dt.datetime) -> Request:  # noqa: ARG002 - nothing is signed
        """A markdown message."""
        color = "warning" if card.urgent else "info"
        head = f'**<font color="{color}">{card.title}</font>**'
        link = f"\n[{card.link}]({card.address})"
        room = MOST_BYTES - len(f"{head}{link}".encode())
        lines = cut("".join(f"\n> {line}" for line in card.lines), room)
        return Request(
            address, {"msgtype": "markdown", "markdown": {"content": f"{head}{lines}{link}"}}
        )
