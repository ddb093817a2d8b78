"""The unified social credit code 统一社会信用代码: 18 signs, the last of which checks the others.

Source: GB 32100-2015, 5 and annex A.
"""

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs that the standard allows: no I, O, S, V, Z."""
LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def parse_credit_code(given: str) -> str | None:
    """The code in capitals without blanks, or None when its signs or its check don't hold."""
    code = "".join(given.split()).upper()
    if len(code) != LENGTH or not set(code) <= set(SIGNS):
        return None
    return code if code[-1] == check_sign(code) else None


def check_sign(code: str) -> str:
    """The last sign that belongs to the first seventeen of ``code``."""
    weighed = zip(_WEIGHTS, code, strict=False)
    return SIGNS[-sum(weight * SIGNS.index(sign) for weight, sign in weighed) % 31]
