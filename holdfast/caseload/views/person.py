"""One person's record: the page, answers as given, an alert raised about them, an at-risk group added."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload import actions
from holdfast.caseload.answers_shown import answers_given
from holdfast.caseload.clocks import clocks_of
from holdfast.caseload.forms import AtRiskForm, WorryForm
from holdfast.caseload.own_pages import own_pages_words
from holdfast.caseload.record_parts import alerts_of, band_for, decision_words, main_step
from holdfast.caseload.same import also_theirs, identity_words, other_line
from holdfast.caseload.timeline import timeline_of
from holdfast.caseload.told import groups_of, groups_to_add, kept_out_of, referred_by, story_of, told_by
from holdfast.measures.charts import charts_of
from holdfast.measures.queries import measures_of
from holdfast.people.viewer import viewer
from holdfast.referrals.answers import waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.record import contact_card, open_record, tabs_of
from holdfast.safeguarding.queries import open_count


@staff(Permission.OPEN_RECORDS)
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What has happened, and beside it what somebody who works with this person needs."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    return render(request, "caseload/person.html", whole_record(request, referral, now=now))


def whole_record(request: HttpRequest, referral: Referral, *, now: datetime, form: Any = None) -> dict[str, Any]:
    """Everything of the page. What the member may not read is not read."""
    member, told_person = request.member, referral.person
    theirs = also_theirs(viewer(member, now=now), told_person)
    request.touched.add([each.person_id for each in theirs], why=request.right)
    context = frame(request, referral, now=now) | {
        "timeline": timeline_of(referral, member=member, after=request.GET.get("after", ""), now=now),
        "clocks": clocks_of(referral, member=member, now=now),
        "referrer": referred_by(referral),
        "kept_out": kept_out_of(told_person, member=member),
        "card": contact_card(told_person) if member.may(Permission.SEE_CONTACT) else [],
        "alerts": alerts_of(referral, member=member, now=now),
        "identity": identity_words(told_person, now=now),
        "check_href": reverse("contacts:log", args=[referral.pk])
        if waits_for_check(referral) and member.may(Permission.CONTACT)
        else "",
        "also_theirs": [other_line(each, now=now) for each in theirs],
        "own_pages": own_pages_words(told_person, now=now) if member.may(Permission.CONTACT) else "",
    }
    if not member.may(Permission.SEE_CLINICAL):
        return context
    groups = groups_of(referral)
    return context | {
        "charts": charts_of(measures_of(told_person)),
        "story": story_of(referral),
        "told": told_by(referral),
        "groups": groups.values(),
        "group_form": form or AtRiskForm(groups=groups_to_add(groups)),
        "decision": decision_words(referral, now=now),
    }


def frame(request: HttpRequest, referral: Referral, *, now: datetime, current: str = "timeline") -> dict[str, Any]:
    """What every page of a record needs: whose it is, and its parts as tabs."""
    member = request.member
    concerns = open_count(referral.person) if member.may(Permission.SEE_CONCERNS) else 0
    return {
        "referral": referral,
        "band": band_for(referral, member=member, now=now),
        "step": main_step(referral, member=member, now=now),
        "reads": member.may(Permission.SEE_CLINICAL),
        "tabs_list": tabs_of(referral, member=member, current=current, counts={"concerns": concerns or ""}),
    }


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_safe
def answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every questionnaire with the answers as they were given."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    context = frame(request, referral, now=now, current="answers")
    context["measures"] = answers_given(measures_of(referral.person), now=now)
    return render(request, "caseload/answers.html", context)


@staff(Permission.OPEN_RECORDS, Permission.RAISE_ALERT)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raise an alert about this person."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    form = WorryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        alert = actions.raise_worry(referral, by=request.member, now=now, **form.cleaned_data)
        told = "Whoever is on duty has been told." if alert.is_watched else "It heads the list when the hub opens."
        messages.success(request, f"Alert raised. {told}")
        return redirect("caseload:person", pk)
    return render(request, "caseload/raise_alert.html", frame(request, referral, now=now, current="") | {"form": form})


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_POST
def add_at_risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add at-risk groups that the person named in conversation."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    form = AtRiskForm(request.POST, groups=groups_to_add(groups_of(referral)))
    if not form.is_valid():
        return render(request, "caseload/person.html", whole_record(request, referral, now=now, form=form))
    actions.add_at_risk(referral, groups=form.cleaned_data["groups"], by=request.member, now=now)
    messages.success(request, "Recorded.")
    return redirect("caseload:person", pk)
