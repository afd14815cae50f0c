"""What the person decides: another hub, who must not see, stopping."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.appointments.actions import cancel_all
from holdfast.appointments.offer_actions import take_back
from holdfast.coordination.strand_actions import end_all
from holdfast.courses.closing import end_own
from holdfast.front_door.forms import PeopleForm
from holdfast.letters.actions import stop_all
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network.actions import stop_offers
from holdfast.onward.actions import stop_all as stop_onward
from holdfast.outcomes.actions import stop_all as stop_asking
from holdfast.people.identity import reveal
from holdfast.people.models import MustNotSee
from holdfast.people.release_actions import ask_release
from holdfast.portal.entry_actions import pin_fits
from holdfast.portal.forms import StopForm, WishForm
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.queries import named_by
from holdfast.portal.standing import on_moment
from holdfast.portal.views.entry import WRONG_PIN
from holdfast.referrals import actions as referrals
from holdfast.referrals.naming import TooManyNames, name_people
from holdfast.referrals.states import Status
from holdfast.triage.queries import has_open_alert, hubs_to_wish
from holdfast.waiting.closing import stop_all as stop_questions
from holdfast.workplace.answer_actions import stop_all as stop_work

ENDS = (take_back, cancel_all, end_all, stop_all, stop_work, stop_asking, stop_onward, end_own, stop_questions)
BECAME = {
    MustNotSee.Status.MATCHED: "Kept out of everything about you, since you named them.",
    MustNotSee.Status.UNSETTLED: "We are not sure whom you mean. Until that is settled, only leads see your record.",
    MustNotSee.Status.NOBODY_HERE: "Nobody who works here now. If they start here, they are kept out.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def people(request: HttpRequest) -> HttpResponse:
    """Name somebody who must not see. It works at once; who was named before stands here once they are verified."""
    is_sent = request.method == "POST"
    form = PeopleForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        if not form.cleaned_data["people"]:
            form.add_error("people", _("Enter at least one name"))
        else:
            try:
                name_people(request.referral, named=form.cleaned_data["people"], now=timezone.now())
                return redirect(f"{reverse('portal:people', args=[request.hub.slug])}?kept=1")
            except TooManyNames as trouble:
                form.add_error("people", str(trouble))
    context = {
        "title": _("People who must not see"), **page_of(request), "form": form,
        "named": named(request) if request.person.verified_at else [],
        "is_kept": request.GET.get("kept") == "1" and not is_sent,
    }  # fmt: skip
    return render(request, "portal/people.html", context)


def named(request: HttpRequest) -> list[dict]:
    """Everybody they named, and what became of it; who only may be meant is not told."""
    now = timezone.now()
    return [
        {
            "pk": row.pk,
            "name": reveal(request.person, f"named:{row.pk}", row.named_sealed),
            "text": _(BECAME[MustNotSee.Status(row.status)]),
            "asked": on_moment(row.release_asked_at, now) if row.release_asked_at else "",
        }
        for row in named_by(request.person)
        if row.status != MustNotSee.Status.POSSIBLE
    ]


@require_POST
@on_own_pages(verified=True)
def ask_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a lead to take somebody off the list. Nobody is taken off it here: the person may be made to."""
    if not ask_release(request.person, pk, now=timezone.now()):
        raise Http404
    return redirect("portal:people", request.hub.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Wish for another hub, or take the wish back."""
    referral, is_sent = request.referral, request.method == "POST"
    hubs = hubs_to_wish(request.hub, now=timezone.now())
    kept = str(referral.wished_hub_id) if referral.wished_hub_id else None
    form = WishForm(request.POST if is_sent else None, hubs=hubs, initial={"hub": kept})
    if is_sent and form.is_valid():
        try:
            referrals.wish(referral, form.chosen(), now=timezone.now())
        except MoveNotAllowed:
            form.add_error(None, _("Your request is closed. Ask again, and say there which hub you would rather have"))
        else:
            return redirect(f"{reverse('portal:elsewhere', args=[request.hub.slug])}?kept=1")
    context = {
        "title": _("Another hub"), **page_of(request), "form": form, "hubs": hubs, "wished": referral.wished_hub,
        "is_kept": request.GET.get("kept") == "1" and not is_sent,
    }  # fmt: skip
    return render(request, "portal/elsewhere.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def stop(request: HttpRequest) -> HttpResponse:
    """Withdraw the request, with the PIN. An open alert is not closed by it, and the page says so."""
    referral, is_sent = request.referral, request.method == "POST"
    form = StopForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        if pin_fits(request.person, form.cleaned_data["pin"], now=timezone.now()):
            return stopped(request)
        form.add_error("pin", WRONG_PIN)
    context = {
        "title": _("Stop, or change your mind"), **page_of(request), "form": form,
        "is_open": referral.closed_at is None,
        "is_withdrawn": referral.status == Status.WITHDRAWN,
        "has_alert": has_open_alert(referral),
    }  # fmt: skip
    return render(request, "portal/stop.html", context)


def stopped(request: HttpRequest) -> HttpResponse:
    """Withdrawn now, or before: the page is the same."""
    with suppress(MoveNotAllowed):  # sent twice, or a colleague has closed it meanwhile, or another hub has accepted
        stop_offers(request.referral, now=timezone.now())
        referrals.withdraw(request.referral, now=timezone.now())
    # whoever closed it, what waits for them ends with their word
    for ends in (
        take_back,
        cancel_all,
        end_all,
        stop_all,
        stop_work,
        stop_asking,
        stop_onward,
        end_own,
        stop_questions,
    ):
        ends(request.referral, now=timezone.now())
    return redirect("portal:stop", request.hub.slug)
