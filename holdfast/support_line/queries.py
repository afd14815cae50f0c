"""Reads of calls and post: what a member may see of them, and whom two details belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Func, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.models import Document, Incoming
from holdfast.correspondence.states import IncomingStatus
from holdfast.hubs.models import Hub
from holdfast.people.access import open_to
from holdfast.people.identity import channels_of, details_of
from holdfast.people.models import Person
from holdfast.people.named import is_meant, names_of_colleagues
from holdfast.people.names import split_names
from holdfast.people.search import people_named
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.reference import read_reference
from holdfast.support_line.models import Call
from holdfast.support_line.rules import is_theirs, second_detail
from holdfast.support_line.states import Status
from holdfast.support_line.told import told_in

PAGE = 50
MOST_CANDIDATES = 12
MOST_FOUND = 10

Key = tuple[datetime, UUID]


def conversations(hub_id: UUID) -> QuerySet[Call]:
    """Calls in which somebody rang who had asked for help before, and was spoken with, kept with that request. What
    ended with the promise of a call is none yet, nor are a voicemail and the call in which they asked."""
    rang = Call.objects.filter(hub_id=hub_id, kind=Call.Kind.CALL, referral__isnull=False, call_back_by=None)
    kept = rang.filter(status__in=(Status.MATCHED, Status.HANDED_OVER))
    return kept.filter(begun_at__gt=F("referral__received_at"))


def first_rang(referral: Referral) -> datetime | None:
    """When they first rang and were spoken with."""
    rang = conversations(referral.hub_id).filter(person_id=referral.person_id, referral=referral)
    return rang.order_by("begun_at").values_list("begun_at", flat=True).first()


def is_rung_since(referral: Referral, at: datetime) -> bool:
    """Whether they rang after a moment and were spoken with. Called by `referrals.next_step`."""
    return conversations(referral.hub_id).filter(referral=referral, begun_at__gt=at).exists()


def shown_to(found: Viewer, calls: Iterable[Call]) -> list[Call]:
    """Of these calls, those from which no name that the caller said keeps the viewer out.

    Nobody has settled such names yet: whoever is or may be meant is kept out, and where a name fits nobody, everybody
    but leads and whoever took the call. While it goes on, whoever writes it down sees it.
    """
    several = list(calls)
    said = {call.pk: split_names(told_in(call).get("must_not_see", "")) for call in several}
    if not any(said.values()):
        return several
    member, colleagues = found.member, names_of_colleagues(found.member.hub)
    return [
        call
        for call in several
        if (call.status == Status.BEGUN and call.taken_by_id == member.pk)
        or not is_meant(said[call.pk], member, colleagues, settles=found.settles_names or call.taken_by_id == member.pk)
    ]


def may_be_called_back(call: Call) -> bool:
    """Whether anybody is left who may see this call once it is promised, by the names that the caller said."""
    named = split_names(told_in(call).get("must_not_see", ""))
    if not named:
        return True
    members = Membership.objects.filter(hub_id=call.hub_id, status=Membership.Status.ACTIVE).select_related("account")
    colleagues = names_of_colleagues(call.hub)
    return any(
        member.may(Permission.ANSWER_CALLS)
        and not is_meant(
            named, member, colleagues, settles=member.may(Permission.SETTLE_NAMES) or member.pk == call.taken_by_id
        )
        for member in members[:500]
    )


def may_open_call(found: Viewer) -> Q:
    """Calls that a viewer may open: their own; what is promised, on a duty day; for a lead every one."""
    if found.settles_names:
        return Q()
    own = Q(taken_by=found.member)
    return own | Q(status=Status.PROMISED) if found.has_duty else own


def calls_of(found: Viewer) -> QuerySet[Call]:
    """The calls of the hub that the viewer may open, as far as they belong to nobody's record.

    Names that were said in them are sealed: whom those keep out is asked of each by `shown_to`.
    """
    calls = Call.objects.filter(may_open_call(found), hub_id=found.member.hub_id, person=None)
    return calls.select_related("box", "taken_by__account")


def find_call(found: Viewer, pk: UUID) -> Call | None:
    """One call that the viewer may open: in a box, or one of their own that has a person by now."""
    calls = Call.objects.filter(hub_id=found.member.hub_id, pk=pk)
    allowed = Q(may_open_call(found), person=None) | Q(taken_by=found.member) | Q(closed_by=found.member)
    call = calls.filter(allowed).select_related("box", "person", "referral", "taken_by__account").first()
    return call if call is None or call.person or shown_to(found, [call]) else None


def to_be_called_back(found: Viewer, *, after: Key | None = None) -> list[Call]:
    """Call-backs that were promised, the soonest first; one more than a page."""
    promised = calls_of(found).filter(status=Status.PROMISED).order_by("call_back_by", "pk")
    shown: list[Call] = []
    while len(shown) <= PAGE:
        calls = promised.filter(TupleGreaterThan((F("call_back_by"), F("pk")), after)) if after else promised
        page = list(calls[: PAGE + 1])
        shown += shown_to(found, page)
        if len(page) <= PAGE:
            break
        after = (page[-1].call_back_by, page[-1].pk)  # type: ignore[assignment]  # a promised call has its time
    return shown[: PAGE + 1]


def going_on(found: Viewer) -> list[Call]:
    """Calls that nobody has ended: one's own, and for a lead everybody's. The oldest first."""
    return shown_to(found, calls_of(found).filter(status=Status.BEGUN).order_by("begun_at", "pk")[:PAGE])


def counts(hub: Hub, *, since: datetime, until: datetime) -> tuple[int, Mapping[str, int]]:
    """How many calls there were, and how often each advice was given."""
    calls = Call.objects.filter(hub=hub, begun_at__gte=since, begun_at__lte=until)
    total = calls.aggregate(number=Count("pk"))["number"]
    given = calls.annotate(each=Func(F("advice"), function="unnest")).values_list("each").annotate(Count("pk"))
    return total, dict(given.order_by())


def post_of(found: Viewer) -> QuerySet[Incoming]:
    """Post that is not settled yet: what was handed on is for leads alone."""
    shown = [IncomingStatus.WAITING, IncomingStatus.HANDED_ON] if found.settles_names else [IncomingStatus.WAITING]
    post = Incoming.objects.filter(hub_id=found.member.hub_id, status__in=shown, settled_at=None)
    return post.select_related("box", "person", "logged_by__account")


def post_waiting(found: Viewer, *, status: str, after: Key | None = None) -> list[Incoming]:
    """One page of unsettled post and one more, the longest waiting first."""
    post = post_of(found).filter(status=status)
    if after:
        post = post.filter(TupleGreaterThan((F("received_at"), F("pk")), after))
    return list(post.annotate(documents_count=Count("documents")).order_by("received_at", "pk")[: PAGE + 1])


def post_count(found: Viewer) -> int:
    """How much post waits for the viewer."""
    return post_of(found).count()


def find_post(found: Viewer, pk: UUID) -> Incoming | None:
    """One piece of unsettled post."""
    return post_of(found).filter(pk=pk).first()


def documents_in(hub_id: UUID, incoming: list[Incoming]) -> list[Document]:
    """The documents of some post, without their content."""
    found = Document.objects.filter(hub_id=hub_id, incoming__in=incoming).defer("content_sealed")
    return list(found.select_related("incoming__box", "incoming__person").order_by("pk")[: 4 * PAGE])


def find_document(member: Membership, pk: UUID) -> Document | None:
    """One document with its content, whosever it is: who may open it is the view's to ask."""
    found = Document.objects.filter(hub_id=member.hub_id, pk=pk)
    return found.select_related("incoming__box", "incoming__person").first()


