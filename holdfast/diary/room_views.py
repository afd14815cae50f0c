"""The hub's rooms, and how long appointments take."""

from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.diary import forms, hours_actions
from holdfast.diary.models import Kind, Room
from holdfast.diary.queries import lengths_of, rooms_of
from holdfast.diary.rules import Length


@staff(Permission.SET_DIARY)
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The rooms of the hub, and how long appointments take."""
    return show_rooms(request)


@staff(Permission.SET_DIARY)
@require_POST
def add_room(request: HttpRequest) -> HttpResponse:
    """Add a room."""
    form = forms.RoomForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                hours_actions.add_room(request.hub, **form.cleaned_data, by=request.member, now=timezone.now())
        except IntegrityError:
            form.add_error("name", "There is a room of that name")
        else:
            messages.success(request, "Added. It can be booked.")
            return redirect("diary:rooms")
    return show_rooms(request, room_form=form)


@staff(Permission.SET_DIARY)
@require_POST
def end_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a room out of use."""
    room = Room.objects.filter(hub=request.hub, pk=pk).first()
    if room is None:
        raise Http404
    hours_actions.end_room(room, by=request.member, now=timezone.now())
    messages.success(request, f"{room.name} is booked no longer. What stands there already stays, to be moved.")
    return redirect("diary:rooms")


@staff(Permission.SET_DIARY)
@require_POST
def set_length(request: HttpRequest) -> HttpResponse:
    """Say how long a kind of appointment takes."""
    form = forms.LengthForm(request.POST, auto_id="length_%s")
    if not form.is_valid():
        return show_rooms(request, length_form=form)
    given = form.cleaned_data
    length = Length(given["minutes"], given["before"], given["after"])
    hours_actions.set_length(request.hub, kind=given["kind"], length=length, by=request.member, now=timezone.now())
    messages.success(request, "Kept. It counts for what is booked from now on.")
    return redirect("diary:rooms")


def show_rooms(request: HttpRequest, **bound: django_forms.Form) -> HttpResponse:
    """The rooms and lengths."""
    request.section = "diary"
    lengths = lengths_of(request.hub)
    context = {
        "rooms": rooms_of(request.hub),
        "lengths": [{"label": kind.label, "length": lengths[kind]} for kind in Kind],
        "room_form": forms.RoomForm(),
        "length_form": forms.LengthForm(initial={"before": 0, "after": 0}, auto_id="length_%s"),
        **bound,
    }  # fmt: skip
    return render(request, "diary/rooms.html", context)
