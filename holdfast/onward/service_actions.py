"""What the service says: by its link, or to a colleague who calls. Asking it, once it has been silent; and that
somebody has seen what comes next, once it has done with them."""

import hmac
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward.actions import as_member, close, end, end_links, follow, held, lapse_day, tell
from holdfast.onward.models import AnswerLink, OnwardReferral, ServiceAnswer
from holdfast.onward.queries import is_unseen, opens_of
from holdfast.onward.rules import MOST_FAILURES
from holdfast.onward.sending_actions import renew_link, set_chase
from holdfast.onward.states import ANSWERS, ENDED, ONWARD, WAITS, WITH_A_SERVICE, OverBy, Receiving
from holdfast.people.identity import seal
from holdfast.referrals.states import Stage
from holdfast.waiting.actions import say
from holdfast.waiting.models import What


class SeenTooEarly(MoveNotAllowed):
    """Nobody is first seen by a referral before it was sent."""


@transaction.atomic
def hear(
    onward: OnwardReferral, verb: str, *, by: Membership | Receiving, said_at: datetime, now: datetime,
    day: date | None = None, words: str = "", who: str = "",
) -> OnwardReferral:  # fmt: skip
    """Keep what the service said, and move along. Where it says yes, the one that it takes the place of ends.

    Args:
        verb: one of `ANSWERS`; empty where it said something that moves nothing.
        by: whoever wrote down what a call said, or the service by its link.
        day: accept, wait: when they are expected to be seen; begin: when they were first seen.
        words: the reason of a no; else what was said, if anything.
        who: who of the service said it.

    Raises:
        PermissionDenied: `by` may not chase.
        MoveNotAllowed: it stands elsewhere by now, or is over.
        SeenTooEarly: the day on which they were first seen comes before the one on which it was sent.
    """
    onward = held(onward)
    if verb:
        if verb not in ANSWERS:
            raise MoveNotAllowed(verb)
        onward.status = ONWARD.target(verb, status=onward.status, by=by)
    elif not by.may(Permission.CHASE):
        raise PermissionDenied("hear")
    elif onward.status not in WITH_A_SERVICE:
        raise MoveNotAllowed("It is not with the service now")
    if verb == "begin" and day and onward.sent_at and day < london_day(onward.sent_at):
        raise SeenTooEarly(SeenTooEarly.__doc__)
    write_answer(onward, verb, by=by, said_at=said_at, now=now, day=day, words=words, who=who)
    was = onward.expected_on
    onward.heard_at = max(filter(None, [onward.heard_at, min(said_at, now)]))
    if verb in {"accept", "wait"}:
        onward.expected_on = day
    if verb == "begin":
        onward.first_seen_on, onward.expected_on = day, None
    if onward.status in ENDED:
        close(onward, now=now)
    else:
        set_chase(onward)
    onward.save()
    days = {"day": day.isoformat()} if day else {}
    way = "call" if as_member(by) else "link"
    tell(onward, f"onward.{verb or 'hear'}", by=as_member(by), now=now, way=way, **days)
    follow(onward.referral, now=now)
    tell_their_wait(onward, verb, was=was, by=by, now=now)
    if verb in {"accept", "begin"}:
        end_replaced(onward, by=by, now=now)
    return onward


def tell_their_wait(onward: OnwardReferral, verb: str, *, was: date | None, by: Any, now: datetime) -> None:
    """The day that a service names is how long they wait, where it is for a service that they wait; also once support
    here has ended. The one that it named before holds no longer."""
    if was != onward.expected_on:
        lapse_day(onward, was, now=now)
    waits = verb in {"accept", "wait"} and onward.referral.stage in {Stage.ELSEWHERE, Stage.FOLLOW_UP}
    if onward.expected_on and waits:
        say(onward.referral, What.ELSEWHERE, expected_on=onward.expected_on, by=as_member(by), now=now)


def write_answer(
    onward: OnwardReferral, verb: str, *, by: Any, said_at: datetime, now: datetime, day: date | None, words: str,
    who: str,
) -> None:  # fmt: skip
    """The row of what was said."""
    answer = ServiceAnswer(
        hub_id=onward.hub_id, person=onward.person, onward=onward, verb=verb, said_at=min(said_at, now), kept_at=now,
        by=as_member(by), day=day,
    )  # fmt: skip
    if words.strip():
        answer.words_sealed = seal(onward.person, f"service_answer:{answer.pk}", words.strip())
    if who.strip():
        answer.who_sealed = seal(onward.person, f"service_answer_who:{answer.pk}", who.strip())
    answer.save(force_insert=True)


