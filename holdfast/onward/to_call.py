"""Services that still expect somebody who has died, or whom another hub or service has now; or that may believe
somebody dead of whom that was an error. Their link has closed and says nothing, so that they may write, or ring their
home: only the telephone tells them. A line stands until somebody says that they have told the service. Whoever stopped
by themselves is told of to nobody: their own page promises that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from holdfast.directory.models import Service
from holdfast.events.models import Event
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import MOST_SHOWN
from holdfast.onward.states import OverBy, Word
from holdfast.people.access import open_to
from holdfast.people.models import Joined
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status as ReferralStatus

WORD = KeyTextTransform("word", "codes")
TOLD = ("onward.tell_service", "onward.untell_service")


@dataclass(frozen=True)
class ToCall:
    """Which service to call about whose request, and what to say, since when."""

    onward: OnwardReferral
    service: Service
    referral: Referral
    word: str
    since: datetime


def to_call(found: Viewer) -> list[ToCall]:
    """The services that this member has to call: about their own people and those of whom they cover for, and for
    leads about everybody's."""
    rows = OnwardReferral.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id)
    if not found.sees_everybody:
        rows = rows.filter(referral__owner__in=[found.member.pk, *found.covers])
    return calls(untold(rows))


def to_call_about(referral: Referral) -> list[ToCall]:
    """The services that are to be called about one request."""
    return calls(untold(OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral)))


def told_of(referral: Referral) -> list[ToCall]:
    """The services of one request that were called, with what they were told, which is so still."""
    rows = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral)
    return calls(with_words(rows).filter(told=F("word")))


def word_for(onward: OnwardReferral) -> str:
    """What a service has to be told of one by now; nothing where it is told."""
    found = untold(OnwardReferral.objects.filter(hub_id=onward.hub_id, pk=onward.pk))
    return found.values_list("word", flat=True).first() or ""


def untold(rows: QuerySet[OnwardReferral]) -> QuerySet[Any]:
    """Of these, those whose service has not been told what is so by now."""
    return with_words(rows).exclude(told=F("word"))


def with_words(rows: QuerySet[OnwardReferral]) -> QuerySet[Any]:
    """Of these, those that were with a service until a death or a transfer ended them, with `word`: what is so by now,
    `word_since`, and `told`: what the service was told last. A transfer gives no reason, whatever came after it. Who
    was referred to the same service anew is left out."""
    of_them = Event.objects.filter(hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"))
    told = of_them.filter(subject_id=OuterRef("pk"), kind__in=TOLD).order_by("-pk")
    lives = of_them.filter(kind="person.undo_die").order_by("-pk").values("occurred_at")
    died = Q(over_by=OverBy.DEATH, person__died_at__isnull=False)
    moved = Q(over_by=OverBy.TRANSFER) | Q(~died, over_by=OverBy.DEATH, referral__status=ReferralStatus.TRANSFERRED)
    stopped = Q(person__died_at=None, referral__status=ReferralStatus.WITHDRAWN)
    word = Case(
        When(over_by=OverBy.ANOTHER, then=Value(Word.PLACED)), When(moved, Value(Word.MOVED)),
        When(died, Value(Word.DIED)), default=Value(Word.LIVES),
    )  # fmt: skip
    since = Case(
        When(over_by=OverBy.ANOTHER, then=F("ended_at")), When(moved, F("referral__closed_at")),
        When(died, F("person__died_at")),
        default=Coalesce(Subquery(lives[:1]), F("ended_at")),
    )  # fmt: skip
    joined = Joined.objects.filter(hub_id=OuterRef("hub_id"), other_id=OuterRef(OuterRef("person_id")))
    same = Q(person_id=OuterRef("person_id")) | Q(person_id__in=joined.values("person_id"))
    anew = OnwardReferral.objects.filter(
        same, hub_id=OuterRef("hub_id"), service_id=OuterRef("service_id"), sent_at__gt=OuterRef("ended_at")
    )  # fmt: skip
    return rows.exclude(over_by="").exclude(stopped).filter(~Exists(anew)).annotate(
        word=word, word_since=since,
        told=Coalesce(Subquery(told.values(of=WORD)[:1]), Value(""), output_field=CharField()),
    )  # fmt: skip


def calls(rows: QuerySet[Any]) -> list[ToCall]:
    """These, the newest first: an old one does not keep it out of sight."""
    rows = rows.select_related("service", "referral", "person").order_by("-word_since", "pk")
    return [ToCall(each, each.service, each.referral, each.word, each.word_since) for each in rows[:MOST_SHOWN]]
