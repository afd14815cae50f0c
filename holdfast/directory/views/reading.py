"""Searching the directory and reading it: the list, a list to print, one service, what is due to be asked again."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.directory import queries
from holdfast.directory.forms import SearchForm
from holdfast.directory.models import EarlierService, Service
from holdfast.directory.rules import has_run_out, is_due
from holdfast.directory.words import (
    agreement_of,
    days_words,
    earlier_words,
    line_of,
    measured_words,
    public_facts,
    route_of,
    say_date,
    wait_words,
)
from holdfast.hubs.hours import london_day, say_moment

P = Permission
MOST_PRINTED = 60


@staff(P.SEE_DIRECTORY)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The services that fit a search, by name."""
    request.section = "directory"
    now = timezone.now()
    form = SearchForm(request.GET)
    asked = form.asked()
    found = queries.search(queries.kept(request.hub), asked, after=after_of(request))
    today = london_day(now)
    href = lambda each: reverse("directory:service", args=[each.pk])  # noqa: E731
    context = {
        "form": form, "asked": asked, "number": found.number, "next_href": further(request, found.after),
        "first_href": searched(request, "directory:services") if after_of(request) else "",
        "is_filtered": any((asked.how, asked.cost, asked.language, asked.welcome, asked.reach, asked.is_recommended))
        or asked.is_public is not None,
        "rows": [line_of(each, href=href(each), today=today) for each in found.services],
        "due": queries.due(request.hub, today=today).count(), "ended": queries.ended(request.hub),
        "print_href": searched(request, "directory:printed"), "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "directory/services.html", context)


@staff(P.SEE_DIRECTORY)
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """What fits a search, with everything that somebody needs who takes it home on paper."""
    request.section = "directory"
    now = timezone.now()
    asked = SearchForm(request.GET).asked()
    found = queries.search(queries.kept(request.hub), asked, most=MOST_PRINTED)
    context = {
        "entries": [entry_of(each) for each in found.services], "number": found.number, "most": MOST_PRINTED,
        "back": searched(request, "directory:services"), "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "directory/printed.html", context)


@staff(P.KEEP_DIRECTORY)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Services that somebody should ask whether it is all true, the longest due first."""
    request.section = "directory"
    now = timezone.now()
    today = london_day(now)
    found = queries.due(request.hub, today=today)
    rows = [
        line_of(each, href=reverse("directory:service", args=[each.pk]), today=today)
        | {"wait": "today" if each.review_on == today else days_words((today - each.review_on).days),
           "owner": each.telephone or each.email, "by": confirmed_words(each, now=now),
           "done": False, "do": "Ask, and confirm", "do_href": reverse("directory:confirm", args=[each.pk])}
        for each in found.select_related("confirmed_by__account")[: queries.AT_ONCE]
    ]  # fmt: skip
    context = {"rows": rows, "number": found.count(), "printed": say_moment(now, now)}
    return render(request, "directory/reviews.html", context)


@staff(P.SEE_DIRECTORY)
@require_safe
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One service."""
    return render(request, "directory/service.html", shown(request, found_service(request, pk), now=timezone.now()))


def shown(request: HttpRequest, service: Service, *, now: datetime) -> dict[str, Any]:
    """What the page of one service says."""
    request.section = "directory"
    today, earlier = london_day(now), queries.earlier_of(service)
    names = queries.names_of(request.hub, {row.known["contingency"] for row in earlier if row.known.get("contingency")})
    return {
        "service": service, "facts": public_facts(service), "route": route_of(service),
        "wait": wait_words(service, today=today), "agreement": agreement_of(service, today=today),
        "has_run_out": has_run_out(service.promised_days, service.agreed_until, today=today),
        "measured": measured_words(queries.measured_wait(service, now)),
        "is_due": not service.ended_at and is_due(service.review_on, today=today),
        "review_on": say_date(service.review_on), "confirmed": confirmed_words(service, now=now),
        "ended": say_moment(service.ended_at, now) if service.ended_at else "",
        "earlier": [
            {"why": EarlierService.Why(row.why).label, "when": say_moment(row.changed_at, now),
             "by": row.changed_by.name if row.changed_by else "", "facts": earlier_words(row, names)}
            for row in earlier
        ],
        "may_keep": request.member.may(P.KEEP_DIRECTORY), "printed": say_moment(now, now),
    }  # fmt: skip


def found_service(request: HttpRequest, pk: UUID) -> Service:
    """A service of this hub.

    Raises:
        Http404: there is none.
    """
    found = queries.find_service(request.hub, pk)
    if found is None:
        raise Http404
    return found


def confirmed_words(service: Service, *, now: datetime) -> str:
    """Who confirmed it and when, or that nobody has yet."""
    if service.confirmed_at is None or service.confirmed_by is None:
        return "Nobody has confirmed it yet. It came in a file."
    with_whom = f", as {service.confirmed_with} said" if service.confirmed_with else ""
    return f"Confirmed {say_date(london_day(service.confirmed_at))} by {service.confirmed_by.name}{with_whom}"


def entry_of(service: Service) -> dict[str, Any]:
    """A service as it stands on paper and on the public page."""
    return {
        "name": service.name, "run_by": service.run_by, "offers": service.offers, "facts": public_facts(service),
        "telephone": service.telephone, "email": service.email, "web": service.web,
        "checked": say_date(london_day(service.confirmed_at)) if service.confirmed_at else "",
    }  # fmt: skip


def after_of(request: HttpRequest) -> tuple[str, UUID] | None:
    """Behind which service the page begins, as its address says; nonsense begins at the start."""
    name, _, pk = request.GET.get("after", "").replace("\0", "").rpartition("|")
    try:
        return (name, UUID(pk)) if pk else None
    except ValueError:
        return None


def searched(request: HttpRequest, name: str, *args: str, **more: str) -> str:
    """The address of a page with the same search."""
    kept = {key: value for key, value in request.GET.items() if value and key in SearchForm.base_fields}
    query = urlencode(kept | more)
    return reverse(name, args=args) + (f"?{query}" if query else "")


def further(request: HttpRequest, after: tuple[str, UUID] | None, name: str = "directory:services", *args: str) -> str:
    """Where the next page is."""
    return searched(request, name, *args, after=f"{after[0]}|{after[1]}") if after else ""
