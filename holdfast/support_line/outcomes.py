"""What each button of the call screen needs, and what it does with what was typed."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from holdfast.accounts.models import Membership
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.front_door.asked import Asked
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.support_line import actions, queries
from holdfast.support_line.forms import CallForm
from holdfast.support_line.models import Call

NO_MATCH = "These two details do not fit one record that is open to you"
NO_MORE = "Details were compared too often in this call. Make a new request, or promise a call-back"


NEEDS: Mapping[str, Callable[[CallForm], None]] = {
    "advise": CallForm.needs_advice,
    "promise": CallForm.needs_call_back,
    "try_again": CallForm.needs_call_back,
    "call_back": CallForm.needs_safety,
    "give_up": CallForm.needs_safety,
    "request": CallForm.needs_request,
    "hand_over": CallForm.needs_handover,
    "end": CallForm.needs_safety,
}


def advise(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """End with the advice that was given."""
    actions.advise(call, by=by, now=now)


def end(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """End with nothing to do."""
    actions.end(call, by=by, now=now)


def promise(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Promise a call-back."""
    actions.promise(call, call_back_by=form.cleaned_data["call_back_by"], by=by, now=now)


def try_again(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Nobody answered."""
    actions.try_again(call, call_back_by=form.cleaned_data["call_back_by"], by=by, now=now)


def call_back(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Called back."""
    actions.call_back(call, by=by, now=now)


def give_up(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Could not be reached."""
    actions.give_up(call, by=by, now=now)


def hand_over(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Another team took over."""
    given = form.cleaned_data
    at = given.get("handed_over_at") or now
    actions.hand_over(call, service=given["service"], who=given["who"], at=at, by=by, now=now)


def request(call: Call, form: CallForm, *, by: Membership, now: datetime) -> None:
    """Make the same request."""
    given = form.cleaned_data
    asked = Asked(
        name=given["name"],
        channels={"call": given["number"], "voicemail": given["voicemail"], "times": [], "note": ""},
        safe_now=given["safe_now"],
        story=given["story"] or given["words"],
        must_not_see=form.kept_out(),
        call_today=given["today"],
        method=Referral.Method.TELEPHONE,
    )
    actions.request(call, asked, by=by, now=now)


def look_up(http: HttpRequest, call: Call, form: CallForm, *, now: datetime) -> tuple[Call, CallForm]:
    """Compare two details with the records that the member may open. Every failure reads the same."""
    first, second = form.cleaned_data.get("first", ""), form.cleaned_data.get("second", "")
    if not actions.may_look_up(call):
        form.add_error("first", NO_MORE)
        return call, form
    if not first or not second:
        form.add_error("first", "Enter both: a reference number or name, and a second detail")
        return call, form
    found = viewer_of(http)
    today = timezone.localtime(now).date()
    told = queries.look_up(found, call, first=first, second=second, today=today)
    if told.referral is None:
        access.log(
            http.hub.pk, told.refused, what="support_line:look_up", why="none", action=AccessEntry.Action.REFUSED,
            by=http.member, now=now,
        )  # fmt: skip
        call = actions.count_failure(call, now=now)
        form.add_error("first", NO_MATCH if actions.may_look_up(call) else NO_MORE)
        return call, form
    http.touched.add([told.referral.person_id], why=right_of(found, told.referral.person))
    http.looked_up = told.referral
    return call, form
