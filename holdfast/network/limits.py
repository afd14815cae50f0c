"""What may stand in a file of another installation: every value has a kind and a limit, and is named when it has not.

Each function gives the value as it is to be kept. What it cannot be is refused with the name of the field alone: a
sentence for the screen says nothing of a person.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from holdfast.network.files import FileRefused

LINE, TEXT, LONG_TEXT = 500, 10_000, 400_000  # letters
SKEW = timedelta(days=1)  # between two clocks
OLDEST = datetime.fromisoformat("2015-01-01T00:00:00+00:00")
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
Check = Callable[[Any, str], Any]


def broken(field: str) -> FileRefused:
    """The sentence about a field."""
    return FileRefused(f"what it says under “{field}” is not what a hub writes")


def text(given: Any, field: str, *, longest: int = TEXT) -> str:
    """Text of any kind, of lines, that can be kept."""
    if not isinstance(given, str) or len(given) > longest:
        raise broken(field)
    if any(sign not in "\n\r\t" and (ord(sign) < 32 or "\ud800" <= sign <= "\udfff") for sign in given):
        raise broken(field)
    return given


def line(given: Any, field: str) -> str:
    """A line, which may be empty."""
    return text(given, field, longest=LINE)


def some(given: Any, field: str) -> str:
    """A line that is not empty."""
    if not line(given, field).strip():
        raise broken(field)
    return str(given)


def code(given: Any, field: str) -> str:
    """A code, which may be empty."""
    if not isinstance(given, str) or (given and not CODE.fullmatch(given)):
        raise broken(field)
    return given


def code_up_to(longest: int) -> Check:
    """A code that fits its column."""

    def check(given: Any, field: str) -> str:
        if len(code(given, field)) > longest:
            raise broken(field)
        return str(given)

    return check


def flag(given: Any, field: str) -> bool:
    """True or false."""
    if not isinstance(given, bool):
        raise broken(field)
    return given


def one_of(known: Collection[str]) -> Check:
    """One of these."""

    def check(given: Any, field: str) -> str:
        if not isinstance(given, str) or given not in known:
            raise broken(field)
        return given

    return check


def list_of(check: Check, *, most: int) -> Check:
    """A list of what `check` lets through."""

    def found(given: Any, field: str) -> list[Any]:
        if not isinstance(given, list) or len(given) > most:
            raise broken(field)
        return [check(each, field) for each in given]

    return found


def nothing_or(check: Check) -> Check:
    """Null, or what `check` lets through."""
    return lambda given, field: None if given is None else check(given, field)


def record(known: Mapping[str, Check]) -> Check:
    """An object of exactly these fields."""

    def check(given: Any, field: str) -> dict[str, Any]:
        if not isinstance(given, dict) or set(given) != set(known):
            raise broken(field)
        return {key: known[key](given[key], key) for key in known}

    return check


def facts(known: Mapping[str, Check]) -> Check:
    """An object of some of these fields, and of others that are a line, true or false, or a list of codes."""

    def check(given: Any, field: str) -> dict[str, Any]:
        if not isinstance(given, dict) or len(given) > 40 or not all(CODE.fullmatch(key) for key in given):
            raise broken(field)
        return {key: known.get(key, any_fact)(value, key) for key, value in given.items()}

    return check


def any_fact(given: Any, field: str) -> Any:
    """A line, true or false, or a list of codes."""
    if isinstance(given, bool) or given is None:
        return given
    return list_of(code, most=40)(given, field) if isinstance(given, list) else text(given, field, longest=2000)


def day(given: Any, field: str) -> str:
    """A date, as ISO 8601, or nothing."""
    try:
        return date.fromisoformat(given).isoformat() if given else line(given, field)
    except (TypeError, ValueError):
        raise broken(field) from None


def as_written(read: Callable[[str], str]) -> Check:
    """What one of our readers of numbers and addresses takes, or nothing."""

    def check(given: Any, field: str) -> str:
        try:
            return read(line(given, field)) if given else line(given, field)
        except ValueError:
            raise broken(field) from None

    return check


def moment(given: Any, *, field: str, latest: datetime) -> datetime:
    """An instant with its offset, between 2015 and `latest`."""
    try:
        found = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise broken(field) from None
    if found.tzinfo is None or not OLDEST <= found <= latest:
        raise broken(field)
    return found