def end_replaced(onward: OnwardReferral, *, by: Any, now: datetime) -> None:
    """Once the other service has said yes, the one that it takes the place of is over, if they were not seen there."""
    if onward.replaces_id is None:
        return
    found = OnwardReferral.objects.select_for_update(of=("self",)).select_related("service", "hub")
    old = found.get(hub_id=onward.hub_id, pk=onward.replaces_id)
    old.referral, old.person = onward.referral, onward.person
    if old.status in WAITS:
        old.over_by = OverBy.ANOTHER
        end(old, "replace", by=by, now=now, replaced_by=str(onward.pk))


@transaction.atomic
def ask(
    onward: OnwardReferral, *, how: str, sends_link: bool = False, by: Membership, now: datetime
) -> OnwardReferral:  # fmt: skip
    """Write down that the service was asked how it stands; with a new link, where it is to have one.

    Raises:
        PermissionDenied: `by` may not chase.
        MoveNotAllowed: it is not with the service now.
    """
    onward = held(onward)
    if not by.may(Permission.CHASE):
        raise PermissionDenied("ask")
    if onward.status not in WITH_A_SERVICE:
        raise MoveNotAllowed("It is not with the service now")
    onward.asked_at = now
    set_chase(onward)
    onward.save(update_fields=["asked_at", "chase_at"])
    tell(onward, "onward.ask", by=by, now=now, how=how)
    if sends_link:
        renew_link(onward, by=by, now=now)
    follow(onward.referral, now=now)
    return onward


@transaction.atomic
def see_end(onward: OnwardReferral, *, by: Membership, now: datetime) -> OnwardReferral:
    """Somebody has seen that it is over, and nothing more is needed. Said twice, it is said once.

    Raises:
        PermissionDenied: `by` may not.
        MoveNotAllowed: it is not over.
    """
    onward = held(onward)
    if not by.may(Permission.ASSESS):
        raise PermissionDenied("see_end")
    if onward.status not in ENDED:
        raise MoveNotAllowed("It is not over")
    if is_unseen(onward):
        tell(onward, "onward.see_end", by=by, now=now)
        follow(onward.referral, now=now)
    return onward


@transaction.atomic
def open_link(link: AnswerLink, code: str, *, now: datetime) -> bool:
    """Whether the code fits. A wrong one is counted; after five the link is closed, and whoever refers is told.

    What is shown behind it is written into the access log.
    """
    onward = held(link.onward)
    kept = AnswerLink.objects.select_for_update(of=("self",)).select_related("person", "box").get(
        hub_id=link.hub_id, pk=link.pk
    )  # fmt: skip
    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    is_open = kept.ended_at is None and kept.failures < MOST_FAILURES and onward.status in WITH_A_SERVICE
    if is_open and hmac.compare_digest(opens_of(kept)["code"].encode(), digits.encode()):
        if kept.opened_at is None:
            kept.opened_at = now
            kept.save(update_fields=["opened_at"])
            tell(onward, "onward.open_link", by=None, now=now)
        log_service(onward, action=AccessEntry.Action.READ, now=now)
        return True
    if is_open:
        count_failure(onward, kept, now=now)
    return False


def count_failure(onward: OnwardReferral, link: AnswerLink, *, now: datetime) -> None:
    """Count a wrong code. With the fifth the link is closed."""
    link.failures += 1
    link.save(update_fields=["failures"])
    if link.failures >= MOST_FAILURES:
        end_links(onward, now=now)
        tell(onward, "onward.lock_link", by=None, now=now)


def log_service(onward: OnwardReferral, *, action: str, now: datetime) -> None:
    """Write into the access log that the service read or answered, for the person to see."""
    access.log(
        onward.hub_id, [onward.person_id], what="onward:receive", why="service", action=action, now=now, actor="service"
    )


@transaction.atomic
def answer(
    link: AnswerLink, code: str, verb: str, *, day: date | None = None, words: str = "", who: str = "", now: datetime
) -> OnwardReferral | None:
    """The service answers by its link. The code is asked for each time: what is open in a browser is no right.

    None: the code does not fit, which is counted, or the link has ended.

    Raises:
        MoveNotAllowed: it stands elsewhere by now.
    """
    if not open_link(link, code, now=now):
        return None
    onward = hear(link.onward, verb, by=Receiving(), said_at=now, now=now, day=day, words=words, who=who)
    log_service(onward, action=AccessEntry.Action.WRITE, now=now)
    return onward
