"""A member at one moment, with everything on which it depends whose record opens to them: read once for a page.

One statement, as SQL: building it afresh costs more than running it. It says what `people.access` says (`barred_to`,
`running_covers`) and what the rota says; tests hold them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from holdfast.accounts.duty import LONDON, day_of
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.built import Built, Row, given
from holdfast.people.models import MustNotSee

KEPT_OUT = (MustNotSee.Status.MATCHED, MustNotSee.Status.POSSIBLE)
MOST_BARRED = 500  # beyond it a list asks row by row
SIGHT = """
SELECT EXISTS (
        SELECT FROM accounts_shift WHERE hub_id = %(hub)s AND member_id = %(member)s AND removed_at IS NULL
        AND starts_at < %(day_ends)s AND ends_at > %(day_starts)s
    ),
    (
        SELECT contact_target_days FROM hubs_terms WHERE hub_id = %(hub)s AND starts_at <= %(now)s
        ORDER BY starts_at DESC, version DESC LIMIT 1
    ),
    ARRAY(
        WITH named AS (
            SELECT DISTINCT person_id FROM people_mustnotsee WHERE hub_id = %(hub)s AND ended_at IS NULL
            AND (member_id = %(member)s OR member_id IS NULL) AND (
                (status = ANY(%(kept_out)s) AND (member_id = %(member)s OR role = ANY(%(roles)s)))
                OR (%(is_held_hidden)s AND member_id IS NULL AND status = %(unsettled)s)
            ) LIMIT %(most)s
        )
        SELECT person_id FROM named
        UNION SELECT j.other_id FROM named JOIN people_joined j ON j.hub_id = %(hub)s AND j.person_id = named.person_id
        LIMIT %(most)s
    ),
    ARRAY(
        SELECT away_id FROM people_cover WHERE hub_id = %(hub)s AND covering_id = %(member)s
        AND starts_on <= %(today)s AND ends_on >= %(today)s AND ended_at IS NULL
    )
"""


@dataclass(frozen=True)
class Viewer:
    """A member at one moment: whether a duty today opens the queue to them, and for whom they cover.

    Attributes:
        barred: people whose record is on no list of theirs; None where nobody has read it, or there are too many.
        target_days: the hub's target for first contact, in working days.
    """

    member: Membership
    now: datetime
    has_duty: bool
    covers: tuple[UUID, ...] = ()
    barred: tuple[UUID, ...] | None = None
    target_days: int = 0

    @property
    def sees_everybody(self) -> bool:
        """Whether their role opens the record of every person of the hub."""
        return self.member.may(Permission.OPEN_ALL_RECORDS)

    @property
    def settles_names(self) -> bool:
        """Whether a held record is theirs to settle."""
        return self.member.may(Permission.SETTLE_NAMES)

    @property
    def opens_held(self) -> bool:
        """Whether a held record may open to them: a lead, and the outside cover, which is told when no lead can be."""
        return self.settles_names or "outside_cover" in self.member.roles

    @property
    def why(self) -> str:
        """By which right a list is shown to them, for the access log."""
        if self.sees_everybody:
            return "lead" if self.settles_names else "role"
        return "duty" if self.has_duty else "owner"


class BuiltFor(Generic[Row]):
    """A queryset that depends on who looks, of which the statement is kept for everybody with the same roles and duty.

    It is built afresh for the few who cover for somebody: whom they cover for stands in the middle of it.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self.build = build
        self.kept: dict[tuple[tuple[str, ...], bool], Built[Row]] = {}

    def rows(self, found: Viewer, **values: Any) -> list[Row]:
        """What the viewer finds with these values. One statement."""
        if found.covers:
            return list(self.build(found, **values))
        member, kind = found.member, (tuple(found.member.roles), found.has_duty)
        if kind not in self.kept:
            places = {name: given(name) for name in values}
            self.kept[kind] = Built(lambda: self.build(anyone(*kind), **places))
        return self.kept[kind].rows(member=member.pk, hub=member.hub_id, now=found.now, **values)


def anyone(roles: tuple[str, ...], has_duty: bool) -> Viewer:
    """A viewer with these roles who covers for nobody, whoever it is."""
    member = Membership(pk=given("member"), hub_id=given("hub"), roles=list(roles), status=Membership.Status.ACTIVE)
    return Viewer(member, given("now"), has_duty)


def viewer_of(request: HttpRequest) -> Viewer:
    """The member of a request as a viewer, read once for it."""
    if not hasattr(request, "viewer"):
        request.viewer = viewer(request.member, now=timezone.now())
    return request.viewer


def viewer(member: Membership, *, now: datetime) -> Viewer:
    """The member as a viewer at `now`. One statement."""
    starts, ends = day_of(now)
    parameters = {
        "hub": member.hub_id, "member": member.pk, "roles": member.roles, "now": now, "day_starts": starts,
        "day_ends": ends, "kept_out": [str(status) for status in KEPT_OUT],
        "is_held_hidden": not member.may(Permission.SETTLE_NAMES), "unsettled": str(MustNotSee.Status.UNSETTLED),
        "most": MOST_BARRED + 1, "today": now.astimezone(LONDON).date(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SIGHT, parameters)
        has_duty, target_days, barred, covers = cursor.fetchone()
    named = tuple(barred) if len(barred) <= MOST_BARRED else None
    return Viewer(member, now, has_duty, tuple(covers), named, target_days or 0)
