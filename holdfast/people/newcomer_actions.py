"""Whom somebody is kept from who begins to work here, or is back: people who named them before."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from holdfast.accounts.models import Membership
from holdfast.events.actions import record
from holdfast.people.actions import named_row, person_subject, set_held
from holdfast.people.holding import hold
from holdfast.people.identity import reveal
from holdfast.people.models import Joined, MustNotSee
from holdfast.people.names import match_colleagues, normalise


def hold_named(member: Membership, *, lost: Collection[str], now: datetime) -> None:
    """Hold everybody who named somebody whom a newcomer may be, and whose record is joined with theirs, before their
    referrals are."""
    named = names_before(member).values_list("person_id", flat=True)
    persons = {*named, *kept_from_namesakes(member).values_list("person_id", flat=True)}
    joined = Joined.objects.filter(hub_id=member.hub_id, other_id__in=persons).values_list("person_id", flat=True)
    hold(member.hub_id, persons.union(joined))


def match_newcomer(member: Membership, *, now: datetime) -> None:
    """Keep a member who begins to work here, or is back, out of records in which they were named before. In the hub's
    scope, where these people are held (`hold_named`).

    A whole name is theirs; so is whatever keeps somebody of their own name out. A name that may be theirs waits for a
    lead: again, where it was settled as nobody's.
    """
    for entry in names_before(member).select_for_update(of=("self",)):
        name = reveal(entry.person, f"named:{entry.pk}", entry.named_sealed)
        match = match_colleagues(name, {member.pk: member.name})
        is_whole = match.resolved is not None
        is_like = bool(match.possible) and entry.status != MustNotSee.Status.MATCHED
        if (is_whole or is_like) and not was_asked(entry, name, member):
            keep_newcomer_out(entry, name, member, is_whole=is_whole)
            record(person_subject(entry.person), "person.match_newcomer", by=None, now=now)
    for entry in kept_from_namesakes(member):
        name = reveal(entry.person, f"named:{entry.pk}", entry.named_sealed)
        if not was_asked(entry, name, member):
            named_row(entry.person, name, entry.status, now=entry.named_at, member_id=member.pk).save()
            record(person_subject(entry.person), "person.match_newcomer", by=None, now=now)


def kept_from_namesakes(member: Membership) -> QuerySet[MustNotSee]:
    """What keeps somebody of the same name out: by a lead's word, or by a role they had. It may be them, who come back
    with another account."""
    others = Membership.objects.filter(hub_id=member.hub_id).exclude(pk=member.pk).select_related("account")
    namesakes = [other.pk for other in others if normalise(other.name) == normalise(member.name)]
    matched = MustNotSee.objects.filter(hub_id=member.hub_id, member__in=namesakes, status=MustNotSee.Status.MATCHED)
    return matched.filter(ended_at=None).exclude(person__wrapped_key=None).select_related("person").order_by("pk")


def names_before(member: Membership) -> QuerySet[MustNotSee]:
    """Names that may mean a newcomer too: unsettled, nobody's, or taken for a colleague's without a lead's word."""
    without_a_lead = Q(status=MustNotSee.Status.MATCHED, settled_at=None)
    open_to_question = Q(status__in=[MustNotSee.Status.UNSETTLED, MustNotSee.Status.NOBODY_HERE])
    return (
        MustNotSee.objects.filter(open_to_question | without_a_lead, hub_id=member.hub_id, role="", ended_at=None)
        .exclude(member=member)
        .exclude(person__wrapped_key=None)
        .select_related("person")
        .order_by("pk")
    )


def was_asked(entry: MustNotSee, name: str, member: Membership) -> bool:
    """Whether this name keeps the member out already, or a lead said since they joined that it is not them.

    A lead who settled it before may have known that they had left.
    """
    rows = MustNotSee.objects.filter(
        Q(ended_at=None) | Q(ended_at__date__gt=member.joined_on),
        hub_id=entry.hub_id, person_id=entry.person_id, member=member, named_at=entry.named_at,
    )  # fmt: skip
    return any(reveal(entry.person, f"named:{row.pk}", row.named_sealed) == name for row in rows)


def keep_newcomer_out(entry: MustNotSee, name: str, member: Membership, *, is_whole: bool) -> None:
    """Add a newcomer to those whom one name keeps out. Who was kept out by it stays out."""
    person, status = entry.person, entry.status
    if status == MustNotSee.Status.NOBODY_HERE:
        entry.status = MustNotSee.Status.MATCHED if is_whole else MustNotSee.Status.UNSETTLED
        entry.member = member if is_whole else None
        entry.settled_at = entry.settled_by = None
        entry.save(update_fields=["status", "member", "settled_at", "settled_by"])
    if status == MustNotSee.Status.MATCHED:
        named_row(person, name, status, now=entry.named_at, member_id=member.pk).save()
    elif entry.status == MustNotSee.Status.UNSETTLED:
        named_row(person, name, MustNotSee.Status.POSSIBLE, now=entry.named_at, member_id=member.pk).save()
        set_held(person, is_held=True)
