"""Whose data a request touched, and the row that says so."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from holdfast.events.models import AccessEntry
from holdfast.events.together import write_together

READING = {"GET", "HEAD"}


class Touched:
    """Collects the people a request reads or changes, until the gate writes them down."""

    def __init__(self) -> None:
        self.persons: dict[UUID, None] = {}
        self.opened: UUID | None = None
        self.why = ""
        self.kept_nothing = False
        self.in_banner: UUID | None = None

    def open(self, person_id: UUID, *, why: str) -> None:
        """Remember whose record was opened: they are told of it, whoever else stands on the page."""
        self.opened = person_id
        self.add([person_id], why=why)

    def forget(self) -> None:
        """Write nothing down: an entry of a moment ago says the same. For words that are kept as somebody types."""
        self.persons, self.opened = {}, None

    def keep_nothing(self) -> None:
        """Say that the form that was sent was not kept: the page was read, and nothing was written."""
        self.kept_nothing = True

    def add(self, persons: Iterable[UUID], *, why: str) -> None:
        """Remember that these people's data was touched, by the right named `why`."""
        self.persons.update(dict.fromkeys(persons))
        self.why = why


def log_touched(request: HttpRequest, response: HttpResponse, *, now: datetime) -> None:
    """Write what a staff request touched, in its transaction.

    The record that was opened has a row of its own, apart from whoever else stands on the page. So has whoever the
    banner named, where a page with the banner was shown: it is no part of what the member asked for.
    """
    rows = []
    for persons in rows_of(request.touched):
        is_read = request.method in READING or request.touched.kept_nothing
        rows.append(
            entry(
                request.hub.pk,
                persons,
                what=request.resolver_match.view_name,
                why=request.touched.why,
                action=AccessEntry.Action.READ if is_read else AccessEntry.Action.WRITE,
                by=request.member,
                now=now,
            )
        )
    if request.touched.in_banner and response.status_code == HTTPStatus.OK:
        rows.append(
            entry(
                request.hub.pk,
                [request.touched.in_banner],
                what="alerts:banner",
                why="alert",
                action=AccessEntry.Action.READ,
                by=request.member,
                now=now,
            )
        )
    if rows:
        write_together(*rows)


def rows_of(touched: Touched) -> list[list[UUID]]:
    """The people of each row: the one whose record was opened, and the others."""
    opened = [person for person in touched.persons if person == touched.opened]
    others = [person for person in touched.persons if person != touched.opened]
    return [row for row in (opened, others) if row]


def log_refused(request: HttpRequest, *, now: datetime) -> None:
    """Write the row of a staff request that was refused. The refused work has been rolled back by now."""
    log(
        request.hub.pk,
        request.touched.persons,
        what=request.resolver_match.view_name,
        why="none",
        action=AccessEntry.Action.REFUSED,
        by=request.member,
        now=now,
    )


def log(
    hub_id: UUID,
    persons: Iterable[UUID],
    *,
    what: str,
    why: str,
    action: str,
    now: datetime,
    by: Any = None,
    actor: str = "member",
) -> None:
    """Add one row to the access log. `actor` is member, person or system."""
    write_together(entry(hub_id, persons, what=what, why=why, action=action, now=now, by=by, actor=actor))


def entry(
    hub_id: UUID,
    persons: Iterable[UUID],
    *,
    what: str,
    why: str,
    action: str,
    now: datetime,
    by: Any = None,
    actor: str = "member",
) -> AccessEntry:
    """The row of `log`, for the caller to write together with other rows."""
    return AccessEntry(
        hub_id=hub_id,
        at=now,
        by_id=getattr(by, "pk", None),
        actor=actor,
        action=action,
        what=what,
        why=why,
        persons=list(persons),
    )
