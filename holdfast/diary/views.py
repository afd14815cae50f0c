"""Who works when: a member's hours, absence and time that is kept free."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.diary import actions, forms, hours_actions
from holdfast.diary.actions import Clash
from holdfast.diary.models import Absence, ExtraHours, Kind, Session
from holdfast.diary.queries import feed_of, kept_of, pattern_of
from holdfast.diary.rules import NoSuchTime, TimeTwice
from holdfast.hubs.hours import WeeklyHours, london_day, say_hours, say_moment, say_time
from holdfast.lifecycle import MoveNotAllowed

GONE = "A colleague was quicker. What stands is below."
MOST_SHOWN = 50


@staff(Permission.SEE_DIARY)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """One's own hours."""
    return show(request, request.member, now=timezone.now())


@staff(Permission.SEE_DIARY)
@require_safe
def hours_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A colleague's hours."""
    return show(request, member_of(request, pk), now=timezone.now())


@staff(Permission.SEE_DIARY)
@require_POST
def set_pattern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say when somebody works from a week on."""
    now, member = timezone.now(), may_keep(request, pk)
    form = forms.PatternForm(request.POST, weeks=weeks_asked(request.POST.get("weeks", "")))
    if not form.is_valid():
        return show(request, member, now=now, pattern_form=form)
    given = form.cleaned_data
    hours_actions.set_pattern(
        member, starts_on=forms.monday(given["starts_on"]), ends_on=given["ends_on"], weeks=given["hours"],
        is_off_on_bank_holidays=not given["works_bank_holidays"], by=request.member, now=now,
    )  # fmt: skip
    return done(request, member, "Kept. It counts from that Monday on.")


@staff(Permission.SEE_DIARY)
@require_POST
def add_absence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody is away."""
    now, member = timezone.now(), may_keep(request, pk)
    form = forms.AbsenceForm(request.POST, auto_id="away_%s")
    if not form.is_valid():
        return show(request, member, now=now, absence_form=form)
    given = form.cleaned_data
    hours_actions.set_absence(member, **span_of(given), why=given["why"], by=request.member, now=now)
    return done(request, member, "Kept. Look in the diary whether something booked then has to be moved.")


@staff(Permission.SEE_DIARY)
@require_POST
def add_hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody works beyond their pattern, once."""
    now, member = timezone.now(), may_keep(request, pk)
    form = forms.ExtraForm(request.POST, auto_id="extra_%s")
    if not form.is_valid():
        return show(request, member, now=now, extra_form=form)
    hours_actions.add_hours(member, **span_of(form.cleaned_data), by=request.member, now=now)
    return done(request, member, "Kept. They can be booked then.")


@staff(Permission.SEE_DIARY)
@require_POST
def keep_time(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep time free of appointments."""
    now, member = timezone.now(), may_keep(request, pk)
    form = forms.KeepForm(request.POST, auto_id="keep_%s")
    if form.is_valid():
        try:
            kept = actions.keep_time(member, **form.cleaned_data, by=request.member, now=now)
        except Clash:
            form.add_error("at", "Something stands in the diary then, on one of these days. Nothing was kept")
        except NoSuchTime:
            form.add_error("at", forms.NO_SUCH)
        except TimeTwice:
            form.add_error("at", forms.TWICE)
        else:
            return done(request, member, f"Kept, {len(kept)} time{'' if len(kept) == 1 else 's'}.")
    return show(request, member, now=now, keep_form=form)


