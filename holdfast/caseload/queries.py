"""Reads of the work list: what a member may see of it, the kept counts, the rows, the search.

A page of 50 people takes three statements with its row of the access log, four where somebody must not see somebody.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.caseload.work_list_sql import (
    EVERYBODYS,
    MOST_URGENT,
    OWN,
    OWN_AND_COVERED,
    OWN_AND_NOBODYS,
    OWN_COVERED_AND_NOBODYS,
    read_page,
)
from holdfast.people.access import keeps_out, open_to
from holdfast.people.search import people_named
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral, Tally
from holdfast.referrals.reference import read_reference
from holdfast.referrals.states import Stage

PAGE = 50
NOBODYS = Q(owner=None) & ~Q(stage=Stage.CLOSED)  # nobody's name on it, or not yet: the duty's
COLUMNS = (
    "pk", "person_id", "reference", "stage", "received_at", "due_at", "contact_why", "next_action",
    "next_action_at", "attempts", "closed_at", "status", "owner__account__name",
    "person__key_version", "person__wrapped_key",
    "person__name_sealed", "has_open_alert",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def hidden(sight: Viewer) -> Q:
    """Referrals of people whom the viewer must not see."""
    if sight.barred is None:
        return keeps_out(sight, "person_id")
    return Q(person_id__in=sight.barred)


def within_reach(sight: Viewer) -> Q:
    """Referrals on the viewer's lists: the hub's; or theirs, open ones of whom they cover, on a duty day the queue."""
    if sight.sees_everybody:
        return Q()
    own = Q(owner=sight.member)
    if sight.covers:
        own |= Q(owner__in=sight.covers) & ~Q(stage=Stage.CLOSED)
    return own | NOBODYS if sight.has_duty else own


def in_stage(sight: Viewer, stage: str) -> QuerySet[Referral]:
    """The referrals of one stage that the viewer may see, for the list of that stage."""
    found = Referral.objects.filter(hub_id=sight.member.hub_id, stage=stage)
    if not sight.sees_everybody:
        found = found.filter(within_reach(sight))
    return seen(sight, found)


def seen(sight: Viewer, found: QuerySet[Referral]) -> QuerySet[Referral]:
    """Of these referrals, those of people whom the viewer may see."""
    if not sight.settles_names:
        found = found.filter(person__is_held=False)
    return found if sight.barred == () else found.exclude(hidden(sight))


def tuples(sight: Viewer, found: QuerySet[Referral]) -> QuerySet:
    """The columns of a row, as tuples. Whether an alert is open is read only for those who may know."""
    alert = Alert.objects.filter(hub_id=sight.member.hub_id, person_id=OuterRef("person_id"))
    alert = alert.exclude(status=AlertStatus.CLOSED) if knows_alerts(sight.member) else alert.none()
    return found.annotate(has_open_alert=Exists(alert)).values_list(*COLUMNS)


def page_of(sight: Viewer, stage: str, *, after: tuple | None = None, limit: int = PAGE) -> list[tuple]:
    """Up to `limit` rows of a stage and one more, what is due soonest first; closed ones latest first.

    For whoever may know of them, people with an open alert lead the list.
    """
    if sight.barred is None:
        return page_row_by_row(sight, stage, after=after, limit=limit)
    return read_page(
        sight.member,
        stage,
        reach=reach_of(sight, stage),
        owners=(sight.member.pk, *sight.covers),
        hides_held=not sight.settles_names,
        barred=sight.barred,
        knows_alerts=knows_alerts(sight.member),
        is_latest_first=stage == Stage.CLOSED,
        after=after,
        limit=limit + 1,
    )


def reach_of(sight: Viewer, stage: str) -> str:
    """`within_reach` for one stage, as the written SQL names it."""
    if sight.sees_everybody or (sight.has_duty and stage == Stage.TRIAGE):
        return EVERYBODYS  # nobody owns what waits in triage
    has_nobodys = sight.has_duty and stage != Stage.CLOSED
    if sight.covers and stage != Stage.CLOSED:
        return OWN_COVERED_AND_NOBODYS if has_nobodys else OWN_AND_COVERED
    return OWN_AND_NOBODYS if has_nobodys else OWN


def page_row_by_row(sight: Viewer, stage: str, *, after: tuple | None = None, limit: int = PAGE) -> list[tuple]:
    """The same page where too many are barred to be named: each row is asked whether it may be seen."""
    found = in_stage(sight, stage)
    keys = ("due_at", "received_at", "pk")
    if stage == Stage.CLOSED:
        found = found.filter(TupleLessThan(keys, after)) if after else found
        return list(tuples(sight, found).order_by(*(f"-{key}" for key in keys))[: limit + 1])
    urgent = list(tuples(sight, with_open_alert(sight, found)).order_by(*keys)[: min(MOST_URGENT, limit + 1)])
    others = found.exclude(pk__in=[row[0] for row in urgent])
    if after:
        return list(tuples(sight, others.filter(TupleGreaterThan(keys, after))).order_by(*keys)[: limit + 1])
    return urgent + list(tuples(sight, others).order_by(*keys)[: limit + 1 - len(urgent)])


def with_open_alert(sight: Viewer, found: QuerySet[Referral]) -> QuerySet[Referral]:
    """Of these referrals, those of people with an open alert; none for whoever may not know."""
    if not knows_alerts(sight.member):
        return found.none()
    alerts = Alert.objects.filter(hub_id=sight.member.hub_id).exclude(status=AlertStatus.CLOSED)
    return found.filter(person_id__in=alerts.values("person_id"))


def knows_alerts(member: Membership) -> bool:
    """Whether the member may know that an alert is open."""
    return member.may(Permission.SEE_CLINICAL) or member.may(Permission.TAKE_ALERT)


def counts_of(sight: Viewer) -> Mapping[str, int]:
    """People of each stage whom the viewer may see: kept sums, less the few that are hidden."""
    kept = Tally.objects.filter(within_reach(sight), hub_id=sight.member.hub_id)
    counts = dict(kept.values_list("stage").annotate(Sum("delta")).order_by())
    if sight.barred != ():
        less = Referral.objects.filter(within_reach(sight), hidden(sight), hub_id=sight.member.hub_id)
        for stage, number in less.values_list("stage").annotate(Count("pk")).order_by():
            counts[stage] = counts.get(stage, 0) - number
    return counts


def found_by(sight: Viewer, query: str) -> list[tuple]:
    """Up to 50 people whose reference this is, or whose name holds every word, and one more; the latest first.

    The rule is that of the record itself: who could not open it does not find it.
    """
    reference = read_reference(query)
    matching = Q(reference=reference) if reference else Q(person__in=people_named(sight.member.hub, query).values("pk"))
    found = Referral.objects.filter(matching, may_open(sight), hub_id=sight.member.hub_id)
    return list(tuples(sight, found).order_by("-received_at", "-pk")[: PAGE + 1])


def may_open(sight: Viewer) -> Q:
    """`open_to` for the people of referrals. For a lead only those bar who are named, and the sight has read them."""
    if sight.sees_everybody and sight.settles_names:
        return ~hidden(sight) if sight.barred != () else Q()
    return open_to(sight, "person_id")


def write_key(row: tuple) -> str:
    """The place of a row in its list, for an address: two instants in microseconds since 1970, and the id."""
    pk, received_at, due = row[0], row[4], row[5]
    return f"{(due - EPOCH) // MICROSECOND:x}.{(received_at - EPOCH) // MICROSECOND:x}.{pk.hex}"


def read_key(text: str) -> tuple[datetime, datetime, UUID] | None:
    """The place that `write_key` wrote; None for anything else."""
    try:
        due, received_at, pk = text.split(".")
        if not (len(due) <= 14 and len(received_at) <= 14 and len(pk) == 32):
            return None
        return (
            EPOCH + int(due, 16) * MICROSECOND, EPOCH + int(received_at, 16) * MICROSECOND, UUID(hex=pk)
        )  # fmt: skip
    except (ValueError, OverflowError):
        return None
