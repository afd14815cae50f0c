"""Reads of whoever waits elsewhere: which services are to be asked, and which promises are broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.hubs.hours import london_day
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import MOST_SHOWN, not_seen, not_talked_over, tells_unsafe_ways, unfinished
from holdfast.onward.states import OPEN, WAITS, WITH_A_SERVICE, WordsStatus
from holdfast.people.access import open_to
from holdfast.people.viewer import Viewer

PAGE = 50
UNANSWERED = timedelta(days=7)
"""From when on whoever began one is reminded that the person has not answered: an ask, not a clinical rule."""


@dataclass(frozen=True)
class Page:
    """A page of the chase list: its rows, and the key of the next one."""

    rows: Sequence[OnwardReferral]
    after: str


def to_chase(found: Viewer) -> QuerySet[OnwardReferral]:
    """Those whose service is to be asked by now, of people whose record is open to the viewer."""
    return OnwardReferral.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, chase_at__lte=found.now
    )


def chase_page(found: Viewer, *, after: str = "") -> Page:
    """One page of them, the longest silence first. One statement."""
    rows = to_chase(found).select_related("person", "referral__owner__account", "service__contingency")
    rows = rows.annotate(is_replaced=Exists(taking_its_place())).order_by("heard_at", "pk")
    if key := read_key(after):
        since, pk = key
        rows = rows.filter(Q(heard_at__gt=since) | Q(heard_at=since, pk__gt=pk))
    shown = list(rows[: PAGE + 1])
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    return Page(shown[:PAGE], f"{last.heard_at.isoformat()}_{last.pk}" if last and last.heard_at else "")


def read_key(text: str) -> tuple[datetime, UUID] | None:
    """The moment and the id that a page ended with; None for anything else."""
    moment, _, number = text.partition("_")
    try:
        at, pk = datetime.fromisoformat(moment), UUID(number)
    except ValueError:
        return None
    return (at, pk) if at.tzinfo else None


def taking_its_place(statuses: Sequence[str] = OPEN) -> QuerySet[OnwardReferral]:
    """Another one that takes the place of the outer row, and goes on."""
    return OnwardReferral.objects.filter(hub_id=OuterRef("hub_id"), replaces=OuterRef("pk"), status__in=statuses)


def broken(found: Viewer) -> QuerySet[OnwardReferral]:
    """Promises that were broken and nobody has acted on yet, of people whose record is open to the viewer. Another one
    that was begun in its place takes it off once it has gone."""
    rows = OnwardReferral.objects.filter(
        open_to(found, "person_id"), hub_id=found.member.hub_id, status__in=WAITS
    )  # fmt: skip
    late = rows.filter(~Exists(taking_its_place(WITH_A_SERVICE)), promised_on__lt=london_day(found.now))
    return late.annotate(is_replaced=Exists(taking_its_place())).order_by("promised_on", "pk")


def to_talk_over(found: Viewer) -> list[OnwardReferral]:
    """Those that a service declined or somebody left, and that nobody has talked over with them since, nor referred
    them on again."""
    rows = of_their_people(found).filter(referral__closed_at=None)
    return list(not_talked_over(rows).order_by("ended_at", "pk")[:MOST_SHOWN])


def to_see(found: Viewer) -> list[OnwardReferral]:
    """Those that a service has done with, or that were stopped, and nobody has seen what comes next."""
    rows = of_their_people(found).filter(referral__closed_at=None)
    return list(not_seen(rows).order_by("ended_at", "pk")[:MOST_SHOWN])


def to_warn(found: Viewer) -> list[OnwardReferral]:
    """Those whose service has read a way to reach somebody that may not be safe any more, and is to be called."""
    return tells_unsafe_ways(of_their_people(found))


def of_their_people(found: Viewer, *, more: Q | None = None) -> QuerySet[OnwardReferral]:
    """Those of the viewer's own people, of those whom they cover for, and of nobody's for the leads; and `more`."""
    theirs = Q(referral__owner__in=[found.member.pk, *found.covers]) | (more or Q())
    if found.settles_names:
        theirs |= Q(referral__owner=None)
    return OnwardReferral.objects.filter(theirs, open_to(found, "person_id"), hub_id=found.member.hub_id)


def for_writer(found: Viewer) -> dict[str, list[OnwardReferral]]:
    """Those that wait to be seen to before they go, by their words' status: the viewer's own, and of their people.

    They wait for whoever has the referral, for whoever covers for them, and for whoever began them; of a person that
    nobody has, for the leads. Each with `stands_since`, the longest first.
    """
    unanswered = Q(words_status=WordsStatus.SHOWN, shown_at__lte=found.now - UNANSWERED)
    ours = [WordsStatus.WRITING, WordsStatus.CHANGE_ASKED, WordsStatus.AGREED]
    rows = of_their_people(found, more=Q(drafted_by=found.member)).filter(unanswered | Q(words_status__in=ours))
    rows = unfinished(rows).order_by("stands_since", "pk")
    waits: dict[str, list[OnwardReferral]] = {}
    for row in rows[:MOST_SHOWN]:
        waits.setdefault(row.words_status, []).append(row)
    return waits
