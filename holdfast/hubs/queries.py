"""Reads of the registry: hubs, their terms, employers."""

from copy import copy
from datetime import date, datetime
from time import monotonic

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from holdfast.hubs.hours import WeeklyHours, say_hours
from holdfast.hubs.models import Hub, Organisation, Terms

_KEPT: dict[str, tuple[float, list[Terms]]] = {}  # what this process read of a hub's terms, and until when it holds


def open_hubs() -> QuerySet[Hub]:
    """Hubs that take requests, by name."""
    return Hub.objects.filter(status=Hub.Status.OPEN).order_by("name")


def find_hub(slug: str, *, now: datetime) -> Hub:
    """An open hub with the terms in force at `now` as `hub.current`.

    What was read of the registry is believed for `TERMS_SECONDS`: every public page asks for it.

    Raises:
        Http404: no such hub, or it has not opened, or it has closed.
    """
    kept = _KEPT.get(slug)
    if kept is None or kept[0] <= monotonic():
        kept = (monotonic() + settings.TERMS_SECONDS, signed_terms(slug))
        _KEPT[slug] = kept
    terms = next((found for found in kept[1] if found.starts_at <= now), None)
    if terms is None:
        del _KEPT[slug]
        raise Http404("No such hub")
    return with_terms(copy(terms.hub), terms)


def signed_terms(slug: str) -> list[Terms]:
    """The terms of an open hub, the latest first."""
    found = Terms.objects.filter(hub__slug=slug, hub__status=Hub.Status.OPEN).select_related("hub", "hub__host")
    return list(found.order_by("-starts_at", "-version")[:50])


def with_terms(hub: Hub, terms: Terms) -> Hub:
    """The hub with its terms at hand, and its telephone as the pages say it."""
    hub.current = terms
    hub.telephone = terms.telephone
    hub.telephone_hours = say_hours(WeeklyHours.from_rows(terms.open_hours))
    return hub


def terms_of(hub: Hub, *, now: datetime) -> Terms:
    """The hub's terms in force at `now`."""
    return hub.terms.filter(starts_at__lte=now).order_by("-starts_at", "-version")[:1].get()


def employers_named(words: list[str], *, today: date, limit: int = 20) -> QuerySet[Organisation]:
    """Organisations whose name or code holds every word, those still open first. Bounded."""
    matching = Q()
    for word in words[:6]:
        matching &= Q(search_text__contains=word)
    ended = Case(When(valid_to__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Organisation.objects.filter(matching).annotate(ended=ended).order_by("ended", "name")[:limit]
