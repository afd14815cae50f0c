"""Requests that nobody who decides may open: the outside cover is told, whatever it was that shut them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import raise_if_unseen, tell
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import is_opened_by_nobody
from holdfast.alerts.reckoning import by_key
from holdfast.alerts.states import Status as AlertStatus
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.people.access import joined_with
from holdfast.people.actions import unrelate
from holdfast.people.models import Joined, MustNotSee, Person, Relationship
from holdfast.referrals.models import Referral

MOST_LET_GO = 200


def joined(hub: Hub) -> QuerySet[Joined]:
    """Whose records are joined with that of the referral two questions further out."""
    return Joined.objects.filter(hub_id=hub.pk, other_id=OuterRef(OuterRef("person_id"))).values("person_id")


def unopened_of(hub: Hub, which: Q | None = None, *, today: datetime | None = None) -> Iterator[Referral]:
    """Open referrals that nobody who decides on requests may open, and no alert tells the outside cover of.

    Args:
        today: whoever is not there on this day does not count.
    """
    named = MustNotSee.objects.filter(hub_id=hub.pk, ended_at=None)
    is_named = Exists(named.filter(person_id=OuterRef("person_id"))) | Exists(named.filter(person_id__in=joined(hub)))
    told = Alert.objects.filter(hub_id=hub.pk, person_id=OuterRef("person_id")).exclude(status=AlertStatus.CLOSED)
    kept = hub.referrals.filter(which or Q(), is_named, ~Exists(told), closed_at=None)
    for referral in by_key(kept.select_related("person")):
        if is_opened_by_nobody(referral.person, hub, today=today):
            yield referral


def with_the_outside_cover(hub: Hub) -> Q:
    """Referrals that the outside cover was told of as such, and has: it keeps the record also once it acted on the
    alert, as long as nobody of the hub may open it."""
    has_it = Relationship.objects.filter(
        hub_id=hub.pk, person_id=OuterRef("person_id"), why=Relationship.Why.OUTSIDE, until_at=None,
        member__status=Membership.Status.ACTIVE, member__roles__contains=["outside_cover"],
    )  # fmt: skip
    was_told = Alert.objects.filter(hub_id=hub.pk, person_id=OuterRef("person_id"), source=Alert.Source.UNSEEN)
    return Q(Exists(has_it)) & Q(Exists(was_told))


def tell_of_unopened(hub: Hub, *, now: datetime, about: Person | None = None, today: datetime | None = None) -> int:
    """Raise an alert about each that the outside cover does not have yet: after somebody was kept out, has left, or has
    begun, or works in another role.

    Args:
        about: only this person, and those whose records are joined with theirs.
        today: whoever is not there on this day does not count, and only what is overdue does.
    """
    let_go_of_opened(hub, now=now)
    tell_of_shut(hub, now=now, about=about)
    waiting = ~with_the_outside_cover(hub)
    if today is not None:
        waiting &= Q(next_action_at__lt=now)
    if about is not None:
        waiting &= Q(person_id__in=[about.pk, *joined_with(about).values_list("person_id", flat=True)])
    found = list(unopened_of(hub, waiting, today=today))
    terms = terms_of(hub, now=now) if found else None
    for referral in found:
        raise_if_unseen(
            referral.person, subject_id=referral.pk, reference=referral.reference, terms=terms, now=now, today=today
        )
    return len(found)


def tell_of_shut(hub: Hub, *, now: datetime, about: Person | None = None) -> None:
    """Tell the outside cover of open alerts that nobody of the hub may open any more, since those who were told of them
    were kept out or have left. At once: their limit may be an hour away, or the morning.

    What nobody was told of yet, because nobody watches, goes there when it is due.
    """
    named = MustNotSee.objects.filter(hub_id=hub.pk, ended_at=None)
    is_named = Exists(named.filter(person_id=OuterRef("person_id"))) | Exists(named.filter(person_id__in=joined(hub)))
    has_it = Relationship.objects.filter(
        hub_id=hub.pk, person_id=OuterRef("person_id"), why=Relationship.Why.OUTSIDE, until_at=None
    )
    found = Alert.objects.filter(is_named, ~Exists(has_it), hub_id=hub.pk, level__gt=0)
    if about is not None:
        found = found.filter(person_id__in=[about.pk, *joined_with(about).values_list("person_id", flat=True)])
    for alert in found.exclude(status=AlertStatus.CLOSED).select_related("person").order_by("pk")[:MOST_LET_GO]:
        if is_opened_by_nobody(alert.person, hub):
            tell(alert, terms_of(hub, now=now), level=alert.level, now=now)


def let_go_of_opened(hub: Hub, *, now: datetime) -> None:
    """The outside cover lets go of records that somebody of the hub may open again, and of which no alert is open:
    should they be shut once more, it is told once more."""
    held = Relationship.objects.filter(hub_id=hub.pk, why=Relationship.Why.OUTSIDE, until_at=None)
    told = Alert.objects.filter(hub_id=hub.pk, person_id=OuterRef("person_id")).exclude(status=AlertStatus.CLOSED)
    for relationship in held.filter(~Exists(told)).select_related("person").order_by("pk")[:MOST_LET_GO]:
        if not is_opened_by_nobody(relationship.person, hub):
            unrelate(relationship.person, why=Relationship.Why.OUTSIDE, now=now)
