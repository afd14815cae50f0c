"""The staff's side: which organisations are admitted; people who were named and are to be called."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_by, say_moment, say_wait
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.lifecycle import MoveNotAllowed
from holdfast.partners import introduction_actions
from holdfast.partners.actions import admit_organisation, end_organisation
from holdfast.partners.forms import AdmitForm
from holdfast.partners.models import Admitted, Introduction
from holdfast.partners.queries import PAGE, admitted_page, called_introduction, named, open_introductions, write_key
from holdfast.partners.views.named import asked_of, forms_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import phone_link

FORGOTTEN = "Nobody answered twice, and their time is over: what the manager said of them is destroyed."
ANSWERED = "They have answered meanwhile, or a colleague was quicker."


@staff(Permission.ADMIT_PARTNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def admitted(request: HttpRequest) -> HttpResponse:
    """The organisations from which referrals are taken, and a form to admit one more."""
    request.section = "hub"
    form = AdmitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            admit_organisation(request.hub, by=request.member, now=timezone.now(), **form.cleaned_data)
        except MoveNotAllowed as trouble:
            form.add_error("domain", f"{trouble}, with this answer to who refers")
        else:
            messages.success(request, f"Admitted. Codes go to addresses that end in {form.cleaned_data['domain']}.")
            return redirect("partners:admitted")
    rows = [admitted_row(each) for each in admitted_page(request.hub)]
    return render(request, "partners/staff/admitted.html", {"form": form, "rows": rows})


def admitted_row(each: Admitted) -> dict[str, Any]:
    """One organisation in words."""
    now = timezone.now()
    text = f"Taken since {say_moment(each.since_at, now)}, by {each.since_by.name}"
    if each.ended_by:
        text = f"Ended {say_moment(each.ended_at, now)} by {each.ended_by.name}"
    return {
        "pk": each.pk, "name": each.name, "route": Referral.Route(each.route).label, "domain": each.domain,
        "text": text,
        "is_open": each.ended_at is None,
    }  # fmt: skip


@staff(Permission.ADMIT_PARTNERS)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take no more referrals from one organisation."""
    found = Admitted.objects.filter(hub=request.hub, pk=pk).first()
    if found is None:
        raise Http404
    try:
        end_organisation(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "A colleague has ended this meanwhile.")
    else:
        messages.success(request, f"Ended. {found.name} sends nothing and sees nothing from now on.")
    return redirect("partners:admitted")


@staff(Permission.ANSWER_CALLS)
@require_safe
def named_people(request: HttpRequest) -> HttpResponse:
    """Everybody whom a manager named and who has not answered, the next call first."""
    request.section = "calls"
    after = request.GET.get("after", "")
    found = open_introductions(request.hub, after=after)
    shown = found[:PAGE]
    request.touched.add([each.box_id for each in shown], why="named")
    address = reverse("partners:named_people")
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "rows": [named_row(each) for each in shown],
        "next_href": f"{address}?after={write_key(last.next_at, last.pk)}" if last and last.next_at else "",
        "first_href": address if after else "",
    }
    return render(request, "partners/staff/named_people.html", context)


def named_row(each: Introduction) -> dict[str, Any]:
    """One line of the list: whom, how long ago, by when."""
    now, about = timezone.now(), named(each)
    is_called, by = each.token_hash is None, say_by(each.next_at, now)
    tried = f", {each.tries} without an answer" if each.tries else ""
    return {
        "name": about["name"],
        "wait": say_wait(now - each.named_at),
        "now": "Overdue" if is_called and each.next_at < now else "",
        "by": f"{by}{tried}" if is_called else f"asked by mail, until {by}",
        "do": "Call" if is_called else "Waits for their answer",
        "do_href": reverse("partners:call", args=[each.pk]) if is_called else "",
        "done": not is_called,
    }


@staff(Permission.ANSWER_CALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call somebody who was named. If they want contact, what they say becomes a request for help."""
    request.section = "calls"
    found = introduction_here(request, pk)
    forms = forms_of(request.POST if request.method == "POST" else None)
    if request.method == "POST" and all(form.is_valid() for form in forms.values()):
        asked = asked_of(forms, method=Referral.Method.TELEPHONE)
        try:
            referral = introduction_actions.confirm(found, request.hub, asked, by=request.member, now=timezone.now())
        except MoveNotAllowed:
            messages.error(request, ANSWERED)
        else:
            request.touched.add([referral.person_id], why="request")
            number = f"{referral.reference[:3]} {referral.reference[3:6]} {referral.reference[6:]}"
            messages.success(request, f"Their request is with the hub. Their reference number is {number}.")
        return redirect("partners:named_people")
    about, now = named(found), timezone.now()
    context = {
        "pk": pk, "name": about["name"], "number": phone_link(about["call"]), "forms": forms,
        "by": say_by(found.next_at, now), "tries": found.tries, "is_late": found.next_at < now,
    }  # fmt: skip
    return render(request, "partners/staff/call.html", context)


@staff(Permission.ANSWER_CALLS)
@require_POST
def no_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody answered: the next try has its date."""
    found = introduction_here(request, pk)
    try:
        found = introduction_actions.try_again(found, request.hub, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, ANSWERED)
    else:
        again = f"Try again by {say_by(found.next_at, timezone.now())}." if found.next_at else FORGOTTEN
        messages.success(request, f"Noted. {again}")
    return redirect("partners:named_people")


@staff(Permission.ANSWER_CALLS)
@require_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They do not want contact: what the manager typed is destroyed."""
    found = introduction_here(request, pk)
    try:
        introduction_actions.decline(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, ANSWERED)
    else:
        messages.success(request, "Forgotten. Nobody is told that they were asked.")
    return redirect("partners:named_people")


def introduction_here(request: HttpRequest, pk: UUID) -> Introduction:
    """Somebody who was named at this hub and is to be called.

    Raises:
        Http404: there is none.
    """
    found = called_introduction(request.hub, pk)
    if found is None:
        raise Http404
    request.touched.add([found.box_id], why="named")
    request.hub = with_terms(request.hub, terms_of(request.hub, now=timezone.now()))
    return found
