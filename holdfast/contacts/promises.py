"""Writes of promises: make one, keep those that were kept, try again, and take back what was taken back.

Each is called with the referral held. `referrals.next_actions.follow` sets what comes next after it, and in a round.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from holdfast.contacts.models import Attempt, Promise
from holdfast.contacts.queries import TO_THE_MINUTE, is_spoken_since, requests_of, spoken_since
from holdfast.contacts.rules import welfare_again
from holdfast.hubs.hours import WeeklyHours, london_day, say_by
from holdfast.hubs.ids import uuid7
from holdfast.hubs.models import Hub
from holdfast.people.access import has_died, same_people
from holdfast.referrals.absences import raise_absent, raise_promised
from holdfast.referrals.actions import locked
from holdfast.referrals.models import Referral
from holdfast.referrals.next_actions import follow
from holdfast.referrals.states import PROMISED, NextAction, Stage

MOST_IN_A_ROUND = 500
CALLS = (NextAction.CALL, NextAction.TRY_AGAIN)
KEPT = (Promise.End.SPOKE, Promise.End.CAME, Promise.End.RANG)
MESSAGES = (Attempt.Channel.TEXT, Attempt.Channel.EMAIL, Attempt.Channel.LETTER)


def make_promise(
    referral: Referral, action: str, due_at: datetime, *, why: str, cause: UUID, now: datetime,
    since: datetime | None = None,
) -> Promise:  # fmt: skip
    """Promise a call, another try, or to ask whether they are safe. Of the last two one stands: the new one.

    Args:
        cause: the row by which it is made; where that is taken back, so is this.
        since: from when on speaking with them keeps it; None: from now on.
    """
    if action != NextAction.CALL:
        end_promises(referral, Promise.End.REPLACED, cause=cause, now=now, action=action)
    made = Promise.objects.create(
        id=uuid7(), hub_id=referral.hub_id, referral=referral, action=action, due_at=due_at, why=why, made_by=cause,
        made_at=since or now,
    )  # fmt: skip
    tell_changed(referral, now=now)
    return made


def is_kept_before(
    referral: Referral, action: str, due_at: datetime, *, at: datetime, why: str, cause: UUID, since: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Whether what would be promised was kept before it is written down: they were spoken with after `at`. It is a row
    all the same, which has ended: it stands where that conversation is taken back, or was with somebody else whose
    record was joined with theirs. Nobody else hears of it: nothing is promised."""
    spoke = spoken_since(referral, at).first()
    if spoke is None:
        return False
    under = None if spoke.referral_id == referral.pk else spoke.referral_id
    Promise.objects.create(
        id=uuid7(), hub_id=referral.hub_id, referral=referral, action=action, due_at=due_at, why=why, made_by=cause,
        made_at=since, ended_at=now, end=Promise.End.SPOKE, ended_by=spoke.pk, kept_under_id=under,
    )  # fmt: skip
    return True


def open_promises(referral: Referral) -> QuerySet[Promise]:
    """What was promised to somebody and is not kept, the soonest first."""
    found = Promise.objects.filter(hub_id=referral.hub_id, referral=referral, ended_at=None)
    return found.order_by("due_at", "pk")


def end_promises(
    referral: Referral, how: str, *, cause: UUID, now: datetime, under: Referral | None = None, **which: Any
) -> int:
    """End what was promised to somebody in one of its ways. How many promises there were.

    Args:
        under: the request under which it was kept, where it is another one of theirs.
        which: of these alone, as a filter of rows; nothing: all of them.
    """
    found = open_promises(referral).filter(**which)
    ended = found.update(ended_at=now, end=how, ended_by=cause, kept_under=under)
    if ended:
        tell_changed(referral, now=now)
    return ended


def tell_changed(referral: Referral, *, now: datetime) -> None:
    """Whoever is about to take them over hears of it, and waits while it is to be asked whether they are safe."""
    import_string(settings.PROMISED)(referral, now=now)
    import_string(settings.ALERTED)(referral.person)


