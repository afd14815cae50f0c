"""Reads of attempts to reach somebody."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, When

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import with_caseload
from holdfast.built import Built, given
from holdfast.contacts.models import Attempt, Promise
from holdfast.contacts.rules import Tried, wrong_ways
from holdfast.correspondence.models import Message
from holdfast.events.actions import latest
from holdfast.events.models import Event
from holdfast.people.access import about, open_to
from holdfast.people.identity import channels_of
from holdfast.people.models import EmergencyAccess, Joined, MustNotSee, Person, Relationship
from holdfast.people.viewer import KEPT_OUT, Viewer
from holdfast.referrals.answers import TOLD, mail_to_come
from holdfast.referrals.models import Referral
from holdfast.triage.actions import UNDO

MOST_SHOWN = 30
MOST_PROMISES = 20
MOST_TO_TELL = 20
TO_THE_MINUTE = timedelta(minutes=1)
"""When somebody was spoken with is written to the minute; a promise is made within one."""
TELLS_OF_A_WAY = (Attempt.Result.WRONG, Attempt.Result.SPOKE, Attempt.Result.CALL_BACK)


PROMISES = Built(
    lambda: Promise.objects.filter(hub_id=given("hub"), referral_id=given("referral"), ended_at=None)
    .order_by("due_at", "pk").values_list("action", "due_at")[:MOST_PROMISES]
)  # fmt: skip


def promised_steps(referral: Referral, *, now: datetime) -> list[tuple[str, datetime]]:
    """What was promised to somebody and is not kept, the soonest first. Asked by `referrals.next_step`."""
    return PROMISES.rows(hub=referral.hub_id, referral=referral.pk)


def is_spoken_since(referral: Referral, at: datetime) -> bool:
    """Whether somebody spoke with them after this moment, under whichever of their requests."""
    return spoken_since(referral, at).exists()


def spoken_since(referral: Referral, at: datetime) -> QuerySet[Attempt]:
    """When somebody spoke with them after this moment, under whichever of their requests; those of their own record
    before those of one that is joined with it, the latest first."""
    theirs = requests_of(referral.hub_id, referral.person_id)
    spoke = Attempt.objects.filter(hub_id=referral.hub_id, result=Attempt.Result.SPOKE, undone_at=None, at__gt=at)
    is_joined = Case(When(referral__person=referral.person_id, then=False), default=True)
    return spoke.filter(referral__in=theirs).order_by(is_joined, "-at", "-pk")


def requests_of(hub_id: UUID, person_id: UUID) -> QuerySet[Referral]:
    """Every request of the same person, also under records that are joined."""
    return Referral.objects.filter(about(Person(pk=person_id, hub_id=hub_id)), hub_id=hub_id).order_by("pk")


def to_tell(found: Viewer) -> list[tuple[UUID, datetime]]:
    """Whom this member tells that their request was closed, since no mail did, the soonest first: the request, and by
    when. Whoever sees every record reads those of a colleague too who is late, gone, or kept out since. One statement,
    up to twenty and one more."""
    is_late, theirs = Q(tell_by__lt=found.now), Q(owner=found.member) | Q(owner__in=found.covers)
    if found.sees_everybody:
        able = Q(owner__status=Membership.Status.ACTIVE, owner__roles__overlap=with_caseload(), person__is_held=False)
        theirs |= is_late | ~able | ~Q(Exists(has_relationship())) | Q(Exists(keeps_owner_out()))
    to_come = mail_to_come(hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), queued_at=OuterRef("closed_at"))
    not_by_mail = is_late | ~Q(Exists(to_come)) | Q(Exists(told_by_hand()))
    rows = Referral.objects.filter(
        theirs, not_by_mail, open_to(found, "person_id"), hub=found.member.hub, tell_by__isnull=False,
        person__died_at=None,
    )  # fmt: skip
    first = rows.order_by("tell_by", "pk").values_list("pk", "tell_by")[: MOST_TO_TELL + 1]
    return [(pk, by) for pk, by in first if by]


def found_wrong(person: Person) -> Collection[str]:
    """Ways to reach somebody that were found wrong and have reached nobody since."""
    return wrong_ways(channels_of(person), tried_since_changed(person))


def told_by_hand() -> QuerySet[Event]:
    """What was kept of telling them, since their request was closed."""
    return Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"), kind=TOLD,
        occurred_at__gte=OuterRef("closed_at"),
    )  # fmt: skip


def mailed_at(referral: Referral) -> datetime | None:
    """When mail went that there is something to read, to an address that nobody found wrong; None: none went."""
    if referral.closed_at is None:
        return None
    sent = Message.objects.filter(
        hub_id=referral.hub_id, person_id=referral.person_id, queued_at=referral.closed_at, sent_at__isnull=False,
        attempts__gt=0,
    )  # fmt: skip
    at = sent.order_by("sent_at").values_list("sent_at", flat=True).first()
    return at if at and "email" not in found_wrong(referral.person) else None


def has_relationship() -> QuerySet[Relationship]:
    """That a record is still its owner's, who may have been in another role meanwhile."""
    return Relationship.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), member_id=OuterRef("owner_id"), until_at=None
    )  # fmt: skip


