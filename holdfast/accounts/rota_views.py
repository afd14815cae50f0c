"""The rota: who watches each watched hour of this week and the next, and where nobody does."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts import rota_actions as actions
from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership, Shift
from holdfast.accounts.roles import Permission
from holdfast.accounts.rota import DAYS_SHOWN, Day, Span, days, monday_of
from holdfast.accounts.rota_forms import ShiftForm
from holdfast.hubs.hours import WeeklyHours, say_day, say_hours, say_time
from holdfast.hubs.models import Terms
from holdfast.hubs.queries import terms_of

MOST_SHIFTS, MOST_MEMBERS = 500, 200
WIDTH, MINUTES = 240, 24 * 60  # the strip: a whole day


@staff(Permission.SEE_ROTA)
@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """This week and the next."""
    now = timezone.now()
    return show(request, ShiftForm(members=on_rota(team(request)), now=now), now=now)


@staff(Permission.SET_ROTA)
@require_POST
def add_shift(request: HttpRequest) -> HttpResponse:
    """Put somebody on duty."""
    now = timezone.now()
    form = ShiftForm(request.POST, members=on_rota(team(request)), now=now)
    if form.is_valid():
        try:
            shift = actions.add_shift(request.hub, by=request.member, now=now, **form.chosen())
        except actions.ShiftsOverlap as trouble:
            form.add_error("start", str(trouble))
        else:
            messages.success(
                request, f"{shift.member.name} is on duty {span_words((shift.starts_at, shift.ends_at), now)}."
            )
            return redirect("accounts:rota")
    return show(request, form, now=now)


@staff(Permission.SET_ROTA)
@require_POST
def remove_shift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a shift off the rota."""
    shift = request.hub.shifts.filter(pk=pk).select_related("member__account").first()
    if shift is None:
        raise Http404
    actions.remove_shift(shift, by=request.member, now=timezone.now())
    messages.success(request, f"{shift.member.name} is no longer on duty then. Look whether a gap is left.")
    return redirect("accounts:rota")


def team(request: HttpRequest) -> list[Membership]:
    """The hub's active members, by name."""
    found = request.hub.members.filter(status=Membership.Status.ACTIVE).select_related("account")
    return sorted(found.order_by("pk")[:MOST_MEMBERS], key=lambda member: member.name)


def on_rota(members: list[Membership]) -> list[Membership]:
    """Those who can be on duty: the hub's own people who may take an alert."""
    return [member for member in members if member.may(Permission.TAKE_ALERT) and "outside_cover" not in member.roles]


def show(request: HttpRequest, form: ShiftForm, *, now: datetime) -> HttpResponse:
    """The page."""
    request.section = "team"
    terms, members = terms_of(request.hub, now=now), team(request)
    hours = WeeklyHours.from_rows(terms.watched_hours)
    first = monday_of(now)
    shown = days(first, hours, shifts_from(request, first))
    gap = next((gap for each in shown for gap in each.gaps_after(now)), None)
    may_set = request.member.may(Permission.SET_ROTA)
    context = {
        "weeks": [("This week", rows(shown[:7], now)), ("Next week", rows(shown[7:], now))],
        "gap": span_words(gap, now) if gap else "",
        "terms": terms,
        "watched": say_hours(hours),
        "fallback": next((member.name for member in members if member.is_fallback), ""),
        "outside": [member.name for member in members if "outside_cover" in member.roles],
        "has_cover": terms.night_cover == Terms.Cover.OUTSIDE,
        "form": form if may_set else None,
        "removable": removable(shown, now) if may_set else [],
        "at": now,
    }
    return render(request, "accounts/rota.html", context)


def shifts_from(request: HttpRequest, first: Any) -> list[Shift]:
    """Shifts that touch the days shown, the earliest first."""
    window = days(first, WeeklyHours(), (), count=DAYS_SHOWN)
    found = request.hub.shifts.filter(
        starts_at__lt=window[-1].end,
        ends_at__gt=window[0].start,
        removed_at=None,
        member__status=Membership.Status.ACTIVE,
    )
    return list(found.select_related("member__account").order_by("starts_at", "pk")[:MOST_SHIFTS])


def rows(shown: list[Day], now: datetime) -> list[dict[str, Any]]:
    """The lines of one week."""
    return [row(each, now) for each in shown]


def row(each: Day, now: datetime) -> dict[str, Any]:
    """One day in words, and its strip."""
    to_come = each.gaps_after(now)
    state = "Not watched" if not each.watched else "Covered" if not each.gaps else ""
    gaps = "; ".join(f"{say_time(start)} to {say_time(end)}" for start, end in to_come or each.gaps)
    return {
        "day": f"{each.on:%A} {each.on.day} {each.on:%B}",
        "is_today": each.start <= now < each.end,
        "watched": "; ".join(f"{say_time(start)} to {say_time(end)}" for start, end in each.watched),
        "people": [f"{shift.member.name}, {clipped(shift, each)}" for shift in each.shifts],
        "state": state or f"Nobody {gaps}",
        "is_gap": bool(to_come),
        "strip": strip(each, to_come),
    }


def clipped(shift: Shift, each: Day) -> str:
    """The part of a shift that lies in one day."""
    return f"{say_time(max(shift.starts_at, each.start))} to {say_time(min(shift.ends_at, each.end))}"


def strip(each: Day, gaps: Iterable[Span]) -> dict[str, list[tuple[float, float]]]:
    """Where the bars of a day's strip begin and how wide they are."""
    spans = [(shift.starts_at, shift.ends_at) for shift in each.shifts]
    return {
        "watched": [bar(span, each) for span in each.watched],
        "first": [bar(span, each) for span in spans[:1]],
        "others": [bar(span, each) for span in spans[1:]],
        "gaps": [bar(span, each) for span in gaps],
    }


def bar(span: Span, each: Day) -> tuple[float, float]:
    """A span as start and width on the strip; the day the clocks change is drawn like any other."""
    length = (each.end - each.start).total_seconds()
    start, end = max(span[0], each.start), min(span[1], each.end)
    return (
        round(WIDTH * (start - each.start).total_seconds() / length, 1),
        round(WIDTH * (end - start).total_seconds() / length, 1),
    )


def removable(shown: list[Day], now: datetime) -> list[dict[str, Any]]:
    """Shifts that have not ended, each once."""
    found = {shift.pk: shift for each in shown for shift in each.shifts if shift.ends_at > now}
    return [
        {"pk": pk, "name": shift.member.name, "when": span_words((shift.starts_at, shift.ends_at), now)}
        for pk, shift in found.items()
    ]


def span_words(span: Span, now: datetime) -> str:
    """ "tomorrow, 12:30pm to 3pm"."""
    start, end = span
    return f"{say_day(start, now)}, {say_time(start)} to {say_time(end)}"
