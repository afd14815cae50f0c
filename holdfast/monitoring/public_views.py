"""What is public: prepared, audited, signed and published by two, on staff's pages; and what everybody reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import about_hub, staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring import publish_actions as actions
from holdfast.monitoring.board_queries import cells_for_good
from holdfast.monitoring.board_times import long_choices, say_period
from holdfast.monitoring.choosing import why_closed
from holdfast.monitoring.disclosure import PUBLIC
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.periods import NoSuchPeriod, read_period
from holdfast.monitoring.public_tables import (
    MEDIANS_FROM,
    SHARES,
    Shown,
    rows_of,
    say_date,
    say_put_right,
    standing,
    tables_of,
)
from holdfast.monitoring.public_writing import FORMATS, KINDS
from holdfast.monitoring.publish_queries import (
    editions_of,
    entries_of,
    find_publication,
    publications_of,
    published_entries,
    published_periods,
    put_right_by,
    put_right_on,
    said_of_earlier,
)
from holdfast.monitoring.states import PUBLICATION, Publishing
from holdfast.monitoring.stepping import say_steps, take_step
from holdfast.monitoring.tasks import audit_soon

P = Permission
LONG = timedelta(minutes=10)
"""After which an audit that has not ended will not: it failed, or ran out of time."""


@staff(P.SEE_FIGURES)
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """What a hub has published, and what waits."""
    return list_of(request)


def list_of(request: HttpRequest, *, trouble: str = "", period: str = "") -> HttpResponse:
    """The list, and the form for the next one."""
    request.section = "figures"
    now, published = timezone.now(), published_periods(request.hub)
    long = [(each, why_closed(read_period(each.key), published, now=now)) for each in long_choices(now)]
    context = {
        "lines": [line_of(each, now=now) for each in publications_of(request.hub)], "printed": say_moment(now, now),
        "periods": [(each.key, each.label) for each, why in long if not why], "closed": [why for _, why in long if why],
        "period": period, "trouble": trouble,
    }  # fmt: skip
    return render(request, "monitoring/publications.html", context)


@staff(P.RELEASE_FIGURES)
@require_POST
def prepare_public(request: HttpRequest) -> HttpResponse:
    """Freeze what the live figures say of a quarter or year, and queue its audit."""
    hub, now, asked = request.hub, timezone.now(), request.POST.get("period", "")
    try:
        period = read_period(asked)
        cells = cells_for_good(hub, period, now=now)
        made = actions.prepare(hub, period, cells=cells, by=request.member, now=now)
    except (NoSuchPeriod, MoveNotAllowed) as trouble:
        return list_of(request, trouble=f"{str(trouble).rstrip('.')}.", period=asked)
    audit_soon(made)
    messages.success(request, "It is being audited. That takes a minute or less.")
    return redirect("monitoring:publication", made.pk)


@staff(P.SEE_FIGURES)
@require_safe
def publication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would be public, table by table; and what is hidden and why, for inside alone."""
    request.section = "figures"
    now, found = timezone.now(), opened(request, pk)
    anew = [(say_period(each), tables_in(found, each)) for each in put_right_by(found)]
    verbs = {move.verb for move in PUBLICATION.open_to(request.member, status=found.status)} - {"audit"}
    is_theirs = found.signed_by_id == request.member.pk
    context = {
        "found": found, "line": line_of(found, now=now), **what_is_read(tables_in(found, found.period)),
        "earlier": said_of_earlier(found), "anew": anew,
        "verbs": verbs - ({"publish"} if is_theirs else set()), "printed": say_moment(now, now),
        "waits_for_another": found.status == Publishing.SIGNED and is_theirs,
        "is_counted": found.status == Publishing.COUNTED,
        "is_late": now - found.prepared_at > LONG, "is_published": found.status == Publishing.PUBLISHED,
    }  # fmt: skip
    return render(request, "monitoring/publication.html", context)


