"""The list of alerts, taking one, handing one on. The page about one alert is in `holdfast/contacts/alert_views.py`:
it shows the record, which stands after alerts on the person's way."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.duty import on_duty
from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.alerts import actions
from holdfast.alerts.forms import HandOnForm
from holdfast.alerts.listing import closed_page, groups, open_page
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import find_alert, may_take_over
from holdfast.alerts.rules import cover_at
from holdfast.alerts.states import Status
from holdfast.hubs.hours import say_moment
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer_of


@staff(Permission.TAKE_ALERT)
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """Open alerts, untaken first, then those closed lately."""
    now = timezone.now()
    request.section = "alerts"
    found, next_open, is_first = open_page(viewer_of(request), after=request.GET.get("open", ""))
    closed = closed_page(viewer_of(request), after=request.GET.get("after", ""))
    shown = [*found, *closed.alerts]
    request.touched.add([alert.person_id for alert in shown], why="alert")
    terms = terms_of(request.hub, now=now)
    context = {
        "groups": groups(found, closed.alerts, member=request.member, now=now),
        "next_open": next_open,
        "is_first": is_first,
        "closed": closed,
        "terms": terms,
        "cover": cover_at(terms, now=now),
        "on_duty": on_duty(request.hub, now=now),
        "at": now,
    }
    return render(request, "alerts/list.html", context)


@staff(Permission.TAKE_ALERT)
@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an alert. Whoever comes second reads who was quicker."""
    now = timezone.now()
    alert = alert_of(request, pk)
    try:
        actions.take(alert, by=request.member, now=now)
    except MoveNotAllowed:
        return colleague_was_quicker(request, pk, now=now)
    except PermissionDenied:
        messages.error(request, "You have this record open for a while only. Whoever is on duty has been told.")
        return redirect("alerts:alert", pk)
    messages.success(request, "The alert is yours. Call them first, then close it with what was done.")
    return redirect("alerts:alert", pk)


@staff(Permission.TAKE_ALERT)
@require_POST
def hand_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a taken alert to a colleague."""
    now = timezone.now()
    alert = alert_of(request, pk)
    form = HandOnForm(request.POST, colleagues=may_take_over(alert, request.hub, by=request.member))
    if not form.is_valid():
        messages.error(request, form.errors["to"][0])
        return redirect("alerts:alert", pk)
    try:
        actions.hand_on(alert, to=form.colleague(), by=request.member, now=now)
    except MoveNotAllowed:
        return colleague_was_quicker(request, pk, now=now)
    except PermissionDenied:
        messages.error(request, "This colleague cannot take the alert. Choose another.")
        return redirect("alerts:alert", pk)
    messages.success(request, f"Handed on to {form.colleague().name}, who has been told.")
    return redirect("alerts:list")


@staff(Permission.TAKE_ALERT)
@require_safe
def banner(request: HttpRequest) -> HttpResponse:
    """The line of open alerts alone, for the page that asks again every half minute."""
    return render(request, "alerts/banner.html")


def alert_of(request: HttpRequest, pk: UUID) -> Alert:
    """An alert that the member may see; whose it is goes into the access log.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    alert = find_alert(viewer_of(request), pk)
    if alert is None:
        request.touched.add(request.hub.alerts.filter(pk=pk).values_list("person_id", flat=True), why="none")
        raise Http404
    request.touched.add([alert.person_id], why="alert")
    return alert


def colleague_was_quicker(request: HttpRequest, pk: UUID, *, now: datetime) -> HttpResponse:
    """Say who has the alert by now, and show it as far as it is still open to the member."""
    alert = find_alert(viewer_of(request), pk)
    if alert is None or alert.status == Status.CLOSED:
        who = f"{alert.closed_by.name} has closed this alert" if alert else "This alert has been closed"
        messages.error(request, f"{who}. There is nothing left to do.")
        return redirect("alerts:list")
    if alert.taken_by is None:
        messages.error(request, "Nobody has taken this alert yet. Take it first.")
    elif alert.taken_by == request.member:
        messages.success(request, f"You took this alert {say_moment(alert.taken_at, now)}.")
    else:
        said = f"{alert.taken_by.name} took this alert {say_moment(alert.taken_at, now)}. You can read it and help."
        messages.error(request, said)
    return redirect("alerts:alert", pk)
