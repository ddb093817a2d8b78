"""How long a look may last is data, and never presented as law."""

import pytest

from config.base import Status
from config.identities import Look, identities


def test_the_time_of_a_look_is_the_agencys_own_rule() -> None:
    rule = identities().look
    assert rule.status is Status.INTERNAL
    assert rule.hours <= rule.maximum_hours


def test_a_default_above_the_maximum_is_a_fault() -> None:
    with pytest.raises(ValueError, match="hours"):
        Look(hours=2, maximum_hours=1, source="x", status=Status.INTERNAL)
