"""The safety plan: its versions, a new one, sharing it with the person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.assessments import safety_actions
from holdfast.assessments.actions import WrittenSince
from holdfast.assessments.forms import SafetyPlanForm
from holdfast.assessments.queries import plan_words, safety_plans_of
from holdfast.assessments.views.record import WRITES, frame, opened_record
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral

LONGEST = 6  # figures of a version


@staff(*WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def safety_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as it stands, and what it said before; writing the next version."""
    now, referral = timezone.now(), opened_record(request, pk)
    form = SafetyPlanForm(request.POST if request.method == "POST" else None)
    theirs = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            safety_actions.write_safety_plan(
                referral, given["text"], seen=given["seen"] or 0, by=request.member, now=now
            )
        except WrittenSince as refused:
            theirs = refused.text
            form = SafetyPlanForm({"text": given["text"], "seen": refused.version})
        else:
            messages.success(request, "Kept. It is not on their own pages before you share it.")
            return redirect("assessments:safety_plan", pk)
    return render(request, "assessments/safety_plan.html", page(request, referral, form, theirs, now=now))


@staff(*WRITES)
@require_POST
def share_safety_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the latest version on the person's own pages."""
    referral = opened_record(request, pk)
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < LONGEST else 0
    try:
        safety_actions.share_safety_plan(
            referral, number, by=request.member,
            now=timezone.now(),
        )  # fmt: skip
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "It stands on their own pages now.")
    return redirect("assessments:safety_plan", pk)


def page(
    request: HttpRequest, referral: Referral, form: SafetyPlanForm, theirs: str, *, now: datetime
) -> dict[str, Any]:
    """The versions, the latest first, and the form with the words that stand."""
    person = referral.person
    plans = safety_plans_of(person)
    versions = [
        {
            "version": each.version, "words": plan_words(each, person), "by": each.by.name,
            "when": say_moment(each.written_at, now),
            "shared": say_moment(each.shared_at, now) if each.shared_at else "",
        }
        for each in plans
    ]  # fmt: skip
    if not form.is_bound:
        latest = versions[0] if versions else {"version": 0, "words": ""}
        form = SafetyPlanForm(initial={"text": latest["words"], "seen": latest["version"]})
    return frame(request, referral, now=now, current="safety_plan") | {
        "form": form,
        "theirs": theirs,
        "versions": versions,
        "reads": request.member.may(Permission.SEE_CLINICAL),
    }