def keep_promises(
    referral: Referral, how: str, *, at: datetime, cause: UUID, now: datetime, under: Referral | None = None,
    only: Collection[str] = NextAction,
) -> int:  # fmt: skip
    """They were spoken with at a moment: what was promised before that is kept. How many promises were."""
    return end_promises(
        referral, how, cause=cause, now=now, under=under, made_at__lt=at + TO_THE_MINUTE, action__in=only
    )  # fmt: skip


def keep_tries_after(referral: Referral, how: str, *, cause: UUID, now: datetime) -> None:
    """They came after all to what they were said to have missed: whoever was tried for that alone is tried no more."""
    mine = Promise.objects.filter(hub_id=referral.hub_id, referral=referral)
    others = mine.filter(ended_by=OuterRef("made_by")).exclude(made_by=cause).exclude(end=Promise.End.UNDONE)
    after = mine.filter(made_by=cause).values("ended_by")
    tries = open_promises(referral).filter(~Exists(others), made_by__in=after, why=Promise.Why.TRIED)
    end_promises(referral, how, cause=cause, now=now, pk__in=tries.values("pk"))


def keep_beside(
    referral: Referral, how: str, *, at: datetime, cause: UUID, now: datetime, only: Collection[str] = NextAction
) -> None:
    """The same conversation keeps what was promised under their other requests, also of a record that is joined."""
    promised = Promise.objects.filter(hub_id=referral.hub_id, ended_at=None, referral=OuterRef("pk"))
    for each in list(beside(referral).filter(Exists(promised), closed_at=None)):
        if keep_promises(each, how, at=at, cause=cause, now=now, under=referral, only=only):
            follow(each, now=now)


def take_back_beside(referral: Referral, cause: UUID, *, now: datetime) -> None:
    """What a conversation kept of those stands again where it is taken back."""
    kept = Promise.objects.filter(hub_id=referral.hub_id, ended_by=cause, referral=OuterRef("pk"))
    for each in list(beside(referral).filter(Exists(kept))):
        take_back_promises(each, cause, now=now)
        follow_again(each, now=now)


def beside(referral: Referral) -> QuerySet[Referral]:
    """Their other requests. They are held (`referrals.together`)."""
    return requests_of(referral.hub_id, referral.person_id).exclude(pk=referral.pk)


def give_back_apart(hub_id: UUID, persons: Collection[UUID], *, now: datetime) -> None:
    """Records were found to be two people's: what a conversation with one of them kept of the other's is promised
    again. The requests of all of them are held."""
    same = same_people(hub_id, persons)
    kept = Promise.objects.filter(hub_id=hub_id, kept_under__isnull=False, referral__person__in=persons, end__in=KEPT)
    apart: dict[Referral, list[Promise]] = {}
    for each in kept.select_related("referral", "kept_under").order_by("referral", "pk"):
        if each.kept_under and each.kept_under.person_id not in same[each.referral.person_id]:
            apart.setdefault(each.referral, []).append(each)
    for referral, lost in apart.items():
        stand_again(referral, lost, now=now)
        follow_again(referral, now=now)


def follow_again(referral: Referral, *, now: datetime) -> None:
    """What comes next once promises stand again. Where the request is closed meanwhile nobody looks at it any more: an
    alert sees to them."""
    follow(referral, now=now)
    if referral.closed_at is None or has_died(referral.person):
        return
    stands = list(open_promises(referral))
    if any(each.action == NextAction.WELFARE for each in stands):
        raise_absent(referral, by=None, now=now)
    elif stands:
        by = say_by(stands[0].due_at, now)
        raise_promised(referral, f"A conversation that was written down did not keep it: call them by {by}.", now=now)


