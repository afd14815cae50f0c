"""Reads of onward referrals: of a record, of the person themselves, behind a link, and of what goes with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from holdfast.appointments.models import Appointment
from holdfast.appointments.states import CAME
from holdfast.contacts.models import Attempt
from holdfast.coordination.queries import open_strands
from holdfast.correspondence.actions import hash_of
from holdfast.directory.kinds import Route
from holdfast.directory.models import Service
from holdfast.events.actions import latest
from holdfast.events.models import Event
from holdfast.hubs.models import Hub
from holdfast.onward.models import AnswerLink, OnwardReferral, ServiceAnswer, ServiceList, WordsBefore
from holdfast.onward.rules import MOST_FAILURES, finish_by, see_by, talk_by
from holdfast.onward.states import ENDED, NOT_WITH_THEM, WAITS, WITH_A_SERVICE, Status, WordsStatus
from holdfast.people.access import open_to
from holdfast.people.identity import reveal, reveal_data
from holdfast.people.models import Person
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step, day_of
from holdfast.referrals.states import NextAction

MOST_SHOWN = 50
MOVE_WORDS = ("onward.draft", "onward.edit", "onward.show", "onward.agree", "onward.ask_change", "onward.take_back")
"""Events by which the words of one that has not gone come to stand somewhere."""
RELATED = ("hub", "person", "referral__owner__account", "service__contingency", "drafted_by__account",
           "written_by__account", "agreed_by__account", "sent_by__account", "replaces__service")  # fmt: skip


@dataclass(frozen=True)
class To:
    """To whom it goes, as the person read it: the service, and the way."""

    service: str
    run_by: str
    route: str
    address: str


@dataclass(frozen=True)
class Words:
    """What an onward referral says, opened: to whom, and each part that is told, by its key."""

    to: To
    parts: dict[str, str]


def to_of(service: Service) -> To:
    """To whom a referral to this service would go, as the directory knows it now."""
    return To(service.name, service.run_by, service.route, service.route_to)


def words_of(onward: OnwardReferral | WordsBefore) -> Words:
    """What it says, opened by the person's key."""
    pk = onward.pk if isinstance(onward, OnwardReferral) else onward.onward_id
    kept = reveal_data(onward.person, f"onward:{pk}:{onward.version}", onward.words_sealed)
    return Words(To(**kept["to"]), kept["parts"])


def ways_changed_at(onward: OnwardReferral) -> datetime | None:
    """When they changed how they can be reached, of one that tells it as it was before: it may not be safe any more.
    None where they did not, or it does not tell it."""
    if "contact" not in words_of(onward).parts:
        return None
    changed = latest(onward.person_id, onward.hub_id, onward.person_id, "person.set_channels")
    return changed.occurred_at if changed and changed.occurred_at > onward.written_at else None


def mark_of_ways(person: Person) -> str:
    """What a form brings back of the ways to reach somebody that its page showed: which change of them was the last."""
    changed = latest(person.pk, person.hub_id, person.pk, "person.set_channels")
    return str(changed.pk) if changed else ""


def parts_now(onward: OnwardReferral) -> dict[str, str]:
    """What it says that holds still: without ways to reach them that they have taken back."""
    parts, is_old = words_of(onward).parts, ways_changed_at(onward) is not None
    return {key: words for key, words in parts.items() if key != "contact" or not is_old}


def tells_unsafe_ways(found: QuerySet[OnwardReferral]) -> list[OnwardReferral]:
    """Of these, those whose service has read a way to reach the person that they changed since, and was not called."""
    of_it = {"hub_id": OuterRef("hub_id"), "onward": OuterRef("pk")}
    changed = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), kind="person.set_channels",
        occurred_at__gt=OuterRef("written_at"),
    )  # fmt: skip
    links = AnswerLink.objects.filter(**of_it, opened_at__lte=OuterRef("changed_at"))
    called = ServiceAnswer.objects.filter(**of_it, by__isnull=False, kept_at__gte=OuterRef("changed_at"))
    asked = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"), kind="onward.ask",
        codes__how="call", occurred_at__gte=OuterRef("changed_at"),
    )  # fmt: skip
    rows = found.filter(status__in=WITH_A_SERVICE).annotate(
        changed_at=Subquery(changed.order_by("-occurred_at").values("occurred_at")[:1])
    )
    has_read = Q(Exists(links)) | Q(route=Route.LETTER, sent_at__lte=F("changed_at"))
    rows = rows.filter(has_read, ~Exists(called), ~Exists(asked), changed_at__isnull=False).select_related("person")
    return [each for each in rows.order_by("sent_at", "pk")[:MOST_SHOWN] if "contact" in words_of(each).parts]


def answer_of(onward: OnwardReferral | WordsBefore) -> str:
    """What the person wants changed in it."""
    pk = onward.pk if isinstance(onward, OnwardReferral) else onward.onward_id
    return reveal(onward.person, f"onward_answer:{pk}:{onward.version}", onward.answer_sealed)


