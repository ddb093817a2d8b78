"""Fixtures for every test; each lives beside the thing that it starts."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.offline import go_offline
from tests.support.processes import clean_environment

pytest_plugins = (
    "tests.support.postgres",
    "tests.support.redis",
    "tests.support.database",
    "tests.support.chromium",
    "tests.support.server",
    "tests.support.tls",
    "tests.support.webchat",
    "tests.support.plain_pages",
    "tests.support.public_pages",
    "tests.support.api",
    "tests.support.filing",
    "tests.support.console_app",
    "tests.support.mail",
    "tests.support.fake_robots",
    "tests.support.overlay",
    "tests.support.receiver",
    "tests.support.fake_telegram",
    "tests.support.telegram_channel",
    "tests.support.telegram_journey",
)
go_offline()
# The same examples every time, no time limit on any, and nothing kept between runs.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: at the end of a run no worker then waits for one test of another's."""
    items.sort(key=lambda item: "/journeys/" not in item.nodeid)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector need not walk it thousands of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own installation must not leak into tests."""
    for name in os.environ.keys() - clean_environment().keys():
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def cases_folder() -> Path:
    """The folder of example reports that ``CHUISHAO_CASES`` names; skips where there is none."""
    given = os.environ.get("CHUISHAO_CASES")
    if not given:
        pytest.skip("CHUISHAO_CASES names no folder with example reports")
    return Path(given)