def calls_about(person: Person) -> list[Call]:
    """The last calls that were kept with a record."""
    found = Call.objects.filter(hub_id=person.hub_id, person=person).select_related("person", "taken_by__account")
    return list(found.order_by("-begun_at", "-pk")[:PAGE])


def post_about(person: Person) -> list[Incoming]:
    """The last post that was matched to a record."""
    found = Incoming.objects.filter(hub_id=person.hub_id, person=person).select_related("person", "logged_by__account")
    return list(found.order_by("-received_at", "-pk")[:PAGE])


def records_found(found: Viewer, text: str) -> list[Referral]:
    """Records that the viewer may open, by reference number or name: for putting post where it belongs."""
    referrals = candidates(found, text).filter(open_to(found, "person_id"))
    return list(referrals.order_by("-received_at", "-pk")[:MOST_FOUND])


def candidates(found: Viewer, text: str) -> QuerySet[Referral]:
    """Referrals of this reference number, or of people of this name."""
    hub = found.member.hub
    reference = read_reference(text)
    named = Q(reference=reference) if reference else Q(person__in=people_named(hub, text).values("pk"))
    return Referral.objects.filter(named, hub=hub).select_related("person", "owner__account")


@dataclass(frozen=True)
class LookedUp:
    """What came of two details.

    Attributes:
        referral: the one record that both belong to and that the viewer may open; None for whatever reason.
        refused: people whose record was asked for and not shown, for the access log alone.
    """

    referral: Referral | None
    refused: tuple[UUID, ...]


def look_up(found: Viewer, call: Call, *, first: str, second: str, today: date) -> LookedUp:
    """Whose record the caller means, if both details belong to it.

    The same work is done whatever is found: one statement, and as many sealed rows opened, so that neither words nor
    time tell who is known here.
    """
    allowed = ExpressionWrapper(open_to(found, "person_id"), output_field=BooleanField())
    known = candidates(found, first).select_related(None).select_related("person")  # an owner would take time to make
    rows = list(known.annotate(is_open=allowed).order_by("-received_at", "-pk")[:MOST_CANDIDATES])
    detail = second_detail(second, today=today)
    fitting = []
    for referral in rows:
        if fits(referral.person, detail):
            fitting.append(referral)
    for _ in range(MOST_CANDIDATES - len(rows)):
        call.owner.__dict__.pop("_key", None)  # so that it is unwrapped again, as each row's is
        told_in(call)
        told_in(call)
    shown = [referral for referral in fitting if referral.is_open]
    if len({referral.person_id for referral in fitting}) == 1 and shown:
        return LookedUp(shown[0], ())
    asked_for = fitting or (rows if read_reference(first) else [])
    return LookedUp(None, tuple({referral.person_id for referral in asked_for}))


def fits(person: Person, detail: tuple[str, str] | None) -> bool:
    """Whether the second detail is this person's. Nobody's, once they were erased."""
    if person.wrapped_key is None:
        return False
    channels, details = channels_of(person), details_of(person)
    return detail is not None and is_theirs(detail, channels, details)
