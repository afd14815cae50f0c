"""Coming in: what we need and promise, the code to a work address, who you are; and leaving."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import at_hub, staff
from holdfast.accounts.roles import Permission
from holdfast.agreements.models import Partner
from holdfast.front_door import cookies
from holdfast.front_door.arrivals import MOST_IN_A_WINDOW, address_hash, count_arrival
from holdfast.front_door.errors import busy
from holdfast.partners import code_actions
from holdfast.partners.forms import AddressForm, CodeForm, YouForm
from holdfast.partners.gate import KEY, closed, partner_here, referring_member
from holdfast.partners.models import Admitted
from holdfast.partners.queries import (
    address_of,
    admitted_by,
    find_code,
    find_visit,
    has_sent,
    mark_of,
    partner_with,
    standing_for,
)  # fmt: skip
from holdfast.partners.questions import names_only

ABOUT = "hf_about"


@require_safe
@at_hub
def refer(request: HttpRequest) -> HttpResponse:
    """What we need, what a referrer will be told and what not, before anything is asked."""
    partner = partner_here(request)
    context = {
        "title": "Refer someone",
        "partner": partner,
        "is_member": request.member_here is not None,
        "back": reverse("front_door:start", args=[request.hub.slug]),
    }
    return render(request, "partners/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def address(request: HttpRequest) -> HttpResponse:
    """A work address. What follows is the same for every one."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if is_asking_too_often(request):
            return busy(request)
        key = code_actions.send_code(request.hub, form.cleaned_data["email"], now=now)
        return cookies.give(redirect("partners:code", request.hub.slug), KEY, key, hub=request.hub)
    back = reverse("partners:refer", args=[request.hub.slug])
    return render(request, "partners/address.html", {"title": "Your work address", "form": form, "back": back})


def is_asking_too_often(request: HttpRequest) -> bool:
    """Whether one connection asks for more codes than people can type. Counted apart from requests for help."""
    counted = mark_of("codes", address_hash(request))[:16]
    return count_arrival(request.hub, counted, now=timezone.now()) > MOST_IN_A_WINDOW


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def code(request: HttpRequest) -> HttpResponse:
    """The code. The page is the same whether one was sent, to whom, or none."""
    now = timezone.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = cookies.held(request, KEY)
        found = find_code(request.hub, key, now=now)
        if found and code_actions.use_code(found, key, form.cleaned_data["code"], now=now):
            return go_on(request, address_of(found))
        form.add_error("code", "This is not the code, or its time is over. Check it, or ask for a new one")
    back = reverse("partners:address", args=[request.hub.slug])
    return render(request, "partners/code.html", {"title": "Enter the code", "form": form, "back": back})


def go_on(request: HttpRequest, email: str) -> HttpResponse:
    """Whoever we know begins; whoever we do not says who they are."""
    partner = partner_with(request.hub, email)
    if partner is None:
        return redirect("partners:you", request.hub.slug)
    admitted = standing_for(request.hub, partner, email)
    return enter(request, partner, admitted) if admitted else closed(request)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def you(request: HttpRequest) -> HttpResponse:
    """Who a referrer is: asked once, after the code, or after signing in with an account that has the role."""
    member = referring_member(request)
    email = member.account.email if member else proven_address(request)
    admitted = admitted_by(request.hub, email) if email else []
    known = partner_with(request.hub, email) if email else None
    if not admitted or (known and standing_for(request.hub, known, email) is None):
        return closed(request)
    name = member.name if member else ""
    form = YouForm(
        request.POST if request.method == "POST" else None, admitted=admitted,
        initial={"name": name, "admitted": str(admitted[0].pk) if len(admitted) == 1 else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        partner = code_actions.introduce(
            chosen, address=email, name=form.cleaned_data["name"], telephone=form.cleaned_data["telephone"],
            now=timezone.now(), member=member,
        )  # fmt: skip
        return enter(request, partner, chosen)
    context: dict[str, Any] = {"title": "Who you are", "form": form, "one": admitted[0] if len(admitted) == 1 else None}
    return render(request, "partners/you.html", context)


def proven_address(request: HttpRequest) -> str:
    """The address that this browser has shown to be theirs, a moment ago. Empty: none."""
    key = cookies.held(request, KEY)
    found = find_code(request.hub, key, now=timezone.now()) if key else None
    return address_of(found) if found and found.used_at else ""


def enter(request: HttpRequest, partner: Partner, admitted: Admitted) -> HttpResponse:
    """Let this browser refer, and show what comes first for this partner."""
    if names_only(partner) or not has_sent(partner):
        key = "somebody" if names_only(partner) else "name"
        response = redirect("partners:question", request.hub.slug, key)
    else:
        response = redirect("partners:mine", request.hub.slug)
    if referring_member(request):
        return response
    key = code_actions.begin_visit(partner, admitted, now=timezone.now())
    return cookies.give(response, KEY, key, hub=request.hub)


@require_POST
@at_hub
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit in this browser at once, and sign out whoever came in by an account."""
    logout(request)
    visit = find_visit(request.hub, cookies.held(request, KEY), now=timezone.now())
    if visit is not None:
        code_actions.end_visit(visit)
    response = redirect("partners:refer", request.hub.slug)
    return cookies.drop(response, ABOUT, KEY, hub=request.hub)


@staff(Permission.REFER)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """From the bar to the pages of one's own hub."""
    return redirect("partners:mine", request.hub.slug)
