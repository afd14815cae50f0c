"""Deciding on a request, signing and undoing a decision, and how contact is proposed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.events.actions import latest
from holdfast.hubs.hours import WeeklyHours, say_by, say_moment
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer_of
from holdfast.referrals.actions import may_allocate
from holdfast.referrals.answers import is_mailed, still_told, waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record
from holdfast.referrals.states import NextAction, Status
from holdfast.triage import actions, rules
from holdfast.triage.ends import MoreIsOpen, ends_of, mark_of
from holdfast.triage.forms import DecideForm
from holdfast.triage.models import Decision
from holdfast.triage.queries import (
    find_decision,
    hubs_to_wish,
    latest_decision,
    left_queue_lately,
    rule_set_of,
    who_can_make_contact,
)
from holdfast.triage.words import chosen, facts_told, first_word, outline, standing, story, why_proposed

OTHERWISE = "What has happened, or what ends with this request, has changed since you opened this page. Read it again"
ASKED_AGAIN = {
    MoreIsOpen: ("outcome", f"{OTHERWISE}; nothing is decided yet"),
    actions.ReasonMissing: ("later_reason", actions.ReasonMissing.__doc__),
}
"""Why a decision was not made: on the page that comes again, at which question."""


@staff(Permission.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The proposal, what the person told, and the decision. Whoever comes second sees both decisions."""
    now = timezone.now()
    try:
        referral = open_record(request, pk)
    except Http404:
        if request.method == "POST" and (gone := decided_meanwhile(request, pk, now=now)):
            return show_outline(request, gone, now=now)
        raise
    if is_open(referral) and not may_allocate(referral, by=request.member, now=now):
        raise Http404
    last = latest_decision(referral)
    was_saved = bool(last) and request.GET.get("saved") == str(last.pk)
    if request.method == "GET" and (was_saved or not is_open(referral)):
        return show_decided(request, referral, last, now=now)
    form = decide_form(request, referral, last, now=now)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            decision = actions.decide(
                referral, form.choice(), seen=seen, by=request.member, now=now, shown=request.POST.get("shown", "")
            )
        except (MoreIsOpen, actions.ReasonMissing) as trouble:
            form.add_error(*ASKED_AGAIN[type(trouble)])
        except MoveNotAllowed:
            return show_both(request, referral, form, now=now)
        else:
            return redirect(f"{reverse('triage:decide', args=[pk])}?saved={decision.pk}")
    elif request.method == "POST" and not is_open(referral):
        return show_both(request, referral, form, now=now)
    return show_form(request, referral, form, last, now=now)


@staff(Permission.TRIAGE)
@require_POST
def undo(request: HttpRequest, pk: UUID, decision_pk: UUID) -> HttpResponse:
    """Take back one's own decision, within a minute."""
    decision = decision_of(request, pk, decision_pk)
    try:
        actions.undo(decision, by=request.member, now=timezone.now())
    except actions.TooLate:
        messages.error(request, "The minute for undoing has passed, or somebody has acted on the decision.")
    except PermissionDenied:
        messages.error(request, f"Only {decision.decided_by.name} can undo this decision.")
    else:
        messages.success(request, f"Undone. The request waits for a decision again.{still_cancelled(decision)}")
    return redirect("triage:decide", pk)


def still_cancelled(decision: Decision) -> str:
    """What an undo does not bring back: somebody else may have the time by then."""
    referral = decision.referral
    event = latest(referral.pk, referral.hub_id, referral.person_id, f"triage.{decision.outcome}")
    cancelled = event.codes.get("cancelled") if event else 0
    return " What was booked for them stays cancelled: arrange it again." if cancelled else ""


@staff(Permission.TRIAGE)
@require_POST
def sign(request: HttpRequest, pk: UUID, decision_pk: UUID) -> HttpResponse:
    """A second practitioner agrees that a request is not in scope."""
    decision = decision_of(request, pk, decision_pk)
    try:
        actions.sign(decision, by=request.member, now=timezone.now(), shown=request.POST.get("shown", ""))
    except MoreIsOpen:
        messages.error(request, f"{OTHERWISE}; it is not signed yet.")
        return redirect("triage:decide", pk)
    except MoveNotAllowed:
        messages.error(request, "This decision no longer waits for a signature. What stands is below.")
        return redirect("triage:decide", pk)
    except PermissionDenied:
        messages.error(request, "You made this decision, so a colleague signs it.")
        return redirect("triage:decide", pk)
    messages.success(request, f"Signed. The request is closed, and {decision.decided_by.name} keeps it in sight.")
    return redirect(queue())


@staff(Permission.TRIAGE)
@require_POST
def send_back(request: HttpRequest, pk: UUID, decision_pk: UUID) -> HttpResponse:
    """A second practitioner does not agree, or whoever decided takes it back: it waits for a decision again."""
    decision = decision_of(request, pk, decision_pk)
    try:
        actions.send_back(decision, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "This decision no longer waits for a signature. What stands is below.")
    else:
        messages.success(request, "Not signed. The request waits for a decision again.")
    return redirect("triage:decide", pk)


