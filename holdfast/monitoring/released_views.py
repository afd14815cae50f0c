"""What was released, for those who read from outside: the commissioner, the region, the national programme."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.monitoring.models import Return
from holdfast.monitoring.return_queries import find_released, released_of
from holdfast.monitoring.views import as_file, items_of
from holdfast.monitoring.writing import FORMATS, KINDS


@staff(Permission.SEE_RELEASED)
@require_safe
def released(request: HttpRequest) -> HttpResponse:
    """Every return that two people of the hub released."""
    request.section = "released"
    now = timezone.now()
    found = released_of(request.hub)
    context = {"lines": [line_of(each, found, now=now) for each in found], "printed": say_moment(now, now)}
    return render(request, "monitoring/released.html", context)


@staff(Permission.SEE_RELEASED)
@require_safe
def released_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, item by item with the rule of each."""
    request.section = "released"
    now, found = timezone.now(), opened(request, pk)
    context = {
        "found": found, "items": items_of(found), "line": line_of(found, released_of(request.hub), now=now),
        "forms": [(form, kind.label) for form, kind in KINDS.items()], "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "monitoring/released_one.html", context)


@staff(Permission.SEE_RELEASED)
@require_safe
def released_file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The same as a file."""
    found = opened(request, pk)
    if form not in FORMATS:
        raise Http404
    return as_file(found, form)


def opened(request: HttpRequest, pk: UUID) -> Return:
    """A return of the viewer's hub that was released.

    Raises:
        Http404: there is none, or it was not released.
    """
    found = find_released(request.hub, pk)
    if found is None:
        raise Http404
    return found


def line_of(each: Return, every: list[Return], *, now: Any) -> dict[str, Any]:
    """Which it is, when it was released, and what corrected it."""
    latest = max((other.version for other in every if other.period == each.period), default=each.version)
    return {
        "pk": each.pk, "title": f"{each.period}, version {each.version}",
        "released": f"Released {say_moment(each.released_at, now)}" if each.released_at else "",
        "corrected_by": latest if latest > each.version else None,
    }  # fmt: skip
