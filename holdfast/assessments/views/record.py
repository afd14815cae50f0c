"""A record's assessments: the latest, one, beginning one, correcting one's own words, agreeing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.assessments import actions
from holdfast.assessments.actions import NotYet, WrittenSince
from holdfast.assessments.forms import AgreeForm, CorrectForm
from holdfast.assessments.models import Assessment, Paragraph
from holdfast.assessments.queries import (
    authors_of,
    find_assessment,
    of_referral,
    opened,
    others_typing,
    safety_plans_of,
)
from holdfast.assessments.rules import tidy
from holdfast.assessments.shown import author_lines, line_of, sections_shown
from holdfast.assessments.states import Status
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.charts import charts_of
from holdfast.measures.queries import measures_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import TOO_EARLY

CLINICAL = (Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
WRITES = (*CLINICAL, Permission.ASSESS)
OWN_ONLY = "Only whoever wrote them can change these words. Add your own instead"


@staff(*CLINICAL)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The latest assessment, the earlier ones, and the safety plan."""
    now, referral = timezone.now(), opened_record(request, pk)
    found = of_referral(referral)
    context = frame(request, referral, now=now) | {
        "earlier": [line_of(each, now=now) for each in found[1:]],
        "may_begin": request.member.may(Permission.ASSESS) and referral.stage not in TOO_EARLY,
        "latest": read_view(request, found[0], now=now) if found else None,
        "plan": next(iter(safety_plans_of(referral.person)), None),
    }
    return render(request, "assessments/of_record.html", context)


@staff(*CLINICAL)
@require_safe
def one(request: HttpRequest, pk: UUID, assessment_pk: UUID) -> HttpResponse:
    """One assessment, to be read."""
    now, referral = timezone.now(), opened_record(request, pk)
    found = the_assessment(referral, assessment_pk)
    context = frame(request, referral, now=now) | {"latest": read_view(request, found, now=now)}
    return render(request, "assessments/one.html", context)


@staff(*WRITES)
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an assessment, or go on with the one that is being written."""
    referral = opened_record(request, pk)
    try:
        made = actions.begin(referral, by=request.member, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
        return redirect("assessments:of_record", pk)
    return redirect("assessments:write", pk, made.pk)


@staff(*WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: UUID, assessment_pk: UUID, row_pk: UUID) -> HttpResponse:
    """Put other words in the place of one's own."""
    now, referral = timezone.now(), opened_record(request, pk)
    found = the_assessment(referral, assessment_pk)
    row = the_words(found, row_pk)
    stands = opened(found.person, actions.current_of(row))
    data = request.POST if request.method == "POST" else None
    form = CorrectForm(data, initial={"text": stands, "seen": stands})
    theirs = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.correct(row, given["text"], seen=tidy(given["seen"]), by=request.member, now=now)
        except WrittenSince as refused:
            theirs = refused.text
            form = CorrectForm({"text": given["text"], "seen": refused.text})
        except PermissionDenied:
            form.add_error(None, OWN_ONLY)
        else:
            return redirect("assessments:one", pk, found.pk)
    context = frame(request, referral, now=now) | {"form": form, "row": row, "theirs": theirs, "assessment": found}
    return render(request, "assessments/correct.html", context)


@staff(*WRITES)
@require_POST
def strike(request: HttpRequest, pk: UUID, assessment_pk: UUID, row_pk: UUID) -> HttpResponse:
    """Take one's own words back; they stay to be read, struck out."""
    referral = opened_record(request, pk)
    row = the_words(the_assessment(referral, assessment_pk), row_pk)
    try:
        actions.strike(row, by=request.member, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    except PermissionDenied:
        messages.error(request, f"{OWN_ONLY}.")
    return redirect("assessments:one", pk, assessment_pk)


@staff(*WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: UUID, assessment_pk: UUID) -> HttpResponse:
    """Agree with it as it stands, and say what comes next."""
    now, referral = timezone.now(), opened_record(request, pk)
    found = the_assessment(referral, assessment_pk)
    if found.status == Status.FINISHED:
        messages.error(request, "It is finished already.")
        return redirect("assessments:one", pk, assessment_pk)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.agree(found, by=request.member, now=now, **form.cleaned_data)
        except NotYet as refused:
            form.add_error(None, f"Still to be written and signed: {', '.join(refused.missing)}")
        except MoveNotAllowed:
            messages.error(request, "It was finished meanwhile.")
            return redirect("assessments:one", pk, assessment_pk)
        except PermissionDenied:
            form.add_error(None, "Only those who write it agree with it. Write something in it first")
        else:
            return agreed(request, pk, made)
    authors = author_lines(authors_of(found), now=now)
    context = frame(request, referral, now=now) | {"form": form, "authors": authors, "assessment": found}
    context["may_without"] = request.member.may(Permission.OPEN_ALL_RECORDS)
    context["waits"] = any(not each["agreed"] for each in authors) or bool(others_typing(found, request.member))
    return render(request, "assessments/agree.html", context)


def agreed(request: HttpRequest, pk: UUID, made: Assessment) -> HttpResponse:
    """Where it goes on: to the question for the team, or back to the record."""
    if made.status != Status.FINISHED:
        messages.success(request, "You have agreed. It is finished once the others have.")
        return redirect("assessments:one", pk, made.pk)
    messages.success(request, "The assessment is finished.")
    if made.leads_to == Assessment.LeadsTo.MEETING:
        return redirect("meetings:ask", pk)
    return redirect("assessments:of_record", pk)


def opened_record(request: HttpRequest, pk: UUID) -> Referral:
    """The record, opened by right."""
    request.section = "people"
    return open_record(request, pk)


def the_assessment(referral: Referral, pk: UUID) -> Assessment:
    """An assessment of this record.

    Raises:
        Http404: it is of another one, or there is none.
    """
    found = find_assessment(referral, pk)
    if found is None:
        raise Http404
    return found


def the_words(found: Assessment, row_pk: UUID) -> Paragraph:
    """A paragraph of an assessment.

    Raises:
        Http404: there is none.
    """
    rows = Paragraph.objects.filter(hub_id=found.hub_id, assessment=found, pk=row_pk)
    row = rows.select_related("assessment__person", "by__account").first()
    if row is None:
        raise Http404
    return row


def read_view(request: HttpRequest, found: Assessment, *, now: datetime) -> dict[str, Any]:
    """An assessment as it is read."""
    return sections_shown(found, member=request.member, now=now) | {"line": line_of(found, now=now)}


def frame(request: HttpRequest, referral: Referral, *, now: datetime, current: str = "assessment") -> dict[str, Any]:
    """Whose it is, and what stands beside it."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current=current),
        "charts": charts_of(measures_of(referral.person)),
        "printed": say_moment(now, now),
        "may_write": request.member.may(Permission.ASSESS),
    }
