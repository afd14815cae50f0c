"""Returns to the commissioner: prepared of the live figures, read, signed by one, released by another, taken."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.hubs.models import Hub
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import return_actions as actions
from holdfast.monitoring.board_queries import cells_for_good
from holdfast.monitoring.board_times import over_by
from holdfast.monitoring.definitions import ITEMS, Source
from holdfast.monitoring.export_queries import unfinished_of
from holdfast.monitoring.leaving import lines_of
from holdfast.monitoring.models import Return
from holdfast.monitoring.periods import NoSuchPeriod, read_period
from holdfast.monitoring.return_queries import find_return, published_of, returns_of
from holdfast.monitoring.states import RETURN, Status
from holdfast.monitoring.stepping import say_steps, take_step
from holdfast.monitoring.writing import FORMATS, KINDS

P = Permission


@staff(P.SEE_FIGURES)
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Every return, the latest first."""
    return list_of(request)


def list_of(request: HttpRequest, *, trouble: str = "", period: str = "", reason: str = "") -> HttpResponse:
    """The returns of a hub, and the form for the next one with what was typed there."""
    request.section = "figures"
    now = timezone.now()
    context = {
        "lines": [line_of(each, now=now) for each in returns_of(request.hub)], "printed": say_moment(now, now),
        "periods": [(each.key, each.label) for each in over_by(now)], "period": period, "reason": reason,
        "trouble": trouble, "unfinished": unfinished_line(request.hub, now=now),
    }  # fmt: skip
    return render(request, "monitoring/returns.html", context)


def unfinished_line(hub: Hub, *, now: datetime) -> str:
    """That an export of events was cut short, or is being written now."""
    found = unfinished_of(hub)
    return f"Last begun: {say_moment(found.begun_at, now)}, in {found.begun_in}." if found else ""


@staff(P.RELEASE_FIGURES)
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Freeze what the live figures say of a period that is over, and what would leave of it."""
    hub, now = request.hub, timezone.now()
    asked, reason = request.POST.get("period", ""), request.POST.get("reason", "").strip()
    try:
        period = read_period(asked)
        cells = cells_for_good(hub, period, now=now)
        lines = lines_of(cells, published=published_of(hub, period))
        made = actions.prepare(hub, period, cells=cells, lines=lines, reason=reason, by=request.member, now=now)
    except (NoSuchPeriod, MoveNotAllowed) as trouble:
        return list_of(request, trouble=f"{str(trouble).rstrip('.')}.", period=asked, reason=reason)
    messages.success(request, "Prepared. Read it line by line, then sign it.")
    return redirect("monitoring:one", made.pk)


@staff(P.SEE_FIGURES)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One return: what leaves of it, item by item with the rule of each."""
    request.section = "figures"
    now, found = timezone.now(), opened(request, pk)
    verbs = {move.verb for move in RETURN.open_to(request.member, status=found.status)}
    if found.signed_by_id == request.member.pk:
        verbs -= {"release"}
    context = {
        "found": found, "line": line_of(found, now=now), "items": items_of(found), "verbs": verbs,
        "is_released": found.status == Status.RELEASED, "printed": say_moment(now, now),
        "waits_for_another": found.status == Status.SIGNED and found.signed_by_id == request.member.pk,
        "forms": [(form, kind.label) for form, kind in KINDS.items()],
    }  # fmt: skip
    return render(request, "monitoring/one.html", context)


@staff(P.RELEASE_FIGURES)
@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first of two."""
    return stepped(request, pk, actions.sign, "Signed. Somebody else reads it too, and releases it.")


@staff(P.RELEASE_FIGURES)
@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second."""
    return stepped(
        request, pk, actions.release, "Released. It can be taken as a file now, and is not changed any more."
    )


@staff(P.RELEASE_FIGURES)
@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away before it is released."""
    return stepped(request, pk, lambda found, *, seen, by, now: actions.discard(found, by=by, now=now), "Discarded.")


@staff(P.SEE_FIGURES)
@require_safe
def file(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """A released return as a file."""
    found = opened(request, pk)
    if form not in FORMATS or found.status != Status.RELEASED:
        raise Http404
    return as_file(found, form)


def as_file(found: Return, form: str) -> HttpResponse:
    """A released return in one of its forms, to be kept."""
    name = f"return-{found.hub.slug}-{found.period}-v{found.version}.{form}"
    return HttpResponse(
        FORMATS[form](found), content_type=KINDS[form].content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def stepped(request: HttpRequest, pk: UUID, step: Callable[..., object], words: str) -> HttpResponse:
    """Take a step, and go back to its page."""
    take_step(request, step, opened(request, pk), words)
    return redirect("monitoring:one", pk)


def opened(request: HttpRequest, pk: UUID) -> Return:
    """A return of the member's own hub.

    Raises:
        Http404: there is none.
    """
    found = find_return(request.hub, pk)
    if found is None:
        raise Http404
    return found


def line_of(found: Return, *, now: Any) -> dict[str, Any]:
    """How a return stands, in words."""
    steps = [("Prepared", found.prepared_at, found.prepared_by), ("Signed", found.signed_at, found.signed_by),
             ("Released", found.released_at, found.released_by)]  # fmt: skip
    return {
        "pk": found.pk, "title": f"{found.period}, version {found.version}", "state": found.get_status_display(),
        "is_waiting": found.status in {Status.PREPARED, Status.SIGNED},
        "steps": say_steps(steps, now=now),
    }  # fmt: skip


def items_of(found: Return) -> list[dict[str, Any]]:
    """What leaves, item by item: totals with their rule, and each breakdown as a table of its own."""
    rules = {(item.code, each.key): each.rule for item in ITEMS for each in item.measures}
    items = {item.code: item for item in ITEMS}
    shown = []
    for code, lines in groupby(found.lines, key=lambda line: line["item"]):
        rows = list(lines)
        totals = [{**each, "rule": rules.get((code, each["measure"]), "")} for each in rows if not each["breakdown"]]
        parts = [each for each in rows if each["breakdown"]]
        tables = [
            {"title": f"{title} by {breakdown.replace('_', ' ')}", "rows": list(group)}
            for (title, breakdown), group in groupby(parts, key=lambda each: (each["title"], each["breakdown"]))
        ]
        is_counted = code in items and items[code].source != Source.NOTHING_YET
        title = items[code].title if code in items else code
        shown.append({"code": code, "title": title, "totals": totals, "tables": tables, "is_counted": is_counted})
    return shown
