"""Writes of onward referrals by whoever refers: begin, change, show, withdraw, take another service; and what every
step begins and ends with. What the person says is in `answer_actions`, how it goes in `sending_actions`, what the
service says in `service_actions`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import cancel_about, post_to_person
from holdfast.correspondence.incoming_actions import forget_box
from holdfast.correspondence.models import Message
from holdfast.directory.models import Service
from holdfast.events.actions import record
from holdfast.lifecycle import MoveNotAllowed, Oneself
from holdfast.onward.choosing import contact_words
from holdfast.onward.models import AnswerLink, OnwardReferral, ServiceList, WordsBefore
from holdfast.onward.queries import mark_of_ways, statuses_of, to_of, ways_changed_at, words_of
from holdfast.onward.rules import PART_WORDS, stage_of
from holdfast.onward.states import ONWARD, ONWARD_WORDS, OPEN, WAITS, OverBy, Status, WordsStatus
from holdfast.people.identity import seal_data
from holdfast.people.models import Person
from holdfast.referrals import next_actions
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.actions import place
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status as ReferralStatus
from holdfast.triage.actions import UNDO
from holdfast.waiting.actions import lapse
from holdfast.waiting.models import What

MOST_ON_A_LIST = 20


class ChangedMeanwhile(Exception):
    """Somebody changed what would be told since it was shown."""


class PersonStopped(MoveNotAllowed):
    """The request is closed: nothing about the person goes to anybody else."""


class NoWay(Exception):
    """The directory does not say how this service is referred to."""


class OldWays(Exception):
    """They have changed how they can be reached since what would be told of it was written."""


@transaction.atomic
def draft(
    referral: Referral, service: Service, *, parts: Mapping[str, str], strand: UUID | None = None,
    replaces: OnwardReferral | None = None, by: Membership, now: datetime, ways: str | None = None,
) -> OnwardReferral:  # fmt: skip
    """Begin to refer somebody on. Nobody outside sees it. Begun again while one to the same service is open, it is
    that one.

    Args:
        parts: what would be told, by the keys of `rules.PARTS`.
        ways: the mark of the ways to reach them that the page showed, here and below; None where no page was read.

    Raises:
        PermissionDenied: `by` may not.
        PersonStopped: the request is closed.
        NoWay: nobody knows how this service is referred to, or it is kept no longer.
        OldWays: it tells how to reach them, and they have changed that since the page was opened.
    """
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("draft")
    referral = locked_referral(referral)
    check_goes_on(referral)
    if not service.route or service.ended_at is not None or service.hub_id != referral.hub_id:
        raise NoWay(NoWay.__doc__)
    if there := open_to_service(referral, service):
        return there
    check_ways(referral.person, parts, ways)
    onward = OnwardReferral(
        hub_id=referral.hub_id, person=referral.person, referral=referral, service=service, strand_id=strand,
        replaces=replaces, drafted_at=now, drafted_by=by, written_at=now, written_by=by,
    )  # fmt: skip
    seal_words(onward, parts)
    onward.save(force_insert=True)
    codes = {"replaces": str(replaces.pk)} if replaces else {}
    tell(onward, "onward.draft", by=by, now=now, parts=sorted(told(parts)), **codes)
    follow(referral, now=now)
    return onward


def open_to_service(referral: Referral, service: Service) -> OnwardReferral | None:
    """The onward referral to a service that is not over, while the referral is held."""
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, service=service, status__in=OPEN)
    return found.select_related("person", "service").first()


@transaction.atomic
def edit(
    onward: OnwardReferral, *, seen: int, parts: Mapping[str, str], by: Membership, now: datetime,
    ways: str | None = None,
) -> OnwardReferral:  # fmt: skip
    """Change what the service would be told. Whatever the person had said of it holds no longer.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it has gone, or is over.
        ChangedMeanwhile: a colleague has changed it.
        OldWays: as of `draft`.
    """
    onward = held(onward)
    check_goes_on(onward.referral)
    target = target_of_words(onward, "edit", by=by)
    check_seen(onward, seen)
    check_ways(onward.person, parts, ways)
    was = onward.words_status
    WordsBefore.objects.create(
        hub_id=onward.hub_id, person=onward.person, onward=onward, version=onward.version,
        words_sealed=onward.words_sealed, answer_sealed=onward.answer_sealed, written_at=onward.written_at,
        written_by=onward.written_by, shown_at=None if was == WordsStatus.WRITING else onward.shown_at,
    )  # fmt: skip
    onward.version += 1
    seal_words(onward, parts)
    onward.words_status, onward.written_at, onward.written_by = target, now, by
    onward.frozen_hash = onward.answer_sealed = None
    void_agreement(onward)
    onward.save()
    cancel_about(onward.hub_id, onward.pk, now=now)
    tell(onward, "onward.edit", by=by, now=now, version=onward.version, before=was, parts=sorted(told(parts)))
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def show(onward: OnwardReferral, *, seen: int, by: Membership, now: datetime) -> OnwardReferral:
    """Show the person what would be told and to whom. From here on it stands still.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is shown already, has gone, or is over.
        ChangedMeanwhile: a colleague has changed it.
    """
    onward = held(onward)
    check_goes_on(onward.referral)
    target = target_of_words(onward, "show", by=by)
    check_seen(onward, seen)
    onward.words_status, onward.shown_at, onward.frozen_hash = target, now, hash_of(onward)
    onward.save(update_fields=["words_status", "shown_at", "frozen_hash"])
    tell(onward, "onward.show", by=by, now=now, version=onward.version)
    follow(onward.referral, now=now)
    post_to_person(onward.person, kind=Message.Kind.NEWS, subject_id=onward.pk, now=now, not_before=now + UNDO)
    return onward


@transaction.atomic
def withdraw(onward: OnwardReferral, *, by: Membership, now: datetime) -> OnwardReferral:
    """End it: what has not gone goes no more, and the service's link opens nothing.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is over.
    """
    return end(held(onward), "withdraw", by=by, now=now)


@transaction.atomic
def refer_instead(onward: OnwardReferral, *, by: Membership, now: datetime) -> OnwardReferral:
    """Begin one to the service that was agreed for when this one cannot keep its promise, with the same words, and how
    to reach them as it is now.

    The person agrees anew, for it goes to somebody else. This one stays until the other has been accepted. Where one
    takes its place already, it is that one, though another service is agreed by now; where one to the same service is
    open for another reason, it is that one, which takes the place of nothing.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is over, or they were seen.
        NoWay: no other service is agreed, or nobody knows how it is referred to.
    """
    onward = held(onward)
    ONWARD.target("replace", status=onward.status, by=by)
    other = Service.objects.filter(hub_id=onward.hub_id, pk=onward.service.contingency_id).first()
    takes_its_place = OnwardReferral.objects.filter(hub_id=onward.hub_id, replaces=onward, status__in=OPEN)
    if begun := takes_its_place.select_related("person", "service").first():
        return begun
    if other is None:
        raise NoWay(NoWay.__doc__)
    parts = words_of(onward).parts
    if ways_changed_at(onward):
        parts |= {"contact": contact_words(onward.person)}
    return draft(onward.referral, other, parts=parts, strand=onward.strand_id, replaces=onward, by=by, now=now)


@transaction.atomic
def signpost(referral: Referral, services: Sequence[Service], *, by: Membership, now: datetime) -> ServiceList:
    """Hand somebody a list of services, to get in touch with by themselves. The same list pressed twice is one.

    Raises:
        PermissionDenied: `by` may not search the directory.
        MoveNotAllowed: the request is closed, or no service was chosen.
    """
    if not by.may(Permission.SEE_DIRECTORY):
        raise PermissionDenied("signpost")
    referral = locked_referral(referral)
    chosen = [service.pk for service in services if service.hub_id == referral.hub_id][:MOST_ON_A_LIST]
    if referral.closed_at is not None or not chosen:
        raise MoveNotAllowed("This request is closed")
    lately = ServiceList.objects.filter(
        hub_id=referral.hub_id, referral=referral, given_by=by, services=chosen, given_at__gt=now - UNDO
    )
    if twice := lately.first():
        return twice
    given = ServiceList.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, services=chosen, given_at=now, given_by=by
    )
    codes = [str(pk) for pk in chosen]
    record(given, "onward.signpost", by=by, now=now, referral=str(referral.pk), services=codes, count=len(codes))
    return given


@transaction.atomic
def stop_all(referral: Referral, *, now: datetime) -> int:
    """The person stopped, or their request is closed: nothing more of it goes anywhere. How many there were."""
    referral = locked_referral(referral)
    found = OnwardReferral.objects.filter(hub_id=referral.hub_id, referral=referral, status__in=OPEN).order_by("pk")
    onwards = list(found.select_for_update(of=("self",)).select_related("service"))
    for onward in onwards:
        onward.referral, onward.person = referral, referral.person
        onward.over_by = over_by(onward)
        end(onward, "stop", by=None, now=now)
    return len(onwards)


def over_by(onward: OnwardReferral) -> str:
    """Of what ends it, what the service has to hear by telephone: of whoever stopped by themselves, nothing."""
    if onward.sent_at is None:
        return ""
    if onward.person.died_at is not None:
        return OverBy.DEATH
    return OverBy.TRANSFER if onward.referral.status == ReferralStatus.TRANSFERRED else ""


def end(onward: OnwardReferral, verb: str, *, by: Any, now: datetime, **codes: Any) -> OnwardReferral:
    """End a held one by one of the verbs that withdraw it."""
    was = onward.status
    onward.status = ONWARD.target(verb, status=was, by=by or Oneself())
    close(onward, now=now)
    onward.save()
    tell(onward, f"onward.{verb}", by=as_member(by), now=now, was=was, **codes)
    follow(onward.referral, now=now)
    return onward


def close(onward: OnwardReferral, *, now: datetime) -> None:
    """What an end takes along: nobody is asked any more, and the service's link opens nothing."""
    onward.ended_at, onward.chase_at = now, None
    lapse_day(onward, onward.expected_on, now=now)
    cancel_about(onward.hub_id, onward.pk, now=now)
    end_links(onward, now=now)


