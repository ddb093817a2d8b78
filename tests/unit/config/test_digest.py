"""When digests are sent, as data: the file is right, a wrong one says what is wrong."""

import pytest

from config.digest import Every, Morning, Quiet, Ring, digest
from config.settings import RobotSettings


def test_the_shipped_data_holds_all_that_the_code_asks_for() -> None:
    data = digest()
    assert (data.morning.hour, data.morning.minute) == (8, 30)
    usual: dict[str, Every] = {name: one.every for name, one in data.channels.items()}
    assert usual == {"group": "daily", "robot": "daily", "mail": "weekly"}
    assert data.rings["ring"].minutes < data.rings["ring_above"].minutes
    assert all(one.status == "internal" for one in (data.morning, data.quiet, *data.rings.values()))


def test_impossible_times_are_refused() -> None:
    given = {"source": "内部", "status": "internal"}
    for wrong in (
        lambda: Morning(hour=24, minute=0, **given),
        lambda: Quiet(starts=3, ends=7, **given),
        lambda: Ring(minutes=0, **given),
    ):
        with pytest.raises(ValueError, match="must be"):
            wrong()


def test_robots_are_at_named_origins_alone() -> None:
    here = "https://im.office.example, http://127.0.0.1:80"
    assert RobotSettings(origins=here).allowed == {
        "https://im.office.example",
        "http://127.0.0.1:80",
    }
    assert RobotSettings().allowed == frozenset()
    for wrong in ("im.office.example", "https://im.office.example/", "http://10.0.0.1", "ftp://x"):
        with pytest.raises(ValueError, match="http"):
            RobotSettings(origins=wrong)
