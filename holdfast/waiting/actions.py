"""Writes of waiting: a wait begins and ends, how long is said, an answer is found worse, a rhythm is signed."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.correspondence.actions import post_to_person
from holdfast.correspondence.models import Message
from holdfast.events.actions import record
from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.questionnaire import Questionnaire
from holdfast.referrals.actions import locked as locked_referral
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.waiting.asking import ask
from holdfast.waiting.models import Ask, Expectation, Rhythm, Wait, What, Worsening
from holdfast.waiting.queries import answered_of, compared, due_to_ask, last_said, waiting_of, waits_there
from holdfast.waiting.rhythm import forms_of, rhythm_of
from holdfast.waiting.rules import ASK_LASTS, is_worse, mail_at

MOST_IN_A_ROUND = 500


class ChangedMeanwhile(Exception):
    """A colleague signed a newer version since this page was opened. What stands now is shown: look again."""


def begin_wait(referral: Referral, what: str, *, now: datetime) -> Wait:
    """Somebody waits from now on. In the transaction of the step that makes them wait; twice is once."""
    found, _ = Wait.objects.get_or_create(
        hub_id=referral.hub_id, referral=referral, what=what, ended_at=None,
        defaults={"person_id": referral.person_id, "since_at": now},
    )  # fmt: skip
    return found


def end_wait(referral: Referral, what: str, *, now: datetime) -> None:
    """They wait for it no longer."""
    Wait.objects.filter(hub_id=referral.hub_id, referral=referral, what=what, ended_at=None).update(ended_at=now)


@transaction.atomic
def expect(referral: Referral, *, expected_on: date, by: Membership, now: datetime) -> Expectation:
    """Say until when somebody is expected to wait. They read it on their own page, and are mailed that there is news.

    Raises:
        PermissionDenied: `by` may not contact people.
        MoveNotAllowed: they wait for nothing, or the request is closed.
    """
    if not by.may(Permission.CONTACT):
        raise PermissionDenied("expect")
    referral = locked_referral(referral)
    found = waiting_of(referral, now=now)
    if found is None:
        raise MoveNotAllowed("They wait for nothing at the moment")
    return say(referral, found.what, expected_on=expected_on, by=by, now=now)


def say(referral: Referral, what: str, *, expected_on: date, by: Membership | None, now: datetime) -> Expectation:
    """The row of an expected wait, its event, and the mail where it is another day than they were told.

    Args:
        by: None: the service to which they were referred said it, by its link.
    """
    was = last_said(referral, what)
    if was is not None and was.expected_on == expected_on:
        return was
    said = Expectation.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, what=what, expected_on=expected_on,
        said_at=now, said_by=by,
    )  # fmt: skip
    record(
        said, "waiting.expect", by=by, now=now, referral=str(referral.pk), what=what, on=expected_on.isoformat(),
        was=was.expected_on.isoformat() if was else "",
    )  # fmt: skip
    post_to_person(referral.person, kind=Message.Kind.NEWS, subject_id=said.pk, now=now, not_before=mail_at(now))
    follow(referral, now=now)
    return said


def lapse(referral: Referral, what: str, *, expected_on: date, now: datetime) -> None:
    """A day on which nobody sees them any more is not how long they wait."""
    said = Expectation.objects.filter(hub_id=referral.hub_id, referral=referral, what=what, expected_on=expected_on)
    said.filter(lapsed_at=None).update(lapsed_at=now)


def look_at_answers(referral: Referral, form: Questionnaire, *, now: datetime) -> Worsening | None:
    """Whether what somebody who waits has just answered is reliably worse than before they waited; then contact comes
    sooner. In the transaction of the answer."""
    waits = waiting_of(referral, now=now)
    answered = [each for each in answered_of(referral.person, form.key) if each.score.total is not None]
    if waits is None or len(answered) < 2:
        return None
    last, first = answered[-1], compared(answered, waits.since)
    if first.score.total is None or last.score.total is None or not is_worse(form, first.score.total, last.score.total):
        return None
    referral = locked_referral(referral)
    found = Worsening.objects.create(
        hub_id=referral.hub_id, person=referral.person, referral=referral, measure=last.measure, questionnaire=form.key,
        found_at=now,
    )  # fmt: skip
    record(found, "waiting.worsen", by=None, now=now, referral=str(referral.pk), questionnaire=form.key)
    follow(referral, now=now)
    return found


@transaction.atomic
def keep_waits(hub: Hub, *, now: datetime) -> int:
    """Keep since when people wait elsewhere, and end waits that are over. How many began. Doing it twice changes
    nothing, and whoever waits is on the list before it is done."""
    over = Wait.objects.filter(Q(referral__closed_at__isnull=False) | Q(what=What.ELSEWHERE), hub=hub, ended_at=None)
    there = Referral.objects.filter(waits_there(), hub=hub, closed_at=None)
    is_there = there.filter(pk=OuterRef("referral_id"))
    over.exclude(Exists(is_there)).update(ended_at=now)
    open_ones = Wait.objects.filter(hub_id=hub.pk, referral_id=OuterRef("pk"), what=What.ELSEWHERE, ended_at=None)
    new = there.filter(~Exists(open_ones))
    rows = [Wait(hub=hub, person_id=each.person_id, referral=each, what=What.ELSEWHERE, since_at=now) for each in new]
    return len(Wait.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def ask_who_waits(hub: Hub, *, now: datetime) -> int:
    """Ask everybody who waits the hub's questions once more, where the rhythm says that it is time. How many."""
    rhythm = rhythm_of(hub, now=now)
    keys = [form.key for form in forms_of(rhythm.questionnaires)]
    found = due_to_ask(hub, rhythm, now=now, most=MOST_IN_A_ROUND) if keys else []
    for referral in found:
        referral.hub, opens_at = hub, mail_at(now)
        ask(referral, why=Ask.Why.WAITING, subject_id=referral.pk, questionnaires=keys, opens_at=opens_at,
            closes_at=opens_at + ASK_LASTS, now=now)  # fmt: skip
    return len(found)


@transaction.atomic
def sign_rhythm(
    hub: Hub, *, contact_days: int, measure_days: int, long_days: int, questionnaires: Collection[str],
    seen_version: int, by: Membership, now: datetime,
) -> Rhythm:  # fmt: skip
    """Sign a new version of the rhythm. It holds at once, for everybody who waits.

    Raises:
        PermissionDenied: `by` does not say what support is like here.
        ChangedMeanwhile: a colleague signed a newer version.
    """
    if by.hub_id != hub.pk or not by.may(Permission.SET_SUPPORT):
        raise PermissionDenied("sign_rhythm")
    Hub.objects.select_for_update().get(pk=hub.pk)
    newest = Rhythm.objects.filter(hub=hub).order_by("-version").values_list("version", flat=True).first() or 0
    if newest != seen_version:
        raise ChangedMeanwhile(ChangedMeanwhile.__doc__)
    return Rhythm.objects.create(
        hub=hub, version=newest + 1, contact_days=contact_days, measure_days=measure_days, long_days=long_days,
        questionnaires=[form.key for form in forms_of(list(questionnaires))], signed_by=by.name,
        signed_on=london_day(now), starts_at=now, set_by=by,
    )  # fmt: skip