@staff(Permission.TRIAGE)
@require_safe
def rule_set(request: HttpRequest) -> HttpResponse:
    """How contact is proposed: every rule, what it proposes, and who signed."""
    now = timezone.now()
    request.section = "people"
    signed = rule_set_of(request.hub, now=now)
    proposes = {**rules.SHIPPED, **(signed.rules if signed else {})}
    parts = [
        (title, [rule.words for rule in rules.RULES if proposes[rule.key] == when])
        for when, title in (
            (rules.TODAY, "Contact today"),
            (rules.TWO_DAYS, "Contact within two working days"),
            (rules.OFF, "Switched off"),
        )
    ]
    context = {"rule_set": signed, "parts": parts, "terms": terms_of(request.hub, now=now), "at": now}
    return render(request, "triage/rules.html", context)


def decided_meanwhile(request: HttpRequest, pk: UUID, *, now: datetime) -> Referral | None:
    """A referral that was in this member's queue until a colleague decided while they wrote."""
    referral = request.hub.referrals.select_related("person").filter(pk=pk).first()
    if referral is None or not left_queue_lately(referral, viewer_of(request)):
        return None
    request.touched.add([referral.person_id], why="queue")
    return referral


def show_outline(request: HttpRequest, referral: Referral, *, now: datetime) -> HttpResponse:
    """The record is a colleague's by now: what was decided, without its texts, and everything that was typed."""
    request.section = "people"
    last = latest_decision(referral)
    context = {
        "referral": referral,
        "band": None,
        "decision": last,
        "stands": outline(last, now=now) if last else [],
        "typed": chosen(decide_form(request, referral, last, now=now), now=now),
        "decided": say_moment(last.decided_at, now) if last else "",
        "queue_href": queue(),
    }
    return render(request, "triage/both.html", context)


def is_open(referral: Referral) -> bool:
    """Whether the request waits for a decision."""
    return referral.status == Status.RECEIVED and referral.next_action != NextAction.SIGN


def queue() -> str:
    """Where a practitioner goes on."""
    return f"{reverse('caseload:people')}?stage=triage"


def decision_of(request: HttpRequest, pk: UUID, decision_pk: UUID) -> Decision:
    """A decision on a record that the member may open.

    Raises:
        Http404: there is none, or the record is not theirs to see.
    """
    decision = find_decision(open_record(request, pk), decision_pk)
    if decision is None:
        raise Http404
    return decision


def decide_form(request: HttpRequest, referral: Referral, last: Decision | None, *, now: datetime) -> DecideForm:
    """The form with what this request and this hub offer."""
    hours = WeeklyHours.from_rows(terms_of(request.hub, now=now).open_hours)
    return DecideForm(
        request.POST if request.method == "POST" else None,
        proposed=referral.contact_by,
        sooner=rules.sooner(hours, before=referral.contact_by, now=now),
        offered=who_can_make_contact(referral),
        hubs=hubs_to_wish(request.hub, now=now),
        wished=referral.wished_hub_id,
        seen=last.pk if last else None,
        member=request.member,
        now=now,
    )


def about(request: HttpRequest, referral: Referral, *, now: datetime) -> dict:
    """What every page of triage shows."""
    request.section = "people"
    band = band_of(referral, member=request.member, now=now)
    return {"referral": referral, "band": band, "called": first_word(band["name"]), "queue_href": queue(), "at": now}


def show_form(
    request: HttpRequest, referral: Referral, form: DecideForm, last: Decision | None, *, now: datetime
) -> HttpResponse:
    """The page to decide on."""
    ends = ends_of(referral, now=now)
    context = {
        "form": form,
        "why": why_proposed(referral),
        "story": story(referral),
        "facts": facts_told(referral, now=now),
        "last": standing(last, now=now) if last else [],
        "is_mailed": is_mailed(referral.person),
        "conflict": import_string(settings.CONFLICTS)(referral, now=now),
        "ends": ends,
        "shown": mark_of(referral, ends),
    }
    return render(request, "triage/decide.html", about(request, referral, now=now) | context)


def show_decided(request: HttpRequest, referral: Referral, last: Decision | None, *, now: datetime) -> HttpResponse:
    """What stands: with the way back for whoever has just decided, and the signature that may be missing."""
    until = last.decided_at + actions.UNDO if last else now
    is_own = bool(last) and last.decided_by == request.member
    may_undo = is_own and actions.undoable(last, referral, now=now) is not None
    waits = bool(last) and referral.next_action == NextAction.SIGN
    ends, due = ends_of(referral, now=now) if waits else [], still_told(referral, now=now)
    context = {
        "decision": last,
        "facts": standing(last, now=now) if last else [],
        "until": until if may_undo else None,
        "may_sign": waits and last.decided_by != request.member,
        "waits": waits,
        "ends": ends,
        "shown": mark_of(referral, ends) if waits else "",
        "tell_by": say_by(due, now) if due else "",
        "waits_for_check": waits_for_check(referral),
    }
    return render(request, "triage/decided.html", about(request, referral, now=now) | context)


def show_both(request: HttpRequest, referral: Referral, form: DecideForm, *, now: datetime) -> HttpResponse:
    """A colleague was quicker: what stands, and everything that was typed."""
    referral.refresh_from_db()
    last = latest_decision(referral)
    context = {
        "decision": last,
        "stands": standing(last, now=now) if last else [],
        "typed": chosen(form, now=now),
        "decided": say_moment(last.decided_at, now) if last else "",
    }
    return render(request, "triage/both.html", about(request, referral, now=now) | context)
