"""What was changed about the hub, by whom and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import ROLES, Permission
from holdfast.desk.models import Change
from holdfast.desk.queries import PAGE, changes_of, names_of
from holdfast.hubs.hours import say_moment


@staff(Permission.SET_HUB)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The latest first, fifty at a time."""
    request.section = "hub"
    now = timezone.now()
    before = key_of(request.GET.get("before", ""))
    found = changes_of(request.hub, before=before)
    shown = found[:PAGE]
    names = names_of({change.codes["code"] for change in shown if "code" in change.codes})
    more = f"{reverse('desk:changes')}?before={shown[-1].pk}" if len(found) > PAGE else ""
    context = {
        "rows": [row(change, names, now=now) for change in shown],
        "next_href": more,
        "first_href": reverse("desk:changes") if before else "",
    }
    return render(request, "desk/changes.html", context)


def key_of(text: str) -> UUID | None:
    """The id that was sent, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def row(change: Change, names: dict[str, str], *, now: datetime) -> dict[str, Any]:
    """One change in words."""
    return {
        "when": say_moment(change.at, now),
        "what": f"{change.get_kind_display()} {about(change, names)}".strip(),
        "by": change.by.name if change.by else change.codes.get("signed_by", "by the command"),
    }


def about(change: Change, names: dict[str, str]) -> str:
    """What or whom it was about."""
    if change.member is not None and change.kind != Change.Kind.MAKE:
        roles = ", ".join(ROLES[key].label.lower() for key in change.codes.get("roles", ()) if key in ROLES)
        return f"{change.member.name}{f': {roles}' if roles else ''}"
    if "code" in change.codes:
        return names.get(change.codes["code"], change.codes["code"])
    return f"version {change.codes['version']}" if "version" in change.codes else ""
