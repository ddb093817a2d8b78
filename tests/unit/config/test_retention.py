"""The waits of retention: every ending has one, and each says where it comes from."""

from config.base import Status
from config.retention import ENDINGS, retention


def test_every_ending_has_a_wait_and_none_is_presented_as_law() -> None:
    data = retention()
    assert set(data.keep) == set(ENDINGS)
    for name in ENDINGS:
        assert data.keep_for(name, "yuxi").status is Status.INTERNAL
        assert data.keep_for(name, "yuxi").source
