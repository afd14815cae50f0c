"""What the page of contacts says of whoever was closed with words to them: who knows, and who does not."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.contacts.forms import TellForm
from holdfast.contacts.queries import MOST_TO_TELL, mailed_at, to_tell
from holdfast.contacts.rules import Telling
from holdfast.hubs.hours import say_by, say_moment
from holdfast.people.access import has_died
from holdfast.people.viewer import viewer_of
from holdfast.referrals.answers import last_told, still_told
from holdfast.referrals.models import Referral
from holdfast.referrals.states import ANSWERED, Status

KEPT = {
    Telling.TOLD: "Kept: they know. It is on no list any more.",
    Telling.TRIED: "Kept. It stands on Today until they know.",
    Telling.STOPPED: "Kept: nobody reaches them. It is on no list any more.",
    Telling.AGAIN: "It stands on Today again, until they know.",
}
SAID = {
    Telling.TOLD: "They know",
    Telling.STOPPED: "Nobody reached them, and nobody tries any more",
    Telling.READ: Telling.READ.label,
}


def telling(referral: Referral, *, reads: bool, now: datetime) -> dict[str, Any] | None:
    """Whether somebody knows that their request was closed: by when they are told, or what was kept of it last; None
    where nobody is to be told, and as long as mail may still tell them. `reads`: whether the member may read what was
    written to them."""
    if referral.status not in ANSWERED or not reads or has_died(referral.person):
        return None
    due = still_told(referral, now=now)
    if due is not None:
        page = "outcomes:of_record" if referral.status == Status.DISCHARGED else "triage:decide"
        href = reverse(page, args=[referral.pk])
        return {"form": TellForm(auto_id="tell_%s"), "by": say_by(due, now), "is_late": due < now, "words_href": href}
    if referral.tell_by is not None:
        return None
    return {"form": None, "said": what_is_known(referral, now=now), "again": Telling.AGAIN}


def what_is_known(referral: Referral, *, now: datetime) -> str:
    """What is known of whether they know, and since when."""
    last, mailed = last_told(referral), mailed_at(referral)
    is_mailed_since = bool(last and mailed and last.codes["how"] == Telling.STOPPED and mailed > last.occurred_at)
    if last is not None and last.codes["how"] in SAID and not is_mailed_since:
        return f"{SAID[last.codes['how']]}, {say_moment(last.occurred_at, now)}"
    if mailed:
        return f"Mail has told them, {say_moment(mailed, now)}"
    return "Nobody has written down whether they know"


def others_to_tell(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any] | None:
    """Who else is to be told by this member, the soonest first, by no name: nobody's record is read by that."""
    if referral.closed_at is None or not request.member.may(Permission.SEE_CLINICAL):
        return None
    found = to_tell(viewer_of(request))
    rows = [(reverse("contacts:log", args=[pk]), say_by(by, now)) for pk, by in found if pk != referral.pk]
    return {"rows": rows[:MOST_TO_TELL], "has_more": len(found) > MOST_TO_TELL} if rows else None
