"""Somebody's way to another hub, on their record: what is prepared, what was answered, what came with them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions, call_actions
from holdfast.network.closing import ends_with_transfer
from holdfast.network.conflict import proposals_for
from holdfast.network.elsewhere_queries import hubs_elsewhere
from holdfast.network.forms import PrepareForm
from holdfast.network.models import Arrival, Transfer
from holdfast.network.queries import arrival_of, open_transfer, papers_of, transfers_of
from holdfast.network.shown import call_line, line_of, package_of, papers
from holdfast.network.states import ENDED, TRANSFER, Part
from holdfast.network.to_call import calls_about
from holdfast.people.identity import name_of
from holdfast.referrals.actions import may_allocate
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.triage.queries import hubs_to_wish

P = Permission
GONE = "Not done: it has been answered, or taken back, meanwhile. What stands is below."
CHANGED = "Not done: another offer stands here by now. Read it, then press again."
OTHERWISE = "Not done: something else is to be told by now, or nothing. What stands is below."


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is offered of them to another hub, and what came with them from one."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    found = transfers_of(referral)
    current = next((each for each in found if each.status not in ENDED), None)
    says = may_allocate(referral, by=request.member, now=now)
    arrival = arrival_of(referral)
    came_with = papers_of(referral)
    calls = [call_line(each) for each in calls_about(referral)]
    context = frame(request, referral, now=now) | {
        "current": line_of(current, request.hub, now=now) if current else None,
        "package": package_of(current, request.hub, now=now) if current and holds_all(current) else None,
        "earlier": [line_of(each, request.hub, now=now) for each in found if each is not current],
        "verbs": verbs_of(request, current) if says else set(),
        "may_prepare": says and current is None and referral.closed_at is None,
        "conflict": proposals_for(referral, now=now) if current is None else None,
        "came": came(arrival.from_name, arrival.decided_by.name, arrival.decided_at, now) if arrival else None,
        "papers": papers(came_with), "printed": say_moment(now, now),
        "has_services": any(each["part"] == Part.SERVICES for each in came_with),
        "ends": ends_with_transfer(referral, now=now) if current else [],
        "calls": [each for each in calls if not each["is_told"]], "told": [each for each in calls if each["is_told"]],
    }  # fmt: skip
    return render(request, "network/of_record.html", context)


def holds_all(transfer: Transfer) -> bool:
    """Whether what goes is there to be read: not once they are let go of, and something goes after them."""
    return transfer.package_sealed is not None and transfer.settled_at is None


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say to which hub, why, and with what; the person reads it before anything goes."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if not may_allocate(referral, by=request.member, now=now):
        raise Http404
    hubs = [*hubs_to_wish(request.hub, now=now), *hubs_elsewhere(request.hub)]
    wished = str(referral.wished_hub_id) if referral.wished_hub_id else None
    form = PrepareForm(
        request.POST if request.method == "POST" else None, hubs=hubs, names=[name_of(referral.person)],
        initial={"to_hub": wished, "reason": Transfer.Reason.WISH if wished else None},
    )  # fmt: skip
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.prepare(
                referral, form.hub, reason=given["reason"], summary=given["summary"], parts=given["parts"],
                by=request.member, now=now,
            )  # fmt: skip
        except MoveNotAllowed as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, "Put together. They can read it on their own pages, and say yes or no.")
            return redirect("network:of_record", pk)
    context = frame(request, referral, now=now) | {
        "form": form, "hubs": hubs, "conflict": proposals_for(referral, now=now),
        "is_open": referral.closed_at is None, "ends": ends_with_transfer(referral, now=now),
    }  # fmt: skip
    return render(request, "network/prepare.html", context)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they heard or read it, and said yes in conversation."""
    words = "Written down: they said yes. Now it can be offered."
    return stepped(request, pk, lambda found, now: actions.agree(found, by=request.member, now=now), words)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer them to the other hub."""
    words = "Offered. You stay responsible until that hub accepts."
    return stepped(request, pk, lambda found, now: actions.offer(found, by=request.member, now=now), words)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back."""
    return stepped(request, pk, lambda found, now: actions.withdraw(found, by=request.member, now=now), taken_back)


def taken_back(transfer: Transfer) -> str:
    """What there is to do once a sealed file of an offer that was taken back is out of our hands."""
    if transfer.elsewhere is None or transfer.exported_at is None:
        return "Taken back. The other hub can read nothing of it any more."
    where = f"{transfer.elsewhere.name}, {transfer.elsewhere.telephone}"
    return f"Taken back here. A sealed file of it was written: call {where}, so that nobody there accepts it."


def stepped(
    request: HttpRequest, pk: UUID, step: Callable[[Transfer, datetime], Transfer],
    done: str | Callable[[Transfer], str],
) -> HttpResponse:  # fmt: skip
    """Take a step with the very offer that the page showed, and say what came of it."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if not may_allocate(referral, by=request.member, now=now):
        raise Http404
    found = open_transfer(referral)
    if found is None or str(found.pk) != request.POST.get("seen"):
        messages.error(request, GONE if found is None else CHANGED)
        return redirect("network:of_record", pk)
    try:
        step(found, now)
    except (actions.AlertOpen, actions.NotTaking) as trouble:
        messages.error(request, str(trouble))
    except MoveNotAllowed:
        messages.error(request, GONE)
    else:
        messages.success(request, done if isinstance(done, str) else done(found))
    return redirect("network:of_record", pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def tell_hub(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a hub elsewhere was told on the telephone what the page said."""
    since = request.POST.get("since")
    return called(request, pk, partial(call_actions.tell_hub, since=since), "Written down: that hub knows.")


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def untell_hub(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take that back."""
    return called(request, pk, call_actions.untell_hub, "Taken back: that hub is to be called.")


def called(request: HttpRequest, pk: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    """Write down of the very offer or arrival that the page showed whether that hub was told; of a record that is
    closed too: by a death it is."""
    request.section = "people"
    referral = open_record(request, pk)
    word, about = request.POST.get("word", ""), in_call(referral, request.POST.get("about", ""))
    try:
        if about is None:
            raise call_actions.ChangedMeanwhile
        act(about, word, by=request.member, now=timezone.now())
    except call_actions.ChangedMeanwhile:
        messages.error(request, OTHERWISE)
    else:
        messages.success(request, done)
    return redirect("network:of_record", pk)


def in_call(referral: Referral, about: str) -> Transfer | Arrival | None:
    """The offer or arrival of this name about which a hub elsewhere is to be told, or was; None where there is none."""
    return next((each.about for each in calls_about(referral) if str(each.about.pk) == about), None)


def verbs_of(request: HttpRequest, current: Transfer | None) -> set[str]:
    """What this member may do with it now."""
    if current is None:
        return set()
    return {move.verb for move in TRANSFER.open_to(request.member, status=current.status)} - {"accept", "refuse"}


def came(hub: str, by: str, at: datetime, now: datetime) -> str:
    """From where they came, and who took them on."""
    return f"From {hub}. Taken on by {by}, {say_moment(at, now)}."


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="transfer"),
    }
