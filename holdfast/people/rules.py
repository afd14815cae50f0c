"""Rules about records that may be one person's, and about cover. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from holdfast.people.names import TITLES, normalise

FINAL_AFTER = timedelta(days=30)
"""How long two joined records can be separated."""
MOST_TOGETHER = 10
"""Records joined as one person's: more than this is a mistake."""
LONGEST_COVER = timedelta(days=366)

Mark = tuple[str, str]


def marks_of(name: str, channels: Mapping[str, Any], details: Mapping[str, Any]) -> set[Mark]:
    """What may tell that two records are one person's: kind, and the text that is hashed.

    A telephone number is one, whether for calls or for texts. A date of birth tells nothing without the name.
    """
    found = {("phone", f"phone:{channels[way]}") for way in ("call", "text") if channels.get(way)}
    if channels.get("email"):
        found.add(("email", f"email:{channels['email'].casefold()}"))
    words = sorted(word for word in normalise(name) if word not in TITLES)
    if details.get("born") and words:
        found.add(("born", f"born:{details['born']}:{' '.join(words)}"))
    return found


def components(everybody: Iterable[Any], pairs: Sequence[tuple[Any, Any]]) -> list[set[Any]]:
    """Those whom the pairs connect, directly or through others, as sets; who is in no pair stands alone."""
    groups = [{one} for one in everybody]
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set().union(*touched))
    return groups


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two spans of days share a day."""
    return one[0] <= other[1] and other[0] <= one[1]
