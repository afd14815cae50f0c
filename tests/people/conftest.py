"""Somebody in the queue, and what stands on their list of people who must not see. Everybody in it is invented."""

import pytest

from holdfast.hubs.scope import hub_scope
from holdfast.people.access import right_of
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.people.viewer import viewer
from tests.builders import send_request

Status = MustNotSee.Status


@pytest.fixture
def person(tidewater, now):
    """Somebody in the queue, in the hub's scope."""
    found = send_request(tidewater, now=now).person
    with hub_scope(tidewater.hub):
        yield found


def entries(person: Person) -> list[tuple]:
    """The list as it stands: who, by role, and how far settled. Ended entries are left out."""
    rows = MustNotSee.objects.filter(person=person, ended_at=None).select_related("member__account")
    return sorted((row.status, row.member.name if row.member else "", row.role) for row in rows)


def unsettled(person: Person, name: str) -> MustNotSee:
    rows = MustNotSee.objects.filter(person=person, status=Status.UNSETTLED)
    return next(row for row in rows if reveal(person, f"named:{row.pk}", row.named_sealed) == name)


def right(person: Person, member, now) -> str:
    return right_of(viewer(member, now=now), Person.objects.get(pk=person.pk))
