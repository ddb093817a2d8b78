"""`chuishao check`: all config data, by schema and by meaning, all faults at once."""

import argparse

from bot.cli.speech import complain, say, translated
from config.load import all_faults


def check(_: argparse.Namespace) -> int:
    """Print every fault as ``file: path - message``; status 1 if there is one."""
    faults = all_faults()
    for fault in faults:
        complain(fault)
    if not faults:
        say(translated("data_right"))
    return 1 if faults else 0