def lapse_day(onward: OnwardReferral, day: date | None, *, now: datetime) -> None:
    """The day that the service named holds no longer, unless another service that they wait for has named it too."""
    others = OnwardReferral.objects.filter(hub_id=onward.hub_id, referral=onward.referral, status__in=WAITS)
    if day and not others.filter(expected_on=day).exclude(pk=onward.pk).exists():
        lapse(onward.referral, What.ELSEWHERE, expected_on=day, now=now)


def end_links(onward: OnwardReferral, *, now: datetime) -> None:
    """End every link that still opens, stop its mail, and forget the address it went to."""
    links = AnswerLink.objects.select_for_update(of=("self",)).filter(
        hub_id=onward.hub_id, onward=onward, ended_at=None
    )
    for link in links.select_related("box").order_by("pk"):
        link.ended_at = now
        link.save(update_fields=["ended_at"])
        cancel_about(onward.hub_id, link.pk, now=now)
        if link.box:
            forget_box(link.box)


def held(onward: OnwardReferral) -> OnwardReferral:
    """An onward referral as it is now, with its referral, both held until the transaction ends: the referral first."""
    referral = locked_referral(onward.referral)
    found = OnwardReferral.objects.select_for_update(of=("self",)).select_related("service", "hub", "written_by")
    now_stands = found.get(hub_id=onward.hub_id, pk=onward.pk)
    now_stands.referral, now_stands.person = referral, referral.person
    return now_stands


