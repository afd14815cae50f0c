"""The hub's side: give somebody their own pages, close them, and see what they have agreed to."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.agreements.models import Agreement, Statement
from holdfast.agreements.queries import agreements_of, statements_of
from holdfast.hubs.hours import say_moment
from holdfast.people.identity import channels_of
from holdfast.portal import entry_actions as actions
from holdfast.portal.models import Pin
from holdfast.portal.queries import latest_event
from holdfast.portal.views.entry import shown
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record


@staff(Permission.CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether these pages are open to the person; and a link with a code, told on the telephone."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    given = None
    if request.method == "POST":
        try:
            given = actions.give_by_phone(referral, request.hub, by=request.member, now=now)
        except PermissionDenied:
            messages.error(request, "They have no safe email. Somebody who reads the record must give the link.")
            return redirect("portal:give", pk)
    context = {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "given": shown(request, given) if given else None,
        "state": state_of(referral, now=now),
        "has_email": bool(channels_of(referral.person).get("email")),
        "may_give": request.member.may(Permission.SEE_CLINICAL) or bool(channels_of(referral.person).get("email")),
        "is_verified": referral.person.verified_at is not None,
        "agreed": agreed(referral, now=now),
        "told": told(referral, now=now),
    }
    return render(request, "portal/give.html", context)


def state_of(referral: Referral, *, now) -> list[tuple[str, str]]:
    """Whether they have a PIN and since when; when they last came; what they changed themselves."""
    pin = actions.pins_of(referral.person).first()
    opened = latest_event(referral.person, "own_pages.open")
    changed = latest_event(referral.person, "person.set_channels")
    how = Pin.How(pin.chosen_how).label if pin else ""
    return [
        ("PIN", f"Chosen {say_moment(pin.set_at, now)}. {how}" if pin else "None: their pages are not open to them"),
        ("Last opened", say_moment(opened.occurred_at, now) if opened else "Never"),
        *([("Ways to reach them", f"Changed by them {say_moment(changed.occurred_at, now)}")] if changed else []),
    ]


def agreed(referral: Referral, *, now) -> list[tuple[str, str]]:
    """With whom they agreed to share, and what for."""
    lines = []
    for one in agreements_of(referral.person):
        until = f", withdrawn {say_moment(one.withdrawn_at, now)}" if one.withdrawn_at else ""
        purpose = Agreement.Purpose(one.purpose).label
        lines.append((one.partner.organisation, f"{purpose}. Since {say_moment(one.given_at, now)}{until}."))
    return lines


def told(referral: Referral, *, now) -> list[tuple[str, str]]:
    """What they approved and was told."""
    return [
        (one.partner.organisation, f"{Statement.Kind(one.kind).label} ({say_moment(one.approved_at, now)})")
        for one in statements_of(referral.person)
    ]


@staff(Permission.CONTACT)
@require_POST
def close_pages(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take PIN, links and open visits away: a lost phone, a PIN somebody else knows."""
    request.section = "people"
    referral = open_record(request, pk)
    actions.close_pages(referral, by=request.member, now=timezone.now())
    messages.success(request, "Closed. Nobody opens these pages until you give them again.")
    return redirect("portal:give", pk)
