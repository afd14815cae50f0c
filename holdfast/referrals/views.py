"""The reckoning as a page: for whoever answers for the hub's alerts and its log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.people.access import kept_people
from holdfast.referrals.reckoning import CHECKS, Finding, Findings, ReckoningIsBlind, reckon


@staff(Permission.SEE_AUDIT)
@require_GET
def reckoning(request: HttpRequest) -> HttpResponse:
    """What the reckoning finds now, by reference number; no name and nothing that was said."""
    now = timezone.now()
    request.section = "hub"
    try:
        findings = reckon(request.hub, now=now)
    except ReckoningIsBlind as trouble:
        return render(request, "referrals/reckoning.html", {"parts": [], "blind": str(trouble), "at": now})
    shown = shown_to(request.member, findings)
    request.touched.add([finding.person_id for finding in shown if finding.person_id and finding.reference], why="lead")
    return render(request, "referrals/reckoning.html", {"parts": parts(shown, findings), "blind": "", "at": now})


def shown_to(member: Membership, findings: Findings) -> list[Finding]:
    """The findings without those about people whom the member must not see. An alert that nobody may see is
    shown to everybody, without its reference: otherwise nobody would ever hear of it."""
    barred = kept_people(member)
    shown = []
    for finding in findings.found:
        if finding.kind == "unseen":
            shown.append(Finding(finding.kind, finding.subject_id, None, "", finding.at))
        elif finding.person_id not in barred:
            shown.append(finding)
    return shown


def parts(shown: list[Finding], findings: Findings) -> list[dict[str, Any]]:
    """One part for each check, also where it found nothing."""
    return [
        {
            "words": check.words,
            "found": [finding for finding in shown if finding.kind == check.kind],
            "is_cut": check.kind in findings.cut,
        }
        for check in CHECKS
    ]
