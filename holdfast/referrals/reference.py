"""Reference numbers: short, safe to read out, and a slip of the ear or the pen is noticed.

Seven random signs and a check sign (Luhn algorithm for an alphabet of 24), without vowels and without signs that
look alike, so that no number spells a word. Written 7KM 4TP 93.
"""

import secrets

SIGNS = "23456789CDFGHJKMNPQRTVWX"
LENGTH = 8
LOOK_ALIKE = str.maketrans("BSZ", "852")


def new_reference() -> str:
    """A random reference number."""
    body = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The sign that makes `body` a reference number."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = SIGNS.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // len(SIGNS) + value % len(SIGNS)
    return SIGNS[-total % len(SIGNS)]


def read_reference(text: str) -> str | None:
    """The reference number in what somebody typed, spaces and capitals aside; None if it is not one."""
    plain = "".join(sign for sign in text.upper() if sign.isalnum()).translate(LOOK_ALIKE)
    if len(plain) != LENGTH or any(sign not in SIGNS for sign in plain):
        return None
    return plain if check_sign(plain[:-1]) == plain[-1] else None
