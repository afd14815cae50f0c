"""When the hub first spoke with somebody: one definition and one writer, for every page that tells it.

A conversation is a call in which they spoke, an appointment of their own to which they came, from when it began, an
assessment, from when it was finished, and a call of theirs to the support line that is kept with their request. Item R4
of the return counts the same from the steps. Each conversation is an attempt as well.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import assessment_due
from holdfast.hubs.models import Terms
from holdfast.referrals.actions import place, write
from holdfast.referrals.models import Referral
from holdfast.referrals.next_step import Step
from holdfast.referrals.states import NextAction, Stage


def when_spoken(referral: Referral, at: datetime) -> dict[str, datetime]:
    """What changes of a referral by a conversation at this moment: it is the first, where none was earlier."""
    if not counts(referral, at):
        return {}
    return {
        "first_attempt_at": min(filter(None, [referral.first_attempt_at, at])),
        "first_contact_at": min(filter(None, [referral.first_contact_at, at])),
    }


def counts(referral: Referral, at: datetime) -> bool:
    """Whether a word, or a try, at this moment is one of this request: not one from before they came from another hub.
    They were that one's then, and a period that is over would count them anew; their wait goes on all the same."""
    return bool(of_this(referral, [at]))


def of_this(referral: Referral, times: Iterable[datetime]) -> list[datetime]:
    """Those of some moments that are of this request."""
    came = came_at(referral)
    return [at for at in times if came is None or at >= came]


def came_at(referral: Referral) -> datetime | None:
    """When they came here from another hub, whether somebody had spoken with them there or not; None: they did not."""
    if referral.route != Referral.Route.HUB or referral.contact_from:
        return referral.contact_from
    came: datetime | None = import_string(settings.CAME_AT)(referral)
    return came


def assess_next(referral: Referral, *, terms: Terms, now: datetime) -> Step:
    """What comes next once they were spoken with."""
    return NextAction.ASSESS, assessment_due(referral.received_at, days=terms.assessment_target_days, now=now)


def meet(referral: Referral, *, at: datetime) -> bool:
    """They came, for themselves alone, to somebody of the hub: they were spoken with. Whether making contact with them
    ends by it. The referral is held."""
    is_over = referral.stage == Stage.FIRST_CONTACT and is_since(referral, at)
    place(referral, **when_spoken(referral, at), **({"stage": Stage.ASSESSMENT} if is_over else {}))
    return is_over


def is_since(referral: Referral, at: datetime) -> bool:
    """Whether a conversation is of this time of asking: whoever came back, or came from another hub, waits for a first
    one anew."""
    return counts(referral, at) and (referral.reopened_at is None or at >= referral.reopened_at)


def is_reached(referral: Referral) -> bool:
    """Whether they were spoken with since they asked, as the record says."""
    return referral.first_contact_at is not None and is_since(referral, referral.first_contact_at)


def conversations(referral: Referral) -> list[datetime]:
    """When they were first spoken with in each way in which the hub does, since they came."""
    found = [import_string(each)(referral) for each in settings.CONVERSATIONS]
    return of_this(referral, filter(None, found))


def reckon_first_contact(referral: Referral) -> None:
    """When a held referral was first tried and first spoken with, once something of it was taken back: by all that
    stands."""
    spoken = conversations(referral)
    tries = Attempt.objects.filter(hub_id=referral.hub_id, referral=referral, undone_at=None)
    tried = of_this(referral, tries.values_list("at", flat=True))
    write(
        referral, first_contact_at=min(spoken, default=None), first_attempt_at=min([*spoken, *tried], default=None)
    )  # fmt: skip


def first_call(referral: Referral) -> datetime | None:
    """When it was first logged that they spoke."""
    spoke = Attempt.objects.filter(
        hub_id=referral.hub_id, referral=referral, undone_at=None, result=Attempt.Result.SPOKE
    )
    return spoke.order_by("at").values_list("at", flat=True).first()
