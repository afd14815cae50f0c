"""Opening a record in an emergency, and reviewing that it was right."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload import actions
from holdfast.caseload.emergency_reviews import (
    find_access,
    looked_at,
    own_waiting,
    referral_of,
    waiting_reviews,
    without_reviewer,
)
from holdfast.caseload.forms import EmergencyForm, ReviewForm
from holdfast.caseload.rows import reference_words
from holdfast.events.access import log
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment, say_time
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.actions import EMERGENCY_LASTS
from holdfast.people.identity import name_of, reveal
from holdfast.people.models import Person
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.reference import read_reference

NOT_OPENED = "No record can be opened with this reference. Check it, or call a clinical lead."


@staff(Permission.EMERGENCY_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Give reference and reason; the answer is the same for an unknown reference and for a record kept from one."""
    request.section = "people"
    now = timezone.now()
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        referral = open_it(request, form, now=now)
        if referral is not None:
            return redirect("caseload:person", referral.pk)
        form.add_error("reference", NOT_OPENED)
    context = {"form": form, "until": say_time(now + EMERGENCY_LASTS)}
    return render(request, "caseload/emergency.html", context)


def open_it(request: HttpRequest, form: EmergencyForm, *, now) -> Referral | None:
    """Open the record, or write down that it was refused. A reference that nobody has takes as long to refuse."""
    reference = read_reference(form.cleaned_data["reference"])
    referral = request.hub.referrals.select_related("person").filter(reference=reference or "").first()
    person = referral.person if referral else Person(hub=request.hub)
    if right_of(viewer_of(request), person):
        messages.success(request, "This record is open to you already. Nothing was opened in an emergency.")
        return referral
    try:
        actions.open_in_emergency(person, reason=form.cleaned_data["reason"], by=request.member, now=now)
    except PermissionDenied:
        log(
            request.hub.pk, [person.pk] if referral else [], what="caseload:emergency", why="none",
            action=AccessEntry.Action.REFUSED, now=now, by=request.member,
        )  # fmt: skip
        return None
    request.touched.add([person.pk], why="emergency")
    return referral


@staff(Permission.REVIEW_EMERGENCY)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Emergency access that waits for a review."""
    request.section = "hub"
    now = timezone.now()
    found = viewer_of(request)
    waiting = waiting_reviews(found)
    reads = request.member.may(Permission.SETTLE_NAMES)
    request.touched.add([access.person_id for access in waiting], why="lead" if reads else "role")
    rows = [
        {
            "pk": access.pk,
            "who": access.member.name,
            "whose": name_of(access.person) if reads else "",
            "opened": say_moment(access.opened_at, now),
            "due": say_moment(access.review_by, now),
            "is_late": access.review_by < now,
        }
        for access in waiting
    ]
    return render(
        request,
        "caseload/reviews.html",
        {"rows": rows, "own": own_waiting(found), "nobodys": without_reviewer(request.hub)},
    )


@staff(Permission.REVIEW_EMERGENCY)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether one emergency access was right. One's own is not to be found here.

    Whoever opens no records sees whose doing it was and what was looked at, not whose record.
    """
    request.section = "hub"
    now = timezone.now()
    access = find_access(viewer_of(request), pk)
    if access is None:
        request.touched.add(request.hub.emergencies.filter(pk=pk).values_list("person_id", flat=True), why="none")
        raise Http404
    reads = request.member.may(Permission.SETTLE_NAMES)
    request.touched.add([access.person_id], why="lead" if reads else "role")
    if access.reviewed_at is not None:
        messages.error(request, f"{access.reviewed_by.name} has reviewed this already.")
        return redirect("caseload:reviews")
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.review_emergency(access, finding=form.cleaned_data["finding"], by=request.member, now=now)
        except MoveNotAllowed:
            messages.error(request, "A colleague has reviewed this meanwhile.")
        else:
            messages.success(request, "Review kept.")
        return redirect("caseload:reviews")
    referral = referral_of(access) if reads else None
    whose = [
        ("Whose record", name_of(access.person)),
        ("Reference", reference_words(referral.reference) if referral else ""),
    ]
    context = {
        "form": form,
        "access": access,
        "referral": referral,
        "facts": [
            *(whose if reads else ()),
            ("Opened by", access.member.name),
            ("Opened", say_moment(access.opened_at, now)),
            ("Closed" if access.ends_at <= now else "Closes by itself", say_moment(access.ends_at, now)),
            ("Review by", say_moment(access.review_by, now)),
        ],
        "has_ended": access.ends_at <= now,
        "reads": reads,
        "reason": reveal(access.person, f"reason:{access.pk}", access.reason_sealed) if reads else "",
        "looked": [{**each, "when": say_moment(each["at"], now)} for each in looked_at(access)],
    }
    return render(request, "caseload/review.html", context)
