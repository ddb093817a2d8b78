"""Fixtures for every test; each lives beside the thing that it starts."""

pytest_plugins = (
    "tests.support.postgres",
    "tests.support.redis",
    "tests.support.database",
    "tests.support.chromium",
    "tests.support.server",
)
