"""Helper servers of a test run: started here, ended with it, never left behind."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

OF_THE_TESTS = {"CHUISHAO_CHROMIUM", "CHUISHAO_CASES"}
"""What tells the tests where things are, which is no setting of an installation."""
_SET_PARENT_DEATH_SIGNAL = 1
_libc = ctypes.CDLL(None)


def missing(reason: str) -> NoReturn:
    """Fails in CI, where everything has to be there; skips with the reason elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def clean_environment() -> dict[str, str]:
    """The environment without settings of ours: what a developer exported must not leak in."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in OF_THE_TESTS or not name.startswith("CHUISHAO_")
    }


def unprivileged_user() -> str | None:
    """Who runs servers that refuse root; None for a user who is not root."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def end_with_parent() -> None:
    """Between fork and exec: a test run killed with ``kill -9`` takes its servers along."""
    _libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Starts a server with its output in ``log``, which is appended to."""
    group = pwd.getpwnam(user).pw_gid if user else None
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            user=user,
            group=group,
            extra_groups=[] if user else None,
            preexec_fn=end_with_parent,
        )


def wait_ready(
    process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool], seconds: float = 60
) -> None:
    """Polls until ``ready`` or fails with what the server wrote; for helpers without a client."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            written = log.read_text("utf-8", "replace")
            pytest.fail(f"{process.args!r} did not come up:\n{written}", pytrace=False)
        time.sleep(0.02)


def stop(
    process: subprocess.Popen[bytes], how: int = signal.SIGTERM, seconds: float = 60
) -> int | None:
    """Asks a server to end and waits; after ``seconds`` it is killed. Its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode
