"""重大执法决定法制审核: no outcome before the legal reviewer's step, where it was asked for."""

from config.jurisdictions import jurisdictions

NEEDED, RETURNED, PASSED = "needed", "returned", "passed"
WAITS = (NEEDED, RETURNED)


def blocks(state: str | None, penalty_yuan: int | None, jurisdiction: str) -> bool:
    """Whether the outcome must wait: an officer marked the case, or the place's rule does.

    Source: 行政处罚法第58条 (serious decisions need legal review before they are made); from
    which fine on is the place's own rule, none is switched on by default.
    """
    if state == PASSED:
        return False
    place = jurisdictions().get(jurisdiction)
    rule = place.legal_review if place else None
    by_rule = rule is not None and (penalty_yuan or 0) >= rule.penalty_from_yuan
    return state in WAITS or by_rule