def onward_of(referral: Referral) -> list[OnwardReferral]:
    """The onward referrals of a referral, the latest first."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral).select_related(*RELATED)
    return list(found.order_by("-drafted_at", "-pk")[:MOST_SHOWN])


def find_onward(found: Viewer, pk: UUID) -> OnwardReferral | None:
    """One about somebody whose record is open to the viewer; None otherwise, for whatever reason."""
    rows = OnwardReferral.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, pk=pk)
    return rows.select_related(*RELATED).first()


def own_onward(person: Person) -> list[OnwardReferral]:
    """Those that the person was shown, the latest first. One that is written again is theirs as they saw it."""
    found = OnwardReferral.objects.filter(hub_id=person.hub_id, person=person, shown_at__isnull=False)
    return list(found.select_related(*RELATED).order_by("-drafted_at", "-pk")[:MOST_SHOWN])


def find_own(person: Person, pk: UUID) -> OnwardReferral | None:
    """One of these."""
    found = OnwardReferral.objects.filter(hub_id=person.hub_id, person=person, shown_at__isnull=False, pk=pk)
    return found.select_related(*RELATED).first()


def waiting_answers(person: Person) -> int:
    """How many wait for the person's yes."""
    shown = WordsStatus.SHOWN
    return OnwardReferral.objects.filter(
        hub_id=person.hub_id, person=person, status="drafted", words_status=shown
    ).count()  # fmt: skip


def before_of(onward: OnwardReferral) -> list[WordsBefore]:
    """What it said before, the latest first."""
    found = WordsBefore.objects.filter(hub_id=onward.hub_id, onward=onward)
    return list(found.select_related("person", "written_by__account").order_by("-version")[:MOST_SHOWN])


def answers_of(onward: OnwardReferral) -> list[dict[str, Any]]:
    """What the service said, the latest first, opened."""
    found = ServiceAnswer.objects.filter(hub_id=onward.hub_id, onward=onward).select_related("by__account")
    return [
        {
            "verb": each.verb, "said_at": each.said_at, "day": each.day, "by": each.by.name if each.by else "",
            "who": reveal(onward.person, f"service_answer_who:{each.pk}", each.who_sealed),
            "words": reveal(onward.person, f"service_answer:{each.pk}", each.words_sealed),
        }
        for each in found.order_by("-said_at", "-pk")[:MOST_SHOWN]
    ]  # fmt: skip


def find_link(hub: Hub, token: str, *, now: datetime) -> AnswerLink | None:
    """The link of this token while it can be opened; None otherwise, for whatever reason."""
    found = AnswerLink.objects.filter(
        hub=hub, token_hash=hash_of(token), expires_at__gt=now, ended_at=None, failures__lt=MOST_FAILURES,
        onward__status__in=WITH_A_SERVICE,
    )  # fmt: skip
    related = ("person", "onward__referral", "onward__service", "onward__person", "onward__hub")
    return found.select_related(*related).first()


def link_of(onward: OnwardReferral) -> AnswerLink | None:
    """The link by which the service answers, as it is now; the last one where it has ended."""
    found = AnswerLink.objects.filter(hub_id=onward.hub_id, onward=onward).select_related("person")
    return found.order_by("-made_at", "-pk").first()


def opens_of(link: AnswerLink) -> dict[str, str]:
    """What opens a link: its token, and its code."""
    return dict(reveal_data(link.person, f"answer_link:{link.pk}", link.opens_sealed))


def lists_of(referral: Referral) -> list[ServiceList]:
    """The lists of services that were handed to them, the latest first."""
    found = ServiceList.objects.filter(hub_id=referral.hub_id, referral=referral).select_related("given_by__account")
    return list(found.order_by("-given_at", "-pk")[:MOST_SHOWN])


def find_list(found: Viewer, pk: UUID) -> ServiceList | None:
    """One list for somebody whose record is open to the viewer; None otherwise, for whatever reason."""
    rows = ServiceList.objects.filter(open_to(found, "person_id"), hub_id=found.member.hub_id, pk=pk)
    return rows.select_related("person", "referral__owner__account", "given_by__account").first()


def services_in(given: ServiceList) -> list[Service]:
    """The services of a list, in its order, as the directory knows them now."""
    found = Service.objects.filter(hub_id=given.hub_id, pk__in=given.services)
    return sorted(found, key=lambda service: given.services.index(service.pk))


def with_services(referral: Referral) -> list[OnwardReferral]:
    """Those of a referral that a service has, the earliest first."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=WITH_A_SERVICE)
    return list(found.select_related("service").order_by("sent_at", "pk")[:MOST_SHOWN])


def statuses_of(referral: Referral) -> list[str]:
    """How far each of its onward referrals has come, of those that are with a service."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=WITH_A_SERVICE)
    return list(found.values_list("status", flat=True))


def unseen_of(column: str) -> QuerySet[OnwardReferral]:
    """Those of the referral in this column of a row of the same hub that a service has, and has not seen them. Asked by
    `waiting`."""
    mine = {"hub_id": OuterRef("hub_id"), "referral_id": OuterRef(column)}
    return OnwardReferral.objects.filter(**mine, status__in=WAITS)


