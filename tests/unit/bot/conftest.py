"""Commands run in this process, on a data folder of their own and in one language."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.__main__ import parser
from bot.cli.speech import locale

Outcome = tuple[int, str, str]


@pytest.fixture
def _same_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    locale.cache_clear()
    yield
    locale.cache_clear()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that isn't there yet."""
    return tmp_path / "data"


@pytest.fixture
def run(
    data: Path, capsys: pytest.CaptureFixture[str], _same_language: None
) -> Callable[..., Outcome]:
    """Runs a command: its status and what it wrote to either output."""

    def command(*words: str, folder: Path = data) -> Outcome:
        args = parser().parse_args([*words, "--data", str(folder)])
        status: int = getattr(import_module(f"bot.cli.{args.module}"), args.action)(args)
        return status, *capsys.readouterr()

    return command
