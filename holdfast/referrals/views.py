"""The reckoning as a page: for whoever answers for the hub's alerts and its log."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.people.access import kept_people
from holdfast.people.viewer import viewer_of
from holdfast.referrals.reckoning import CHECKS, Finding, Findings, ReckoningIsBlind, reckon
from holdfast.referrals.reckoning_shown import Line, lines_of, part_words


@staff(Permission.SEE_AUDIT)
@require_safe
def reckoning(request: HttpRequest) -> HttpResponse:
    """What the reckoning finds now, by reference number, and where to go; no name and nothing that was said."""
    now = timezone.now()
    request.section = "hub"
    try:
        findings = reckon(request.hub, now=now)
    except ReckoningIsBlind as trouble:
        return render(request, "referrals/reckoning.html", {"parts": [], "blind": str(trouble), "at": now})
    shown = lines_of(viewer_of(request), shown_to(request.member, findings))
    why = "lead" if request.member.may(Permission.OPEN_ALL_RECORDS) else "role"
    request.touched.add([line.person_id for line in shown if line.person_id and line.reference], why=why)
    context = {"parts": parts(request.member, shown, findings), "blind": "", "at": now}
    return render(request, "referrals/reckoning.html", context)


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


def parts(member: Membership, shown: list[Line], findings: Findings) -> list[dict[str, Any]]:
    """One part for each check, also where it found nothing."""
    return [
        {
            "words": check.words,
            "found": [line for line in shown if line.kind == check.kind],
            **part_words(check.kind, member),
            "is_cut": check.kind in findings.cut,
        }
        for check in CHECKS
    ]