def waits_elsewhere(referral: Referral) -> bool:
    """Whether a service has somebody and has not seen them. Called by `referrals.next_step`."""
    return any(status in WAITS for status in statuses_of(referral))


def dues_of(referral: Referral) -> dict[UUID, Step]:
    """What each of its onward referrals asks of the team, and by when: asking the service that has them, talking with
    whom it has declined or who has left, finishing one that has not gone, seeing what comes next after it."""
    mine = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral)
    out = mine.filter(status__in=WITH_A_SERVICE).values_list("pk", "chase_at")
    dues: dict[UUID, Step] = {pk: (NextAction.CHASE, at) for pk, at in out if at}
    left = not_talked_over(mine).values_list("pk", "ended_at")
    dues |= {pk: (NextAction.TALK, talk_by(at)) for pk, at in left if at}
    done = not_seen(mine).values_list("pk", "ended_at")
    dues |= {pk: (NextAction.GO_ON, see_by(at)) for pk, at in done if at}
    begun = unfinished(mine).values_list("pk", "stands_since")
    dues |= {pk: (NextAction.REFER, finish_by(at)) for pk, at in begun}
    return dues


def next_of_onward(referral: Referral, *, now: datetime) -> Step | None:
    """The soonest of these, by its own day; None where there is none. How soon one is due that an alert was closed
    with, the chosen day says. Called by `referrals.next_step`."""
    return min(steps_of_onward(referral), key=lambda step: day_of(step, referral), default=None)


def steps_of_onward(referral: Referral) -> list[Step]:
    """All of these. Called by `referrals.next_step` for what was chosen."""
    return list(dues_of(referral).values())


def not_talked_over(found: QuerySet[OnwardReferral]) -> QuerySet[OnwardReferral]:
    """Of these, those that a service declined or somebody left, and that nobody has talked over with them since."""
    return not_acted_on(found).filter(status__in=NOT_WITH_THEM)


def not_seen(found: QuerySet[OnwardReferral]) -> QuerySet[OnwardReferral]:
    """Of these, those that had gone and are over otherwise: completed, or stopped by us or by them. And nobody has
    acted on it since, nor said that nothing more is needed. Where another service has taken its place, that
    one goes on."""
    events = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"),
        kind__in=["onward.see_end", "onward.replace"],
    )  # fmt: skip
    over = [Status.COMPLETED, Status.WITHDRAWN]
    return not_acted_on(found).filter(~Exists(events), status__in=over, sent_at__isnull=False)


def is_unseen(onward: OnwardReferral) -> bool:
    """Whether it is one of these, of a request that goes on."""
    mine = OnwardReferral.objects.filter(hub_id=onward.hub_id, pk=onward.pk, referral__closed_at=None)
    return not_seen(mine).exists()


def unfinished(found: QuerySet[OnwardReferral]) -> QuerySet[Any]:
    """Of these, those that have not gone, with `stands_since`: since when their words stand where they stand. Changed
    again before it was shown, one has been in writing all along."""
    moved = Event.objects.filter(
        hub_id=OuterRef("hub_id"), person_id=OuterRef("person_id"), subject_id=OuterRef("pk"), kind__in=MOVE_WORDS
    ).exclude(kind="onward.edit", codes__before=WordsStatus.WRITING)
    since = Subquery(moved.order_by("-occurred_at", "-pk").values("occurred_at")[:1])
    return found.filter(status=Status.DRAFTED).annotate(stands_since=Coalesce(since, F("written_at")))


def not_acted_on(found: QuerySet[OnwardReferral]) -> QuerySet[OnwardReferral]:
    """Of these, those since whose end nobody has spoken with them, on the telephone or in a session to which they came,
    nor referred them on again, nor taken on anew whoever came back: they are spoken with first. What was begun and
    given up is no referral; what was begun and has not gone is a next action of its own."""
    same = {"hub_id": OuterRef("hub_id"), "referral": OuterRef("referral_id")}
    again = OnwardReferral.objects.filter(**same, drafted_at__gte=OuterRef("ended_at")).exclude(
        Q(status=Status.WITHDRAWN) | Q(pk=OuterRef("pk"))
    )
    came = Appointment.objects.filter(**same, status__in=CAME, session__starts_at__gte=OuterRef("ended_at"))
    talked = Attempt.objects.filter(
        **same, result=Attempt.Result.SPOKE, at__gte=OuterRef("ended_at"), undone_at=None
    )  # fmt: skip
    found = found.exclude(referral__reopened_at__gte=F("ended_at"))
    return found.filter(~Exists(again), ~Exists(talked), ~Exists(came), status__in=ENDED)


def strand_for(referral: Referral, pk: str) -> UUID | None:
    """The open strand of the plan of this id, in its first words; None where there is none."""
    found = next((each for each in open_strands(referral) if str(each.pk) == pk), None)
    return found.root_id if found else None
