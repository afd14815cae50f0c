"""What a hub of another installation hears by telephone alone, since no row is shared with it and no file says it: that
somebody who went there, or came from there, has died, or that this was an error; that there is an alert about them; or
that an offer ended of which it has a sealed file. Each stands until somebody says that they have told that hub."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Greatest

from holdfast.alerts.models import Alert
from holdfast.alerts.states import Status as AlertStatus
from holdfast.events.models import Event
from holdfast.network.models import Arrival, HubElsewhere, Transfer
from holdfast.network.queries import MOST_OFFERS
from holdfast.network.states import LEFT, Status, Word
from holdfast.outcomes.queries import last_taken_back
from holdfast.people.access import open_to
from holdfast.people.models import Joined
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

TELL, UNTELL = "transfer.tell_hub", "transfer.untell_hub"
ENDS = (Word.DIED, Word.LIVES, Word.FILE)
"""One of these is so of an offer at a time, and the next takes its place; an alert is told of beside them."""


@dataclass(frozen=True)
class ToCall:
    """Whom to call, about what, and what to say.

    Attributes:
        about: the offer or the arrival by which that hub knows them.
        since: since when this is so here.
        has_file: whether a sealed file of an offer that ended is there.
        is_told: whether somebody has said that they told it.
    """

    about: Transfer | Arrival
    hub: HubElsewhere
    word: str
    since: datetime
    has_file: bool
    is_told: bool


def to_call(found: Viewer) -> list[ToCall]:
    """What this member has to tell another installation, and nobody has told it: of a death, an error and a file that
    is out whoever has them or decided on them, and leads; of an alert everybody to whom the record opens. Whoever had a
    request that is closed may be kept out of it by now."""
    gone = Transfer.objects.filter(open_to(found, "person_id"), hub=found.member.hub)
    came = Arrival.objects.filter(open_to(found, "person_id"), hub=found.member.hub)
    told_of = (
        ends_of(gone.filter(of_member(found, "prepared_by", "offered_by"))),
        deaths_of(came.filter(of_member(found, "decided_by"))),
        alerts_of(gone),
    )
    calls = [each for rows in told_of for each in calls_of(rows.filter(is_told=False))]
    return sorted(calls, key=lambda each: not each.has_file)


def calls_about(referral: Referral) -> list[ToCall]:
    """What another installation has to be told about one request, and what it was told that is so still."""
    theirs = {"hub_id": referral.hub_id, "referral": referral}
    gone, came = Transfer.objects.filter(**theirs), Arrival.objects.filter(**theirs)
    return [each for rows in (ends_of(gone), deaths_of(came), alerts_of(gone)) for each in calls_of(rows)]


def ends_of(rows: QuerySet[Transfer]) -> QuerySet[Any]:
    """Of these, those that a hub elsewhere took on and those that ended with a sealed file out, with what is so."""
    went = Q(status=Status.ACCEPTED) | Q(status__in=LEFT, exported_at__isnull=False)
    rows = rows.filter(went, elsewhere__isnull=False).select_related("elsewhere")
    has_file = Case(When(status__in=LEFT, then=True), default=False, output_field=BooleanField())
    return with_death(rows.annotate(has_file=has_file), after="ended_at")


def deaths_of(rows: QuerySet[Arrival]) -> QuerySet[Any]:
    """Of these, those that came from a hub elsewhere, with what is so of their death."""
    rows = rows.filter(from_elsewhere__isnull=False, person__isnull=False).select_related("from_elsewhere")
    return with_death(rows.annotate(has_file=Value(False)), after="decided_at")


def with_death(rows: QuerySet[Any], *, after: str) -> QuerySet[Any]:
    """These with `word`, what is so by now, and `since`: a death, or that it was an error, of after the other hub had
    them, or their offer ended; else that an offer ended whose file is there. A hub that was told only of that expects
    nobody, and hears nothing of a later death."""
    died, lives = Q(person__died_at__gte=F(after)), Q(person__died_at=None, lives_at__gte=F(after))
    is_done = Q(has_file=True, told=Word.FILE)
    rows = with_told(rows.annotate(lives_at=Subquery(last_taken_back("person_id"))), ENDS)
    return so_now(
        rows.annotate(
            word=Case(
                When(is_done, Value(Word.FILE)), When(died, Value(Word.DIED)), When(lives, Value(Word.LIVES)),
                When(has_file=True, then=Value(Word.FILE)), default=Value(""),
            ),
            since=Case(
                When(is_done, F(after)), When(died, F("person__died_at")), When(lives, F("lives_at")), default=F(after)
            ),
        )
    )  # fmt: skip


def alerts_of(rows: QuerySet[Transfer]) -> QuerySet[Any]:
    """Of these, those whom a hub elsewhere has by now, and about whom an alert is open here, or about a record that is
    joined with theirs: since the latest was raised, or somebody said anew whether they can keep themselves safe."""
    joined = Joined.objects.filter(hub_id=OuterRef(OuterRef("hub_id")), person_id=OuterRef(OuterRef("person_id")))
    here = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("other_id"))
    raised = Alert.objects.filter(here, hub_id=OuterRef("hub_id")).exclude(status=AlertStatus.CLOSED)
    asked = Referral.objects.filter(here, hub_id=OuterRef("hub_id"), closed_at=None)  # this hub has them again
    rows = rows.filter(~Exists(asked), status=Status.ACCEPTED, elsewhere__isnull=False).select_related("elsewhere")
    words = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"),
        kind="alert.say_keep_safe",
    )  # fmt: skip
    said_at = Subquery(words.order_by("-pk").values("occurred_at")[:1])
    heard = raised.annotate(heard_at=Greatest("raised_at", said_at)).order_by("-heard_at")
    latest = Subquery(heard.values("heard_at")[:1])
    rows = with_told(rows.annotate(has_file=Value(False), since=latest), [Word.ALERT])
    return so_now(rows.filter(since__isnull=False).annotate(word=Value(Word.ALERT)))


def with_told(rows: QuerySet[Any], words: Any) -> QuerySet[Any]:
    """These with `told`, which of these words somebody said last that they told, and `told_at`; of what was taken back
    nothing."""
    word = KeyTextTransform("word", "codes")
    said = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"), kind__in=[TELL, UNTELL]
    )  # fmt: skip
    stands = Case(When(kind=TELL, then=word), default=Value(""), output_field=CharField())
    said = said.annotate(word=word, stands=stands).filter(word__in=words).order_by("-pk")
    told = Coalesce(Subquery(said.values("stands")[:1]), Value(""), output_field=CharField())
    return rows.annotate(told=told, told_at=Subquery(said.values("occurred_at")[:1]))


def so_now(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these, those of which there is something to say, with `is_told`: that very word, and since it is so."""
    told = When(told=F("word"), told_at__gte=F("since"), then=True)
    return rows.filter(word__gt="").annotate(is_told=Case(told, default=False, output_field=BooleanField()))


def calls_of(rows: QuerySet[Any]) -> list[ToCall]:
    """These, the newest first: an old one does not keep it out of sight."""
    return [
        ToCall(
            each, each.elsewhere if isinstance(each, Transfer) else each.from_elsewhere, each.word, each.since,
            each.has_file, each.is_told,
        )
        for each in rows.order_by("-since", "pk")[:MOST_OFFERS]
    ]  # fmt: skip


def of_member(found: Viewer, *decided: str) -> Q:
    """Of whoever has the request, or covers for them, or decided on it, and of every lead."""
    mine = Q(referral__owner__in=[found.member.pk, *found.covers]) | Q(referral__owner=None)
    for each in decided:
        mine |= Q(**{each: found.member})
    return Q(pk__isnull=False) if found.sees_everybody else mine
