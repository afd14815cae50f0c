"""What the hub is called, whose staff it serves, and in which area: search, add, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.desk import place_actions as actions
from holdfast.desk.actions import signed_today
from holdfast.desk.forms import PlaceForm, SystemForm
from holdfast.desk.queries import about_organisations, employers_of, open_systems, systems_of
from holdfast.hubs.models import Organisation, System
from holdfast.hubs.queries import employers_named

LONGEST_SEARCH = 100


@staff(Permission.SET_HUB)
@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """What is chosen, and what a search finds."""
    return show(request, SystemForm(systems=choosable(request)))


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """What the hub is called, for which area, and who hosts it."""
    request.section = "hub"
    hub = request.hub
    organisations = dict.fromkeys([*([hub.host] if hub.host else []), *employers_of(hub)])
    initial = {"name": hub.name, "place": hub.place, "host": hub.host_id or ""}
    form = PlaceForm(
        request.POST if request.method == "POST" else None, organisations=organisations, initial=initial
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        actions.name_hub(
            hub, name=given["name"], place=given["place"], host=form.chosen(), by=request.member, now=timezone.now()
        )
        messages.success(request, "Kept. Public pages say so from now on.")
        return redirect("desk:place")
    return render(request, "desk/place.html", {"form": form})


@staff(Permission.SET_HUB)
@require_POST
def add_employer(request: HttpRequest) -> HttpResponse:
    """One more employer. One that has closed is refused, and who came after it is named."""
    organisation, now = found(request, Organisation), timezone.now()
    if organisation is None:
        return redirect("desk:employers")
    if sentence := about_organisations([organisation.pk], today=signed_today(now)):
        messages.error(request, f"{sentence}.")
        return redirect("desk:employers")
    try:
        actions.add_employer(request.hub, organisation, by=request.member, now=now)
    except actions.TooManyEmployers as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, f"{organisation.name} is added.")
    return redirect("desk:employers")


@staff(Permission.SET_HUB)
@require_POST
def remove_employer(request: HttpRequest) -> HttpResponse:
    """One employer less."""
    organisation = found(request, Organisation)
    if organisation is not None:
        actions.remove_employer(request.hub, organisation, by=request.member, now=timezone.now())
        messages.success(request, f"{organisation.name} is removed.")
    return redirect("desk:employers")


@staff(Permission.SET_HUB)
@require_POST
def add_system(request: HttpRequest) -> HttpResponse:
    """One more integrated care system."""
    form = SystemForm(request.POST, systems=choosable(request))
    if not form.is_valid():
        return show(request, form)
    system = System.objects.get(pk=form.cleaned_data["code"])
    actions.add_system(request.hub, system, by=request.member, now=timezone.now())
    messages.success(request, f"{system.name} is added.")
    return redirect("desk:employers")


@staff(Permission.SET_HUB)
@require_POST
def remove_system(request: HttpRequest) -> HttpResponse:
    """One integrated care system less."""
    system = found(request, System)
    if system is not None:
        actions.remove_system(request.hub, system, by=request.member, now=timezone.now())
        messages.success(request, f"{system.name} is removed.")
    return redirect("desk:employers")


def found(request: HttpRequest, kind: Any) -> Any:
    """The organisation or system whose code was sent; None, and a sentence, where there is none."""
    code = request.POST.get("code", "")[:12].replace("\0", "")
    row = kind.objects.filter(pk=code).first()
    if row is None:
        messages.error(request, "There is none of this code. Look for it by its name.")
    return row


def choosable(request: HttpRequest) -> list[System]:
    """The systems that are open and not chosen yet."""
    chosen = {system.pk for system in systems_of(request.hub)}
    today = signed_today(timezone.now())
    return [system for system in open_systems(today=today) if system.pk not in chosen]


def show(request: HttpRequest, form: SystemForm) -> HttpResponse:
    """The page."""
    request.section = "hub"
    words = request.GET.get("q", "")[:LONGEST_SEARCH].replace("\0", "")
    plain = words.casefold().replace("'", "").replace("’", "").replace("-", " ").split()
    chosen = list(employers_of(request.hub))
    there = {each.pk for each in chosen}
    today = signed_today(timezone.now())
    context = {
        "form": form,
        "employers": chosen,
        "systems": list(systems_of(request.hub)),
        "q": words,
        "hits": [(each, each.pk in there) for each in employers_named(plain, today=today)] if plain else [],
        "today": today,
    }
    return render(request, "desk/employers.html", context)