@staff(P.RELEASE_FIGURES)
@require_POST
def sign_public(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first of two."""
    return stepped(request, pk, actions.sign, "Signed. Somebody else reads it too, and publishes it.")


@staff(P.RELEASE_FIGURES)
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second."""
    return stepped(request, pk, actions.publish, "Published. Everybody can read it, and it is not changed any more.")


@staff(P.RELEASE_FIGURES)
@require_POST
def discard_public(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away before it is published."""
    return stepped(request, pk, lambda found, *, seen, by, now: actions.discard(found, by=by, now=now), "Discarded.")


def stepped(request: HttpRequest, pk: UUID, step: Callable[..., object], words: str) -> HttpResponse:
    """Take a step, and go back to its page."""
    take_step(request, step, opened(request, pk), words)
    return redirect("monitoring:publication", pk)


def opened(request: HttpRequest, pk: UUID) -> Publication:
    """One of the member's own hub.

    Raises:
        Http404: there is none.
    """
    found = find_publication(request.hub, pk)
    if found is None:
        raise Http404
    return found


def line_of(found: Publication, *, now: Any) -> dict[str, Any]:
    """How it stands, in words."""
    steps = [("Prepared", found.prepared_at, found.prepared_by), ("Signed", found.signed_at, found.signed_by),
             ("Published", found.published_at, found.published_by)]  # fmt: skip
    return {
        "pk": found.pk, "title": say_period(found.period), "state": found.get_status_display(),
        "is_waiting": found.status in actions.OPEN,
        "steps": say_steps(steps, now=now),
    }  # fmt: skip


def tables_in(found: Publication, period: str) -> list[Shown]:
    """What would be public of a period: its own, or one that goes with it."""
    return tables_of(rows_of(found.rows or [], read_period(period)))


def what_is_read(tables: list[Shown]) -> dict[str, Any]:
    """Tables, with what their numbers mean."""
    meaning = [PUBLIC, *([SHARES] if any(each.has_shares for each in tables) else []),
               *([MEDIANS_FROM] if any(each.days for each in tables) else [])]  # fmt: skip
    return {"tables": tables, "meaning": meaning}


@about_hub
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What a hub has published: for everybody."""
    found, again = published_entries(request.hub.slug), put_right_on(request.hub.slug)
    entries = [
        (each.period, say_period(each.period), each.published_at, again.get(read_period(each.period).first.isoformat()))
        for each in found
    ]
    context = {"title": "Figures", "entries": entries, "back": reverse("front_door:start", args=[request.hub.slug])}
    return render(request, "monitoring/published.html", context)


@about_hub
@require_safe
def published_one(request: HttpRequest, period: str) -> HttpResponse:
    """One period, table by table: for everybody."""
    entries = entries_found(request, period)
    found, editions = entries[0], editions_of(entries)
    context = {
        "found": found, "title": f"Figures, {say_period(found.period)}", **what_is_read(standing(editions)),
        "put_right": say_put_right(editions), "later": entries[1:],
        "before": [(say_date(each.on), each.tables) for each in editions[:-1]],
        "forms": [(form, kind.label) for form, kind in KINDS.items()],
        "back": reverse("monitoring:published", args=[request.hub.slug]),
    }  # fmt: skip
    return render(request, "monitoring/published_one.html", context)


def entries_found(request: HttpRequest, period: str) -> list[LedgerEntry]:
    """What a hub has published of a period: first, and with what it was put right.

    Raises:
        Http404: nothing, or it is no period.
    """
    try:
        found = entries_of(request.hub.slug, read_period(period).name)
    except NoSuchPeriod:
        raise Http404 from None
    if not found:
        raise Http404
    return found


@about_hub
@require_safe
def published_file(request: HttpRequest, period: str, form: str) -> HttpResponse:
    """The same as a file."""
    entries = entries_found(request, period)
    if form not in FORMATS:
        raise Http404
    name = f"figures-{request.hub.slug}-{entries[0].period}.{form}"
    return HttpResponse(
        FORMATS[form](entries, request.hub.name), content_type=KINDS[form].content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
