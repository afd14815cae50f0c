"""Whose a record is: given to a practitioner from the queue, or by whoever has it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload.care_forms import OwnerForm
from holdfast.caseload.views.person import frame
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.actions import allocate as give
from holdfast.referrals.actions import may_allocate
from holdfast.referrals.record import open_record
from holdfast.referrals.states import Stage
from holdfast.workforce.rules import NotAdmitted


@staff(Permission.OPEN_RECORDS, Permission.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take somebody on, or give them to a colleague."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if not may_allocate(referral, by=request.member, now=now):
        raise Http404
    form = OwnerForm(
        request.POST if request.method == "POST" else None, referral=referral, member=request.member, now=now
    )
    if form.is_valid():
        try:
            given = give(referral, **form.chosen(), by=request.member, now=now)
        except MoveNotAllowed as trouble:
            form.add_error(None, str(trouble))
            referral = open_record(request, pk)
        except NotAdmitted:
            form.refuse()
        except PermissionDenied:
            form.add_error("owner", "Choose somebody else: this colleague cannot have this record")
        else:
            whose = "They are yours now." if given.owner_id == request.member.pk else f"Given to {given.owner.name}."
            messages.success(request, whose)
            still = right_of(viewer_of(request), given.person)
            return redirect("caseload:person", pk) if still else redirect("caseload:today")
    context = frame(request, referral, now=now, current="") | {
        "form": form,
        "is_anybodys": referral.stage not in {Stage.TRIAGE, Stage.CLOSED},
        "keeps_sight": request.member.may(Permission.OPEN_ALL_RECORDS),
    }
    return render(request, "caseload/allocate.html", context)
