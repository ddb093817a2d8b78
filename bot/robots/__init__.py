"""Robots in chat groups of 企业微信, 钉钉 and 飞书: one file a service, one shape for all.

Written from the services' documents and tried against servers built from them, never on the real
ones.
"""

from backend.domain.robots import RobotKind
from bot.robots.base import Robot
from bot.robots.dingtalk import DingTalk
from bot.robots.feishu import Feishu
from bot.robots.wecom import WeCom

ROBOTS: dict[RobotKind, Robot] = {robot.kind: robot for robot in (WeCom(), DingTalk(), Feishu())}
"""Every kind of robot by its name."""
