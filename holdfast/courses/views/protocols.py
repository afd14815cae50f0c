"""Which courses the hub gives, and by which protocol: read by the team, signed by a lead."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.assessments.sections import NEED_WORDS
from holdfast.courses.forms import ProtocolForm
from holdfast.courses.models import Protocol
from holdfast.courses.protocols import (
    ChangedMeanwhile,
    proposals_of,
    protocols_of,
    sign_protocol,
    versions_of,
)
from holdfast.courses.shipped import BY_KEY, Shipped
from holdfast.measures.questionnaires import find


@staff(Permission.SEE_CLINICAL, Permission.ASSESS)
@require_safe
def protocols(request: HttpRequest) -> HttpResponse:
    """Every course that the hub has signed, and what is proposed to it."""
    request.section = "team"
    signed = protocols_of(request.hub)
    context = {
        "signed": [line_of(each) for each in signed],
        "proposed": [line_of(each) | {"unverified": each.unverified} for each in proposals_of(signed)],
        "may_sign": request.member.may(Permission.SET_SUPPORT),
    }
    return render(request, "courses/protocols.html", context)


def address(key: str) -> str:
    """The page of one course."""
    return f"{reverse('courses:protocol')}?{urlencode({'course': key})}"


def line_of(found: Protocol | Shipped) -> dict[str, Any]:
    """A protocol as facts."""
    asked = ", ".join(find(key).name for key in found.questionnaires)
    often = "before each session" if found.every == 1 else f"before every {found.every} sessions"
    return {
        "name": found.name, "href": address(found.key),
        "state": "" if found.is_used else "Not offered",
        "signed": f"Version {found.version}, signed by {found.signed_by}" if isinstance(found, Protocol) else "",
        "facts": [
            ("For", NEED_WORDS.get(found.need, found.need)),
            ("Sessions", f"{found.sessions} of {found.minutes} minutes"),
            ("Asked by a link", f"{asked}, {often}" if asked else "nothing"),
            ("Rests on", found.source or "not said"),
        ],
    }  # fmt: skip


@staff(Permission.SEE_CLINICAL, Permission.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def protocol(request: HttpRequest) -> HttpResponse:
    """One course: as it stands, before, and a new version to sign."""
    key = request.GET.get("course", "")
    versions = versions_of(request.hub, key)
    stands: Protocol | Shipped | None = versions[0] if versions else BY_KEY.get(key)
    if stands is None:
        return redirect("courses:protocols")
    return page(request, key, stands, versions)


@staff(Permission.SEE_CLINICAL, Permission.ASSESS, Permission.SET_SUPPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def add_protocol(request: HttpRequest) -> HttpResponse:
    """A course of the hub's own."""
    return page(request, "", None, [])


def page(
    request: HttpRequest, key: str, stands: Protocol | Shipped | None, versions: list[Protocol]
) -> HttpResponse:  # fmt: skip
    """The page of one, with the form for whoever signs."""
    request.section = "team"
    may_sign = request.member.may(Permission.SET_SUPPORT)
    sent = request.POST if request.method == "POST" and may_sign else None  # what others send is not looked at
    form = ProtocolForm(sent, stands=stands, signer=request.member.name)
    if sent is not None and form.is_valid():
        chosen = form.chosen()
        try:
            made = sign_protocol(
                request.hub, key or key_of(chosen["name"]), **chosen, by=request.member, now=timezone.now()
            )
        except ChangedMeanwhile as trouble:
            messages.error(request, str(trouble))
            return redirect("courses:protocols")
        messages.success(request, f"Version {made.version} is signed. Courses agreed before stay with theirs.")
        return redirect(address(made.key))
    context = {
        "form": form, "may_sign": may_sign, "line": line_of(stands) if stands else None,
        "unverified": stands.unverified if isinstance(stands, Shipped) else "",
        "before": [line_of(each) for each in versions[1:]],
    }  # fmt: skip
    return render(request, "courses/protocol.html", context)


def key_of(name: str) -> str:
    """The key of a course of the hub's own, from its name."""
    return slugify(name)[:40].strip("-") or "course"
