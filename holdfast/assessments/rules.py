"""When an assessment is finished, and what its contents list says. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from holdfast.assessments.sections import BEFORE_FINISHING, Section

LOGGED_AGAIN = timedelta(minutes=15)
"""Words kept while somebody types are one entry of the access log in this time, not one every few seconds."""


def missing(written: Collection[str]) -> list[Section]:
    """What is still to be written before it can be finished."""
    return [section for section in BEFORE_FINISHING if section not in written]


def have_all_agreed(agreed: Iterable[datetime | None]) -> bool:
    """Whether everybody who writes it has agreed with it as it stands."""
    return all(at is not None for at in agreed)


def is_logged(saved_at: datetime | None, *, now: datetime) -> bool:
    """Whether keeping words now is already told by an entry of the access log."""
    return saved_at is not None and now - saved_at < LOGGED_AGAIN


def tidy(text: str) -> str:
    """Words as they are kept, however a browser sends their line ends and the blanks around them."""
    return text.replace("\r\n", "\n").strip()


def is_overtaken(kept: str | None, text: str) -> bool:
    """Whether words that an older page sends would lose what another page of the same author has kept since.

    `kept` is None where nothing is: it was signed or emptied there. Who only goes on with the same words loses nothing.
    """
    return bool(text) if kept is None else not text.startswith(kept)