def try_again(referral: Referral, attempt: Attempt, *, is_awaited: bool, hours: WeeklyHours, now: datetime) -> None:
    """An attempt reached nobody. What was due by then is tried again, when the attempt says; a call that is promised
    for later stands. Whether they are safe is asked again, whenever it was due; where that is only on a later day,
    an alert sees to it. A message, and what was tried before a promise, keep none, and put off no try.

    Args:
        is_awaited: contact with them is what came next, or they asked to be tried again, or it was chosen when.
    """
    made: Any = {"why": Promise.Why.TRIED, "cause": attempt.pk, "now": now}
    before = open_promises(referral).filter(made_at__lt=attempt.at + TO_THE_MINUTE)
    due, checks = 0, before.filter(action=NextAction.WELFARE)
    if attempt.channel not in MESSAGES:
        due = end_promises(
            referral, Promise.End.TRIED, cause=attempt.pk, now=now, due_at__lte=attempt.at, action__in=CALLS
        )
        if checks.exists():
            due_at = welfare_again(attempt.next_try_at, hours=hours, now=now)
            make_promise(referral, NextAction.WELFARE, due_at, **made)
            if london_day(due_at) > london_day(now):
                raise_absent(referral, by=attempt.by, now=now)
    if (due or is_awaited) and attempt.next_try_at and not stays(referral, attempt):
        make_promise(referral, NextAction.TRY_AGAIN, attempt.next_try_at, **made)


def stays(referral: Referral, attempt: Attempt) -> bool:
    """Whether what stands goes before another try: whether they are safe is to be asked, or a try was set after this
    attempt, which was written down later; and a message of ours puts off none that is not due."""
    stands = Q(action=NextAction.WELFARE) | Q(action=NextAction.TRY_AGAIN, made_at__gte=attempt.at + TO_THE_MINUTE)
    if attempt.channel in MESSAGES and attempt.result != Attempt.Result.CALL_BACK:
        stands |= Q(action=NextAction.TRY_AGAIN, due_at__gt=attempt.at)
    return open_promises(referral).filter(stands).exists()


@transaction.atomic
def follow_due(hub: Hub, *, now: datetime) -> int:
    """Let promises come next that are due by now, or were stored behind an appointment that has begun by now: by time
    alone nothing follows, and they would wait behind what is late, or what nobody settled. How many requests were
    changed."""
    behind = Q(due_at__lte=now) | Q(referral__next_action=NextAction.MEET, referral__next_action_at__lt=now)
    found = Promise.objects.filter(behind, hub_id=hub.pk, ended_at=None, referral__closed_at=None)
    found = found.exclude(referral__next_action__in=PROMISED).exclude(referral__stage=Stage.TRIAGE)
    waiting = found.order_by("referral_id").values_list("referral_id", flat=True)
    changed = 0
    for pk in waiting.distinct()[:MOST_IN_A_ROUND]:
        referral = locked(Referral(hub_id=hub.pk, pk=pk))
        before = referral.next_action
        follow(referral, now=now)
        changed += referral.next_action != before
    return changed


def take_back_promises(referral: Referral, cause: UUID, *, now: datetime) -> None:
    """What was done by this row is taken back: what it promised is promised no more, what it ended stands again,
    unless they were spoken with since, or a call that took its place was kept."""
    mine = Promise.objects.filter(hub_id=referral.hub_id, referral=referral)
    is_kept = mine.filter(made_by=cause, end__in=KEPT).exists()
    end_promises(referral, Promise.End.UNDONE, cause=cause, now=now, made_by=cause)
    mine.filter(made_by=cause).update(end=Promise.End.UNDONE)  # what had ended it is no ground for it any more
    ended = mine.filter(ended_by=cause).exclude(end=Promise.End.UNDONE)
    if is_kept:
        ended = ended.exclude(action__in=CALLS)
    stand_again(referral, ended.order_by("pk"), now=now)


def stand_again(referral: Referral, ended: Iterable[Promise], *, now: datetime) -> None:
    """Of these promises, in the order in which they were made, those stand again that nothing else has kept: they were
    not spoken with since. Of another try, and of asking whether they are safe, one stands: what was set since."""
    made_since = set(open_promises(referral).exclude(action=NextAction.CALL).values_list("action", flat=True))
    lost = [
        each for each in ended if each.action not in made_since and not is_spoken_since(referral, each.made_at)
    ]  # fmt: skip
    last = {each.pk if each.action == NextAction.CALL else each.action: each.pk for each in lost}
    again = Promise.objects.filter(hub_id=referral.hub_id, pk__in=list(last.values()))
    if again.update(ended_at=None, end="", ended_by=None, kept_under=None):
        tell_changed(referral, now=now)