@staff(Permission.SEE_DIARY)
@require_POST
def take_back(request: HttpRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """Not away after all, or not working then."""
    now, member = timezone.now(), may_keep(request, pk)
    for model in (Absence, ExtraHours):
        row = model.objects.filter(hub=request.hub, member=member, pk=row_pk).select_related("member").first()
        if row is not None:
            return moved(request, member, lambda found=row: hours_actions.take_back(found, by=request.member, now=now))
    raise Http404


@staff(Permission.SEE_DIARY)
@require_POST
def give_back(request: HttpRequest, pk: UUID, session_pk: UUID) -> HttpResponse:
    """Give kept time back: once, or from there on."""
    now, member = timezone.now(), may_keep(request, pk)
    session = Session.objects.filter(hub=request.hub, pk=session_pk, holds__bookable__member=member).first()
    if session is None:
        raise Http404
    whole = request.POST.get("whole") == "on"
    return moved(
        request, member, lambda: actions.give_time_back(session, whole_series=whole, by=request.member, now=now)
    )


def member_of(request: HttpRequest, pk: UUID) -> Membership:
    """A member of this hub.

    Raises:
        Http404: nobody here has this id.
    """
    found = request.hub.members.filter(pk=pk).select_related("account", "hub").first()
    if found is None:
        raise Http404
    return found


def may_keep(request: HttpRequest, pk: UUID) -> Membership:
    """A member whose diary is the reader's to keep.

    Raises:
        PermissionDenied: it is a colleague's.
    """
    request.section = "diary"
    found = member_of(request, pk)
    hours_actions.may_keep(found, by=request.member)
    return found


def weeks_asked(text: str) -> int:
    """How many weeks a pattern has."""
    return int(text) if text in {"1", "2", "3", "4"} else 1


def span_of(given: dict[str, Any]) -> dict[str, datetime]:
    """From when to when."""
    return {"starts_at": given["starts_at"], "ends_at": given["ends_at"]}


def done(request: HttpRequest, member: Membership, words: str) -> HttpResponse:
    """Say that it is done, and show the hours again."""
    messages.success(request, words)
    return redirect("diary:hours_of", member.pk)


def moved(request: HttpRequest, member: Membership, step: Callable[[], Any]) -> HttpResponse:
    """Take a step that a colleague may have taken meanwhile."""
    try:
        step()
    except MoveNotAllowed:
        messages.error(request, GONE)
        return redirect("diary:hours_of", member.pk)
    return done(request, member, "Taken back.")


def show(request: HttpRequest, member: Membership, *, now: datetime, **bound: django_forms.Form) -> HttpResponse:
    """The hours of a member, and what may be changed of them."""
    request.section = "diary"
    try:
        hours_actions.may_keep(member, by=request.member)
        keeps = True
    except PermissionDenied:
        keeps = False
    today = london_day(now).isoformat()
    pattern = pattern_of(member, london_day(now))
    asked = weeks_asked(request.GET.get("weeks", str(len(pattern.weeks)) if pattern else "1"))
    context = {
        "whose": member, "is_own": member.pk == request.member.pk, "keeps": keeps,
        "pattern": [say_hours(WeeklyHours.from_rows(week)) or "No hours" for week in pattern.weeks] if pattern else [],
        "since": f"{pattern.starts_on.day} {pattern.starts_on:%B %Y}" if pattern else "",
        "until": f"{pattern.ends_on.day} {pattern.ends_on:%B %Y}" if pattern and pattern.ends_on else "",
        "off_bank_holidays": pattern.is_off_on_bank_holidays if pattern else True,
        "away": [away_words(each, now) for each in absences(member, now)],
        "extra": [span_words(each, now) for each in extras(member, now)],
        "kept": [kept_words(each, now) for each in kept_of(member, now=now)],
        "pattern_form": forms.PatternForm(weeks=asked, initial=initial_of(pattern) | {"starts_on": today}),
        "absence_form": forms.AbsenceForm(initial={"first": today}, auto_id="away_%s"),
        "extra_form": forms.ExtraForm(auto_id="extra_%s"),
        "keep_form": forms.KeepForm(initial={"day": today}, auto_id="keep_%s"), "weeks": asked,
        "printed": say_moment(now, now), "feed": feed_of(member),
        **bound,
    }  # fmt: skip
    return render(request, "diary/hours.html", context)


def initial_of(pattern: Any) -> dict[str, Any]:
    """The fields of a pattern that stands."""
    rows = enumerate(pattern.weeks) if pattern else ()
    found = {}
    for week, days in rows:
        for day, start, end in days:
            found |= {f"from_{week}_{day}": start, f"to_{week}_{day}": end}
    return found


def absences(member: Membership, now: datetime) -> list[Absence]:
    """When they are away, from now on."""
    found = Absence.objects.filter(hub_id=member.hub_id, member=member, ended_at=None, ends_at__gt=now)
    return list(found.order_by("starts_at", "pk")[:MOST_SHOWN])


def extras(member: Membership, now: datetime) -> list[ExtraHours]:
    """When they work beyond their pattern, from now on."""
    found = ExtraHours.objects.filter(hub_id=member.hub_id, member=member, ended_at=None, ends_at__gt=now)
    return list(found.order_by("starts_at", "pk")[:MOST_SHOWN])


def span_words(row: Absence | ExtraHours, now: datetime) -> dict[str, Any]:
    """From when to when."""
    return {"pk": row.pk, "words": f"{say_moment(row.starts_at, now)} to {say_moment(row.ends_at, now)}"}


def away_words(row: Absence, now: datetime) -> dict[str, Any]:
    """An absence. Why is for whoever keeps the diary."""
    return span_words(row, now) | {"why": Absence.Why(row.why).label}


def kept_words(session: Session, now: datetime) -> dict[str, Any]:
    """Time kept free."""
    until = say_time(session.ends_at)
    return {"pk": session.pk, "words": f"{Kind(session.kind).label}, {say_moment(session.starts_at, now)} to {until}",
            "is_series": session.series is not None}  # fmt: skip
