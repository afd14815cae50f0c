"""Is everything in place? What is left at this hub, what was tried, and the button that opens it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.desk import actions
from holdfast.desk.forms import SignatureForm
from holdfast.desk.queries import facts_of
from holdfast.desk.rules import Finding, is_ready, of_hub
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of
from holdfast.referrals.reckoning import log_reckoning

PLACES = {
    "terms": "desk:terms",
    "signature": "desk:terms",
    "rota": "accounts:rota",
    "fallback": "desk:team",
    "outside": "desk:team",
    "practitioners": "desk:team",
    "questionnaires": "desk:questionnaires",
    "wording": "desk:questionnaires",
    "employers": "desk:employers",
    "systems": "desk:employers",
}


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    """The list, and opening."""
    now = timezone.now()
    form = SignatureForm(request.POST if request.method == "POST" else None, signer=request.member.name)
    if form.is_valid() and form.is_signed():
        try:
            actions.open_hub(request.hub, by=request.member, now=now)
        except actions.NotReady:
            messages.error(request, "Not opened: something essential is left.")
        else:
            messages.success(request, f"{request.hub.name} is open. Its public pages answer from now on.")
        return redirect("desk:ready")
    return show(request, form)


@staff(Permission.SET_HUB)
@require_POST
def try_cover(request: HttpRequest) -> HttpResponse:
    """The service that covers the night was rung, and answered."""
    now = timezone.now()
    actions.try_cover(request.hub, version=terms_of(request.hub, now=now).version, by=request.member, now=now)
    messages.success(request, "Written down: the cover for the night answers.")
    return redirect("desk:ready")


@staff(Permission.SET_HUB)
@require_POST
def acknowledge_signatures(request: HttpRequest) -> HttpResponse:
    """Everybody who must sign has signed."""
    actions.acknowledge_signatures(request.hub, by=request.member, now=timezone.now())
    messages.success(request, "Written down: everybody who must sign has signed.")
    return redirect("desk:ready")


def show(request: HttpRequest, form: SignatureForm) -> HttpResponse:
    """The page. A hub that is open is looked at without reading its every row: the doctor and the reckoning do that."""
    request.section = "hub"
    now = timezone.now()
    prepares = request.hub.status == Hub.Status.PREPARING
    facts, findings = facts_of(request.hub, now=now, is_thorough=prepares)
    if findings and findings.found:
        log_reckoning(request.hub, findings, now=now)
    left = of_hub(facts, now=now)
    context = {
        "form": form,
        "prepares": prepares,
        "essential": [line(finding) for finding in left if finding.is_essential],
        "advisable": [line(finding) for finding in left if not finding.is_essential],
        "is_ready": is_ready(left),
        "may_sign": request.member.may(Permission.TRIAGE),
        "keys": {finding.key for finding in left},
        "cover": facts.terms.cover_name if facts.terms else "",
    }
    return render(request, "desk/ready.html", context)


def line(finding: Finding) -> dict[str, Any]:
    """One finding, with the page where it is mended."""
    name = PLACES.get(finding.key)
    return {"words": finding.words, "do": finding.do, "href": reverse(name) if name else ""}
