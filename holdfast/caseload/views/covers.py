"""Leave: who is away, and who has their open referrals meanwhile."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.caseload.care_forms import CoverForm
from holdfast.caseload.covering import covers_to_come, say_date, what_goes
from holdfast.hubs.hours import LONDON
from holdfast.people import cover_actions as actions
from holdfast.people.models import Cover

MOST_MEMBERS = 200


@staff(Permission.OPEN_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def covers(request: HttpRequest) -> HttpResponse:
    """Who is away; a handover is looked at before it is kept: what goes over, and what cannot."""
    now = timezone.now()
    form = form_of(request, now=now)
    if form is None or not form.is_bound or not form.is_valid():
        return show(request, form, now=now)
    chosen = form.chosen()
    try:
        if request.POST.get("sure") != "yes":
            actions.look_at(by=request.member, now=now, **chosen)
            return show(request, form, now=now, goes=what_goes(**chosen, by=request.member, now=now))
        cover = actions.hand_over(by=request.member, now=now, **chosen)
    except PermissionDenied:
        raise Http404 from None
    except actions.CoverImpossible as trouble:
        form.add_error("covering", str(trouble))
        return show(request, form, now=now)
    messages.success(request, f"Kept. {cover.covering.name} covers until {say_date(cover.ends_on)}; it ends by itself.")
    return redirect("caseload:covers")


@staff(Permission.OPEN_RECORDS)
@require_POST
def end_cover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a cover early."""
    cover = Cover.objects.filter(hub_id=request.hub.pk, pk=pk).select_related("away__account").first()
    if cover is None:
        raise Http404
    actions.end_cover(cover, by=request.member, now=timezone.now())
    messages.success(request, f"Ended. {cover.away.name} has their records alone again.")
    return redirect("caseload:covers")


def form_of(request: HttpRequest, *, now: datetime) -> CoverForm | None:
    """The form for whoever may hand over, or has a caseload of their own; None for the others."""
    found = request.hub.members.filter(status=Membership.Status.ACTIVE).select_related("account")
    team = sorted(found.order_by("pk")[:MOST_MEMBERS], key=lambda member: member.name)
    able = [member for member in team if member.has_caseload]
    away = able if request.member.may(Permission.HAND_OVER) else [each for each in able if each == request.member]
    if not away:
        return None
    others = [each for each in able if len(away) > 1 or each != request.member]
    return CoverForm(request.POST if request.method == "POST" else None, away=away, covering=others, now=now)


def show(
    request: HttpRequest, form: CoverForm | None, *, now: datetime, goes: dict[str, int] | None = None
) -> HttpResponse:
    """The page, or what a handover would do."""
    request.section = "team"
    context: dict[str, Any] = {"form": form, "rows": [line(each, request.member, now) for each in
                               covers_to_come(request.member, now=now)]}  # fmt: skip
    if goes is None or form is None:
        return render(request, "caseload/covers.html", context)
    chosen = form.chosen()
    context |= {
        "goes": goes,
        "away": chosen["away"].name,
        "covering": chosen["covering"].name,
        "starts": say_date(chosen["starts_on"]),
        "ends": say_date(chosen["ends_on"]),
    }
    return render(request, "caseload/hand_over.html", context)


def line(cover: Cover, member: Membership, now: datetime) -> dict[str, Any]:
    """One cover in words."""
    runs = cover.starts_on <= now.astimezone(LONDON).date()
    return {
        "pk": cover.pk,
        "away": cover.away.name,
        "covering": cover.covering.name,
        "when": f"until {say_date(cover.ends_on)}"
        if runs
        else f"{say_date(cover.starts_on)} to {say_date(cover.ends_on)}",
        "may_end": member.may(Permission.HAND_OVER) or cover.away_id == member.pk,
    }
