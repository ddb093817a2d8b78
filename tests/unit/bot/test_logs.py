"""Logs say what happened and where, and nothing that anybody typed, sent or is."""

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot import logs

SECRET = "张三的举报13900001111"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a logger of ours and one of a library write, formatted as in a server."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Discreet())
    names = ("bot.test_logs", "library.test_logs")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield stream
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def fail() -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        raise ValueError(SECRET) from error


def fail_in_a_group() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), OSError(SECRET)])


def test_an_error_is_its_kind_and_its_places(written: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("bot.test_logs").exception("it failed")
    line = written.getvalue()
    assert "it failed: ValueError at" in line
    assert "after KeyError at" in line
    assert f"ValueError at {__name__}:{fail.__code__.co_firstlineno + 4}" in line
    assert "Traceback" not in line
    assert SECRET not in line


def test_a_group_of_errors_names_each(written: io.StringIO) -> None:
    try:
        fail_in_a_group()
    except ExceptionGroup:
        logging.getLogger("bot.test_logs").exception("several")
    line = written.getvalue()
    assert "ExceptionGroup" in line
    assert "ValueError" in line
    assert "OSError" in line
    assert SECRET not in line


def test_a_librarys_line_is_shown_by_its_place(written: io.StringIO) -> None:
    logging.getLogger("library.test_logs").warning(f"{SECRET} from %s", "192.0.2.7")  # noqa: G004
    line = written.getvalue()
    assert "WARNING library.test_logs test_logs:" in line
    assert SECRET not in line
    assert "192.0.2.7" not in line


def test_one_record_is_one_line(written: io.StringIO) -> None:
    logging.getLogger("bot.test_logs").warning("one\n2026-01-01 INFO bot forged\x1b[31m\u2028")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


async def test_what_nobody_waited_for_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.new_event_loop()
    try:
        logs.watch(loop)
        loop.call_exception_handler({"message": SECRET, "exception": ValueError(SECRET)})
        loop.call_exception_handler({"message": SECRET})
    finally:
        loop.close()
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


PROGRAM = f"""
import logging, sys, threading, warnings
sys.path.insert(0, {sys.path[0]!r})
from bot import logs
logs.set_up()
secret = {SECRET!r}
logging.getLogger("alembic.runtime").info(secret)
logging.getLogger("bot.some").info("started")
logging.getLogger("bot.some").info("%d", secret)
warnings.warn(secret)
class Last:
    def __del__(self):
        raise OSError(secret)
Last()
thread = threading.Thread(target=lambda: [][len(secret)])
thread.start()
thread.join()
raise LookupError(secret)
"""


def test_a_whole_process_keeps_quiet_about_words() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    written = done.stderr.decode()
    assert done.returncode == 1
    assert done.stdout == b""
    kinds = ("started", "UserWarning", "OSError", "IndexError", "LookupError")
    assert [kind for kind in kinds if kind not in written] == []
    assert "alembic" not in written
    assert "Traceback" not in written
    assert SECRET not in written
