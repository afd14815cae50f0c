"""Reads of alerts: who is told, what is open, what the reckoning finds."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from holdfast.accounts.duty import LONDON, fallbacks, on_duty, on_duty_today
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import cover_at
from holdfast.alerts.states import Status
from holdfast.hubs.models import Hub, Terms
from holdfast.people.access import not_kept_out, open_to
from holdfast.people.models import Cover, Person, Relationship
from holdfast.people.viewer import Viewer

MOST_SHOWN = 50
MOST_TAKEN = 500


def may_be_told(person: Person, members: list[Membership]) -> list[Membership]:
    """Of these members, those who may take the alert and may see this person."""
    return [
        member
        for member in not_kept_out(person, members)
        if member.may(Permission.TAKE_ALERT)
        and (not person.is_held or member.may(Permission.SETTLE_NAMES) or is_outside(member))
    ]


def is_outside(member: Membership) -> bool:
    """Whether this member is the hub's outside cover."""
    return "outside_cover" in member.roles


def with_role(hub: Hub, permission: Permission) -> list[Membership]:
    """Active members who hold a permission, by id. A hub's team is small: at most 200 are read."""
    members = hub.members.filter(status=Membership.Status.ACTIVE).select_related("account").order_by("pk")
    return [member for member in members[:200] if member.may(permission)]


def outside_cover(hub: Hub) -> list[Membership]:
    """The agreed service outside the hub."""
    members = hub.members.filter(status=Membership.Status.ACTIVE, roles__contains=["outside_cover"])
    return list(members.select_related("account").order_by("pk")[:20])


def told_at_level(hub: Hub, terms: Terms, person: Person, *, level: int, now: datetime) -> list[Membership]:
    """Who is told when an alert reaches `level`; never nobody, as long as the hub has named its cover.

    1: who is on duty (the agreed service outside watched hours), else the fallback. 2 and above: the leads and
    the fallback as well. Where none of them may see this person, the outside cover.
    """
    cover = cover_at(terms, now=now)
    first = on_duty(hub, now=now) if cover.by_hub else outside_cover(hub)
    told = may_be_told(person, first)
    if level >= 2 or not told:
        told += may_be_told(person, fallbacks(hub))
    if level >= 2:
        told += may_be_told(person, with_role(hub, Permission.SEE_ALL_ALERTS))
    if not told or level >= 3:
        told += may_be_told(person, outside_cover(hub))
    return list(dict.fromkeys(told))


def is_opened_by_nobody(person: Person, hub: Hub, *, today: datetime | None = None) -> bool:
    """Whether no member who decides on requests may open this record: all of them are kept out, or may be meant.

    Args:
        today: whoever is away on this day does not count, nor who could open it on a day of duty only and has none.
    """
    members = with_role(hub, Permission.TRIAGE)
    if today is not None:
        members = there_today(person, hub, members, now=today)
    return not may_be_told(person, members)


def there_today(person: Person, hub: Hub, members: list[Membership], *, now: datetime) -> list[Membership]:
    """Of these members, those who are not away, and have the record, every record, or duty today."""
    absent, on_shift = away_on(hub, now.astimezone(LONDON).date()), {each.pk for each in on_duty_today(hub, now=now)}
    related = Relationship.objects.filter(hub_id=hub.pk, person=person, until_at=None, member__isnull=False)
    have_it = on_shift | set(related.values_list("member_id", flat=True))
    return [
        member
        for member in members
        if member.pk not in absent and (member.pk in have_it or member.may(Permission.OPEN_ALL_RECORDS))
    ]


def away_on(hub: Hub, day: date) -> set[UUID]:
    """Members who are away on a day, whoever covers for them."""
    covers = Cover.objects.filter(hub_id=hub.pk, starts_on__lte=day, ends_on__gte=day, ended_at=None)
    return set(covers.values_list("away_id", flat=True))


def open_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """Open alerts that the viewer may see, the longest standing first."""
    return (
        Alert.objects.filter(open_to(viewer, "person_id"), hub_id=viewer.member.hub_id)
        .exclude(status=Status.CLOSED)
        .select_related("person", "taken_by__account")
        .order_by(F("taken_at").asc(nulls_first=True), "raised_at", "pk")
    )


def closed_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """Alerts that were closed, the latest first."""
    return (
        Alert.objects.filter(open_to(viewer, "person_id"), hub_id=viewer.member.hub_id, status=Status.CLOSED)
        .select_related("person", "taken_by__account", "closed_by__account")
        .order_by("-closed_at", "pk")
    )


def find_alert(viewer: Viewer, pk: UUID) -> Alert | None:
    """One alert that the viewer may see, open or closed."""
    return (
        Alert.objects.filter(open_to(viewer, "person_id"), hub_id=viewer.member.hub_id, pk=pk)
        .select_related("person", "taken_by__account", "closed_by__account")
        .first()
    )


def may_take_over(alert: Alert, hub: Hub, *, by: Membership) -> list[Membership]:
    """Colleagues to whom `by` may hand an alert on, by name."""
    found = may_be_told(alert.person, with_role(hub, Permission.TAKE_ALERT))
    return sorted((member for member in found if member != by), key=lambda member: member.name)


def of_the_absent(hub: Hub) -> list[Alert]:
    """Alerts taken by somebody who has been suspended since, has left, works in another role, or is kept out by now."""
    taken = Alert.objects.filter(hub=hub, status=Status.TAKEN).select_related("person", "taken_by").order_by("pk")
    absent = [each.pk for each in taken[:MOST_TAKEN] if each.taken_by and not may_be_told(each.person, [each.taken_by])]
    found = Alert.objects.select_for_update(of=("self",), skip_locked=True).filter(hub=hub, status=Status.TAKEN)
    return list(found.filter(pk__in=absent).select_related("person", "taken_by").order_by("pk"))


def due_for_escalation(hub: Hub, *, now: datetime) -> QuerySet[Alert]:
    """Open alerts whose limit has passed."""
    return (
        Alert.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(hub=hub, act_by__lte=now)
        .exclude(status=Status.CLOSED)
        .select_related("person")
        .order_by("act_by", "pk")
    )


def hidden_from_duty(hub: Hub) -> Q:
    """Alerts without any way in: no open relationship to anybody. There must be none."""
    seen = Relationship.objects.filter(hub=hub, until_at=None).values("person_id")
    return ~Q(person_id__in=seen)
