"""The one configuration of logs: what happened and where, never what anybody typed, sent or is.

The words of an error, and those of a library's log line, may quote a report, an address, a token or
the parameters of a statement. So an error is shown by kind and place only, and a library's line by
the place that wrote it. Our own lines are written with that in mind and shown as they are.
"""

import asyncio
import logging
import re
import sys
import threading
import time
import traceback
import warnings
from types import TracebackType
from typing import Any, TextIO

OWN = ("bot", "handlers", "backend", "nlp", "config")
_FRAMES = 6
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
log = logging.getLogger(__name__)


def trail(error: BaseException) -> str:
    """The kind of an error, the line it came from, and the lines of ours that led there."""
    frames = [
        (str(frame.f_globals.get("__name__", "?")), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ][::-1]
    ours = [(module, line) for module, line in frames[1:] if _is_ours(module)]
    place = " < ".join(f"{module}:{line}" for module, line in [*frames[:1], *ours[:_FRAMES]])
    words = f"{type(error).__name__} at {place or '?'}"
    if isinstance(error, BaseExceptionGroup):
        words += f" of [{'; '.join(trail(one) for one in error.exceptions)}]"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{words}, after {trail(cause)}" if cause is not None else words


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OWN


class Discreet(logging.Formatter):
    """One line a record, in UTC: time, level, who says it, what, and an error's kind and place."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        """Times are in UTC."""
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        """The line, without the words of libraries and of errors."""
        place = f"{record.module}:{record.lineno}"
        words = record.getMessage() if _is_ours(record.name) else place
        if record.exc_info and record.exc_info[1] is not None:
            words = f"{words}: {trail(record.exc_info[1])}"
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {words}"
        # One record is one line: nothing that is logged can forge another.
        return _CONTROL.sub(" ", line)


def set_up(stream: TextIO | None = None) -> None:
    """Send all logs, warnings and uncaught errors of this process to standard error, discreetly."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    # Otherwise a record that can't be formatted is printed with all its arguments.
    logging.raiseExceptions = False
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _thread_ended


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Log what nobody waited for in ``loop`` without the task's own words."""
    loop.set_exception_handler(_in_loop)


def _in_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    log.error("the event loop met %s", trail(error) if error is not None else "a fault")


def _warned(
    message: Warning | str,  # noqa: ARG001 - its words may quote anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 - the signature of warnings.showwarning
    line: str | None = None,  # noqa: ARG001 - the same
) -> None:
    log.warning("%s at %s:%s", category.__name__, filename, lineno)


def _uncaught(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.critical("ended by %s", trail(error))


def _unraisable(what: Any) -> None:
    if what.exc_value is not None:
        log.error("could not be raised: %s", trail(what.exc_value))


def _thread_ended(what: threading.ExceptHookArgs) -> None:
    if what.exc_value is not None:
        log.error("a thread ended by %s", trail(what.exc_value))
