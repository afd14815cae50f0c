"""The hub's side: what somebody said of research, written down for whoever says it by telephone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record
from holdfast.research import opt_out_actions as actions
from holdfast.research.models import OptOut
from holdfast.research.queries import open_kinds, said_by
from holdfast.research.words import record_lines


@staff(Permission.CONTACT)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether their record may be in approved studies, and what they said when."""
    now, referral = timezone.now(), opened(request, pk)
    rows = said_by(referral.person)
    context = {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "open_kinds": open_kinds(rows),
        "lines": record_lines(rows, now=now),
    }
    return render(request, "research/of_record.html", context)


@staff(Permission.CONTACT)
@require_POST
def opt_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They said no, or told of their national data opt-out."""
    referral, kind = opened(request, pk), request.POST.get("kind", "")
    if kind in OptOut.Kind.values:
        actions.opt_out(
            referral.person, kind=kind, how=OptOut.How.TOLD, by=request.member, now=timezone.now()
        )  # fmt: skip
        messages.success(request, "Written down. Their record is in no study from now on.")
    return redirect("research:of_record", pk)


@staff(Permission.CONTACT)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They said that it is over."""
    referral, kind = opened(request, pk), request.POST.get("kind", "")
    if kind in OptOut.Kind.values and actions.withdraw(
        referral.person, kind=kind, by=request.member, now=timezone.now()
    ):
        messages.success(request, "Written down.")
    return redirect("research:of_record", pk)


def opened(request: HttpRequest, pk: UUID) -> Referral:
    """The record, if it is open to the member."""
    request.section = "people"
    return open_record(request, pk)
