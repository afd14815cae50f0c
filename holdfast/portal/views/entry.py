"""Getting in: choose a PIN, open a link, ask for a new one, show the PIN again, close."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import at_hub
from holdfast.correspondence.actions import find_link
from holdfast.correspondence.models import Link
from holdfast.front_door import cookies
from holdfast.front_door.actions import begin_visit, find_visit
from holdfast.front_door.arrivals import address_hash
from holdfast.front_door.cookies import OWN, VISIT
from holdfast.front_door.more import parts_of
from holdfast.outcomes.queries import asked_of
from holdfast.people.identity import channels_of
from holdfast.portal import entry_actions as actions
from holdfast.portal.forms import ChooseForm, LostForm, PinForm, SecretForm
from holdfast.portal.gate import closed, drop, on_own_pages
from holdfast.portal.lost_actions import ask_again
from holdfast.portal.models import Pin
from holdfast.portal.pages import page_of
from holdfast.waiting.queries import asked_forms

WRONG = gettext_lazy("This does not open this link. Check it and try again. After five wrong tries the link ends")
WRONG_PIN = gettext_lazy("This is not your PIN. After five wrong tries these pages close for half an hour")


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def choose(request: HttpRequest) -> HttpResponse:
    """The browser that sent the request chooses a PIN; a link to the own pages goes with it."""
    now = timezone.now()
    visit = find_visit(request.hub, cookies.held(request, VISIT), now=now)
    if visit is None or not visit.shows_request:
        return closed(request)
    form = ChooseForm(request.POST if request.method == "POST" else None)
    context = {"title": _("Your own pages"), "back": reverse("front_door:sent", args=[request.hub.slug])}
    if form.is_valid():
        try:
            actions.choose_pin(visit.referral, form.cleaned_data["pin"], how=Pin.How.AFTER_ASKING, now=now)
        except actions.HasChosen:
            return render(request, "portal/chosen.html", context)
        given = actions.give_link(visit.referral, request.hub, now=now)
        return render(request, "portal/given.html", {**context, **shown(request, given)})
    is_mailed = bool(channels_of(visit.referral.person).get("email"))
    return render(request, "portal/choose.html", {**context, "form": form, "is_mailed": is_mailed})


def shown(request: HttpRequest, given: actions.Given) -> dict:
    """A link as a page shows it, in full where the installation knows no address of its own."""
    address = given.address if given.address.startswith("http") else request.build_absolute_uri(given.address)
    return {"address": address, "is_mailed": given.is_mailed, "code": given.code}


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A neutral page. PIN or code open it, by POST: whoever follows the link changes nothing."""
    now = timezone.now()
    link = find_link(request.hub.pk, token, now=now)
    if link is None or link.purpose != Link.Purpose.OWN_PAGES:
        return render(request, "portal/link_ended.html", {"title": _("This link has ended")}, status=410)
    form = SecretForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        visit = actions.open_link(link, token, form.cleaned_data["secret"], now=now)
        if visit is not None:
            key = actions.begin(visit, now=now)
            return cookies.give(redirect("portal:stand", request.hub.slug), OWN, key, hub=request.hub)
        form.add_error("secret", WRONG)
    return render(request, "portal/open.html", {"title": _("Open"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def lost(request: HttpRequest) -> HttpResponse:
    """Ask for a new link. Whatever is typed, the answer is the same."""
    form = LostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ask_again(request.hub, **form.cleaned_data, address=address_hash(request), now=timezone.now())
        return redirect(f"{reverse('portal:lost', args=[request.hub.slug])}?asked=1")
    context = {"title": _("A new link"), "form": form, "is_asked": request.GET.get("asked") == "1"}
    return render(request, "portal/lost.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def pin(request: HttpRequest) -> HttpResponse:
    """Who came by a code chooses a PIN before anything else is shown."""
    if request.visit.has_pin:
        return redirect("portal:stand", request.hub.slug)
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.choose_pin(request.referral, form.cleaned_data["pin"], how=Pin.How.BY_CODE, now=timezone.now())
        return redirect("portal:stand", request.hub.slug)
    return render(request, "portal/pin.html", {"title": _("Choose a PIN"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def confirm(request: HttpRequest) -> HttpResponse:
    """The PIN again, for what an open browser alone must not show."""
    name = request.GET.get("for", "")
    name = name if name in ASKED_AGAIN else "stand"
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if actions.confirm(request.visit, form.cleaned_data["pin"], now=timezone.now()):
            return redirect(f"portal:{name}", request.hub.slug)
        form.add_error("pin", WRONG_PIN)
    context = {"title": _("Your PIN, once more"), "form": form, **page_of(request)}
    return render(request, "portal/confirm.html", context)


ASKED_AGAIN = {"letters", "looked", "moving", "work", "onward"}


@require_POST
@on_own_pages()
def close(request: HttpRequest) -> HttpResponse:
    """Close these pages in this browser, and everywhere else they are open."""
    actions.end_visits(request.person, now=timezone.now())
    return drop(redirect("portal:lost", request.hub.slug), hub=request.hub)


@require_POST
@on_own_pages()
def next_link(request: HttpRequest) -> HttpResponse:
    """A link for the next time: mailed, or shown where no email is safe."""
    given = actions.give_link(request.referral, request.hub, now=timezone.now())
    context = {"title": _("Your link for next time"), **page_of(request), **shown(request, given)}
    return render(request, "portal/next_link.html", context)


@require_POST
@on_own_pages()
def tell(request: HttpRequest) -> HttpResponse:
    """Go on to the questions. What was answered before is not shown there."""
    now, slug = timezone.now(), request.hub.slug
    key = begin_visit(request.referral, shows_request=False, now=now)
    asked = {part.key for part in parts_of(request.hub.current) if part.is_questionnaire}
    asked |= {form.key for form in asked_forms(request.person, now=now)}
    chosen = request.POST.get("part", "")
    follow_up = asked_of(request.referral)
    asked |= set(follow_up.questionnaires) if follow_up else set()
    to = redirect("front_door:questionnaire", slug, chosen, 1) if chosen in asked else redirect("front_door:more", slug)
    return cookies.give(to, VISIT, key, hub=request.hub)
