"""The two numbers a reporter meets: the secret receipt and the public case number."""

import re
import secrets

# Damm's quasigroup: finds every single wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
RECEIPT_DIGITS = 20
_RECEIPT = re.compile(r"(?<![0-9])[0-9](?:[ \t\-·.]{0,2}[0-9]){19}(?![0-9])")

# 31 signs, a prime: weights 1..8 find every single error and every swap. No I, L, O, U, 1.
_SIGNS = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
_CASE_NUMBER = re.compile(rf"\b([A-Z]{{2}})-?([{_SIGNS}]{{4}})-?([{_SIGNS}]{{4}})\b")


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def new_receipt() -> str:
    """A fresh receipt: 19 random digits (63 bits) and a check digit, in five groups of four."""
    digits = "".join(secrets.choice("0123456789") for _ in range(RECEIPT_DIGITS - 1))
    return format_receipt(digits + str(_damm(digits)))


def format_receipt(digits: str) -> str:
    """Twenty digits as people read them: ``1234 5678 …``."""
    return " ".join(digits[i : i + 4] for i in range(0, RECEIPT_DIGITS, 4))


def parse_receipt(text: str) -> str | None:
    """The twenty digits of the receipt ``text`` consists of, or None; the check digit must fit."""
    plain = text.strip().translate(_FULL_WIDTH)
    found = _RECEIPT.fullmatch(plain)
    if not found:
        return None
    digits = re.sub(r"[^0-9]", "", plain)
    return digits if _damm(digits) == 0 else None


def looks_like_receipt(text: str) -> bool:
    """Whether ``text`` is meant as a receipt: about twenty digits and nothing else but spacing."""
    plain = re.sub(r"[\s\-·.]", "", text.translate(_FULL_WIDTH))
    return plain.isascii() and plain.isdigit() and 16 <= len(plain) <= 24


def find_receipt(text: str) -> str | None:
    """The one well-formed receipt that stands among other words, as people read it, or None."""
    plain = text.translate(_FULL_WIDTH)
    found = {digits for one in _RECEIPT.findall(plain) if (digits := parse_receipt(one))}
    return format_receipt(found.pop()) if len(found) == 1 else None


def hide_receipts(text: str) -> str:
    """``text`` with every well-formed receipt replaced: a receipt never travels inside a report."""
    # One sign for one sign: places found in the plain spelling are places of the text as well.
    parts, end = [], 0
    for found in _RECEIPT.finditer(text.translate(_FULL_WIDTH)):
        if parse_receipt(found.group()):
            parts += [text[end : found.start()], "····"]
            end = found.end()
    return "".join([*parts, text[end:]])


_FULL_WIDTH = {0xFF10 + i: ord("0") + i for i in range(10)} | {0x3000: 0x20, 0xA0: 0x20}


def _check_sign(body: str) -> str:
    total = sum(weight * _SIGNS.index(sign) for weight, sign in enumerate(body, start=1))
    return _SIGNS[total % len(_SIGNS)]


def new_case_number(prefix: str) -> str:
    """A random public number such as ``YX-7K4Q-2MWD``: no order, no count, a check sign at the end.

    ``prefix`` is two capital letters of the jurisdiction.
    """
    body = "".join(secrets.choice(_SIGNS) for _ in range(7))
    sign = _check_sign(_as_signs(prefix) + body)
    return f"{prefix}-{body[:4]}-{body[4:]}{sign}"


def _as_signs(prefix: str) -> str:
    # The two letters count in the check too; I, L, O, U map onto look-alike signs.
    return prefix.translate(str.maketrans("ILOU", "222V")).translate(str.maketrans("1", "2"))


def parse_case_number(text: str) -> str | None:
    """The case number ``text`` is, in canonical form, or None when the check sign does not fit."""
    found = _CASE_NUMBER.fullmatch(text.strip().upper())
    if not found:
        return None
    prefix, first, last = found.groups()
    if _check_sign(_as_signs(prefix) + first + last[:3]) != last[3]:
        return None
    return f"{prefix}-{first}-{last}"