def target_of_words(onward: OnwardReferral, verb: str, *, by: Any) -> str:
    """Where the words of one that has not gone come to by this verb.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it has gone, is over, or its words stand elsewhere.
    """
    target = ONWARD_WORDS.target(verb, status=onward.words_status, by=by)
    if onward.status != Status.DRAFTED:
        raise MoveNotAllowed("It has gone, or is over")
    return target


def follow(referral: Referral, *, now: datetime) -> None:
    """Let the stage of a held referral follow what is with services, and its next action all that stands."""
    if referral.closed_at is not None:
        return
    stage = stage_of(referral.stage, referral.status, statuses_of(referral))
    if stage != referral.stage:
        place(referral, stage=stage)
    next_actions.follow(referral, now=now)


def check_goes_on(referral: Referral) -> None:
    """That something about a person may still come nearer to anybody else.

    Raises:
        PersonStopped: it may not.
    """
    if referral.closed_at is not None:
        raise PersonStopped(PersonStopped.__doc__)


def check_seen(onward: OnwardReferral, seen: int) -> None:
    """That what was read is what stands.

    Raises:
        ChangedMeanwhile: it is not.
    """
    if onward.version != seen:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)


def check_ways(person: Person, parts: Mapping[str, str], ways: str | None) -> None:
    """That what would be told of how to reach them was written by whoever had read how it is now.

    Raises:
        OldWays: it was not.
    """
    if ways is not None and parts.get("contact", "").strip() and ways != mark_of_ways(person):
        raise OldWays(OldWays.__doc__)


def void_agreement(onward: OnwardReferral) -> None:
    """Take away a yes to words that hold no longer."""
    onward.agreed_at = onward.agreed_by = None
    onward.agreed_how = ""


def told(parts: Mapping[str, str]) -> list[str]:
    """The keys of the parts that say something, in the order in which they are read."""
    return [key for key in PART_WORDS if parts.get(key, "").strip()]


def seal_words(onward: OnwardReferral, parts: Mapping[str, str]) -> None:
    """Seal what would be told, and to whom, as this version of it."""
    kept = {"to": vars(to_of(onward.service)), "parts": {key: parts[key].strip() for key in told(parts)}}
    onward.words_sealed = seal_data(onward.person, f"onward:{onward.pk}:{onward.version}", kept)


def hash_of(onward: OnwardReferral) -> bytes:
    """Of the sealed words and of the service, as the database reckons it too."""
    return hashlib.sha256(bytes(onward.words_sealed) + onward.service_id.bytes).digest()


def as_member(by: Any) -> Membership | None:
    """Who stands in the event: a member, or nobody where the person or a service said it."""
    return by if isinstance(by, Membership) else None


def tell(onward: OnwardReferral, kind: str, *, by: Membership | None, now: datetime, **codes: Any) -> None:
    """Write the event of a step: which service, and no word of it."""
    record(
        onward, kind, by=by, now=now, referral=str(onward.referral_id), service=str(onward.service_id), **codes
    )  # fmt: skip
