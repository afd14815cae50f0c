"""What makes a PIN, and how long things stay open. Pure."""

import re
import unicodedata
from datetime import timedelta

FEWEST_DIGITS = 6
FEWEST_LETTERS = 10
LONGEST = 100
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=30)
IDLE = timedelta(minutes=30)
LONGEST_VISIT = timedelta(hours=8)
CONFIRMED_FOR = timedelta(minutes=10)
TOUCHED_AGAIN = timedelta(minutes=1)

RUNS = ("0123456789012345", "9876543210987654")


class PinTooWeak(Exception):
    """What is typed is no PIN: the message says what to do."""


def plain_pin(text: str) -> str:
    """A PIN as it is compared: spaces of digits and capitals of a phrase make no difference."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digits = spaced.replace(" ", "").replace("-", "")
    return digits if digits.isascii() and digits.isdigit() else spaced


def check_pin(text: str) -> str:
    """The PIN to keep.

    Raises:
        PinTooWeak: too short, too long, or what everybody tries first.
    """
    pin = plain_pin(text[: 10 * LONGEST])
    if len(pin) > LONGEST:
        raise PinTooWeak(f"Use {LONGEST} letters or fewer")
    if pin.isdigit():
        if len(pin) < FEWEST_DIGITS:
            raise PinTooWeak(f"Use {FEWEST_DIGITS} digits or more")
        if len(set(pin)) < 3 or any(pin in run for run in RUNS) or re.fullmatch(r"(\d{2,3})\1+", pin):
            raise PinTooWeak("Choose digits that are harder to guess: not a row like 123456, not the same again")
        return pin
    if len(pin) < FEWEST_LETTERS:
        raise PinTooWeak(f"Use {FEWEST_DIGITS} digits or more, or a few words of {FEWEST_LETTERS} letters or more")
    return pin
