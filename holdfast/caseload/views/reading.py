"""Unusual reading: found by rules, looked into by a lead with the colleague."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload.care_forms import ReadingForm
from holdfast.caseload.rows import reference_words
from holdfast.caseload.unusual import behind, extent, find_reading, span, waiting_readings
from holdfast.events.models import UnusualReading
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of
from holdfast.people.reading_actions import review_reading
from holdfast.people.viewer import viewer_of

Kind = UnusualReading.Kind


@staff(Permission.REVIEW_READING)
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """What no lead has looked into yet."""
    request.section = "hub"
    now = timezone.now()
    rows = [
        {
            "pk": reading.pk,
            "who": reading.member.name,
            "kind": Kind(reading.kind).label,
            "text": f"{extent(reading)}, {span(reading, now)}.",
        }
        for reading in waiting_readings(viewer_of(request))
    ]
    return render(request, "caseload/readings.html", {"rows": rows})


@staff(Permission.REVIEW_READING)
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look into one, and say what came of it. One's own is not to be found here."""
    request.section = "hub"
    now = timezone.now()
    found = find_reading(viewer_of(request), pk)
    if found is None:
        raise Http404
    if found.reviewed_at is not None and found.reviewed_by is not None:
        messages.error(request, f"{found.reviewed_by.name} has looked into this already.")
        return redirect("caseload:readings")
    form = ReadingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            review_reading(found, by=request.member, now=now, **form.cleaned_data)
        except MoveNotAllowed:
            messages.error(request, "A colleague has looked into this meanwhile.")
        else:
            messages.success(request, "Kept.")
        return redirect("caseload:readings")
    return render(request, "caseload/reading.html", whole_page(request, found, form, now=now))


def whole_page(request: HttpRequest, found: UnusualReading, form: ReadingForm, *, now: datetime) -> dict[str, Any]:
    """The finding and the readings behind it; the access log names everybody on it."""
    lines = behind(found, viewer_of(request))
    request.touched.add({line["person_id"] for line in lines}, why="lead")
    names = {
        line["person_id"]: (name_of(line["referral"].person), reference_words(line["referral"].reference))
        for line in lines
        if line["referral"] is not None
    }
    return {
        "form": form,
        "reading": found,
        "facts": [
            ("Who", found.member.name),
            ("What is unusual", Kind(found.kind).label),
            ("How much", extent(found)),
            ("When", span(found, now)),
        ],
        "lines": [
            {
                "when": say_moment(line["at"], now),
                "what": line["what"],
                "right": line["right"],
                "whose": ", ".join(names[line["person_id"]]),
                "referral_pk": line["referral"].pk,
            }
            for line in lines
            if line["person_id"] in names
        ],
    }