def keeps_owner_out() -> QuerySet[MustNotSee]:
    """The entries that keep the owner of a request out, by name or by role, also under a record that is joined."""
    of_role = Membership.objects.filter(pk=OuterRef(OuterRef("owner_id")), roles__contains=[OuterRef("role")])
    joined = Joined.objects.filter(hub_id=OuterRef("hub_id"), other_id=OuterRef(OuterRef("person_id")))
    theirs = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("person_id"))
    entries = MustNotSee.objects.filter(theirs, hub_id=OuterRef("hub_id"), ended_at=None)
    return entries.filter(Q(member_id=OuterRef("owner_id")) | Exists(of_role), status__in=KEPT_OUT)


def attempts_of(referral: Referral) -> QuerySet[Attempt]:
    """The last attempts to reach a person, the latest first, undone ones too."""
    found = Attempt.objects.filter(hub_id=referral.hub_id, referral=referral)
    return found.select_related("by__account", "referral__person").order_by("-at", "-pk")[:MOST_SHOWN]


def emergencies_to_tell(person: Person) -> list[EmergencyAccess]:
    """Emergency access to the record that nobody has spoken with the person about since: it stands on their own pages,
    if they have any, and is said in the next conversation."""
    spoke = Attempt.objects.filter(
        hub_id=person.hub_id, referral__person_id=person.pk, undone_at=None, result=Attempt.Result.SPOKE,
        at__gt=OuterRef("opened_at"),
    )  # fmt: skip
    found = EmergencyAccess.objects.filter(~Exists(spoke), hub_id=person.hub_id, person=person)
    return list(found.select_related("member__account").order_by("-opened_at", "-pk")[:MOST_SHOWN])


def tried_since_changed(person: Person) -> list[Tried]:
    """What found a way wrong or reached the person since they last changed how to reach them; oldest first."""
    found = Attempt.objects.filter(
        hub_id=person.hub_id, referral__person_id=person.pk, undone_at=None, result__in=TELLS_OF_A_WAY
    )
    changed = latest(person.pk, person.hub_id, person.pk, "person.set_channels")
    if changed:
        found = found.filter(at__gt=changed.occurred_at)
    rows = found.order_by("-at", "-pk").values_list("channel", "result", "at")[:MOST_SHOWN]
    return list(reversed(rows))


def tried_since_changed_of(hub_id: UUID, people: Collection[UUID]) -> dict[UUID, list[Tried]]:
    """The same for several people, by person. Two statements."""
    changed = dict(
        Event.objects.filter(hub_id=hub_id, person_id__in=people, kind="person.set_channels")
        .values("person_id").annotate(last=Max("occurred_at")).values_list("person_id", "last")
    )  # fmt: skip
    rows = Attempt.objects.filter(
        hub_id=hub_id, referral__hub_id=hub_id, referral__person__in=people, undone_at=None, result__in=TELLS_OF_A_WAY
    ).order_by("at", "pk")
    found: dict[UUID, list[Tried]] = {pk: [] for pk in people}
    for person_id, channel, result, at in rows.values_list("referral__person", "channel", "result", "at"):
        if person_id not in changed or at > changed[person_id]:
            found[person_id].append((channel, result, at))
    return found


def find_attempt(referral: Referral, pk: UUID) -> Attempt | None:
    """One attempt about this referral."""
    found = Attempt.objects.filter(hub_id=referral.hub_id, referral=referral, pk=pk)
    return found.select_related("by__account", "referral__person").first()


def undo_until(attempt: Attempt) -> datetime | None:
    """Until when an attempt can be undone, if it is the last one that was logged."""
    referral = attempt.referral
    event = latest(referral.pk, referral.hub_id, referral.person_id, "contact.log")
    if event is None or event.codes.get("attempt") != str(attempt.pk):
        return None
    return event.recorded_at + UNDO
