"""The invented life's data is whole."""

from backend.domain.cases import Outcome
from config.demo import demo
from config.lexicon import industries


def test_every_outcome_has_an_answer_and_every_hazard_an_industry() -> None:
    assert set(demo().answers) == set(Outcome)
    assert {one.industry for one in demo().hazards} <= set(industries())
    assert all("{place}" in one.words for one in demo().hazards)
