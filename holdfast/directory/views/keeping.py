"""Keeping the directory: a service is added, changed, confirmed, taken out and brought back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.directory import actions
from holdfast.directory.actions import REVIEWED_IN, ChangedMeanwhile, NotSorted
from holdfast.directory.forms import ConfirmForm, ServiceForm
from holdfast.directory.models import Service
from holdfast.directory.queries import services_of
from holdfast.directory.views.reading import found_service, shown
from holdfast.directory.words import say_date
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed

P = Permission


@staff(P.KEEP_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A service that is new here. Whoever adds it has just asked: it counts as confirmed by them."""
    request.section = "directory"
    given = request.POST if request.method == "POST" else None
    form = ServiceForm(given, service=None, others=services_of(request.hub))
    if form.is_valid():
        made = actions.add_service(request.hub, by=request.member, now=timezone.now(), **form.chosen())
        messages.success(request, "Added. Whoever searches finds it from now on.")
        return redirect("directory:service", made.pk)
    return render(request, "directory/edit.html", {"form": form, "service": None})


@staff(P.KEEP_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is known of a service. Whoever comes second sees that, and loses nothing that they typed."""
    request.section = "directory"
    found = found_service(request, pk)
    given = request.POST if request.method == "POST" else None
    form = ServiceForm(given, service=found, others=services_of(request.hub))
    if form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            actions.change_service(found, seen=seen, by=request.member, now=timezone.now(), **form.chosen())
        except ChangedMeanwhile as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, "Kept.")
            return redirect("directory:service", pk)
    return render(request, "directory/edit.html", {"form": form, "service": found})


@staff(P.KEEP_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read what stands, and say that it is all still true."""
    found, now = found_service(request, pk), timezone.now()
    today = london_day(now)
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, today=today,
        initial={"seen": found.version, "review_on": today + REVIEWED_IN},
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.confirm_service(
                found, confirmed_with=given["confirmed_with"], review_on=given["review_on"], seen=given["seen"] or 0,
                by=request.member, now=now,
            )  # fmt: skip
        except NotSorted as trouble:
            messages.error(request, str(trouble))
            return redirect("directory:change", pk)
        except ChangedMeanwhile as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, f"Confirmed. It is asked again on {say_date(given['review_on'])}.")
            return redirect("directory:service", pk)
    return render(request, "directory/confirm.html", shown(request, found, now=now) | {"form": form})


@staff(P.KEEP_DIRECTORY)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a service out."""
    return stepped(request, pk, actions.end_service, "Taken out. Nobody finds it any more; its page stays.")


@staff(P.KEEP_DIRECTORY)
@require_POST
def bring_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a service back."""
    return stepped(request, pk, actions.bring_back_service, "It is back. Ask them if it is all still true.")


def stepped(request: HttpRequest, pk: UUID, act: Callable[..., Service], done: str) -> HttpResponse:
    """Take a step of one button, and say what came of it."""
    found, seen = found_service(request, pk), request.POST.get("seen", "")
    try:
        act(found, seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0, by=request.member,
            now=timezone.now())  # fmt: skip
    except (ChangedMeanwhile, MoveNotAllowed) as trouble:
        messages.error(request, f"{str(trouble).rstrip('.')}.")
    else:
        messages.success(request, done)
    return redirect("directory:service", pk)
