"""A person names more people who must not see their record: on their own pages, or on the telephone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.alerts.actions import raise_if_unseen
from holdfast.events.actions import record
from holdfast.hubs.queries import terms_of
from holdfast.people.actions import keep_out, person_subject
from holdfast.people.holding import hold_with_joined
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee, Person
from holdfast.referrals.actions import hand_back_kept_out, lock_all_of
from holdfast.referrals.models import Referral
from holdfast.referrals.unopened import tell_of_unopened

MOST_NAMES = 60


class TooManyNames(Exception):
    """You have named as many people as we can keep here. Tell us the others when we talk."""


@transaction.atomic
def name_people(referral: Referral, *, named: Sequence[str], now: datetime, by: Membership | None = None) -> list[str]:
    """Keep out whom the person names, at once. An owner among them gives the referral back to the queue.

    Args:
        by: whoever wrote it down on the telephone; None: the person themselves.

    Returns:
        The names that were new.

    Raises:
        TooManyNames: there are as many as we can keep.
    """
    held = {each.pk: each for each in hold_with_joined(referral.hub_id, referral.person_id)}
    lock_all_of(referral.hub_id, held)
    person = held[referral.person_id]
    known = names_kept(person)
    new = [name for name in dict.fromkeys(named) if name.casefold() not in known]
    if len(known) + len(new) > MOST_NAMES:
        raise TooManyNames(TooManyNames.__doc__)
    if not new:
        return []
    keep_out(person, named=new, now=now)
    record(person_subject(person), "person.keep_out", by=by, now=now, names=len(new))
    person.refresh_from_db()
    raise_if_unseen(
        person, subject_id=referral.pk, reference=referral.reference, terms=terms_of(person.hub, now=now), now=now
    )
    hand_back_kept_out(person, now=now)
    tell_of_unopened(person.hub, now=now, about=person)  # a joined record, too, may be one that nobody opens now
    return new


def names_kept(person: Person) -> set[str]:
    """The names that stand on the list, small."""
    rows = MustNotSee.objects.filter(hub_id=person.hub_id, person=person, ended_at=None)
    shown = rows.exclude(status=MustNotSee.Status.POSSIBLE).order_by("named_at", "pk")[: 2 * MOST_NAMES]
    return {reveal(person, f"named:{row.pk}", row.named_sealed).casefold() for row in shown}
