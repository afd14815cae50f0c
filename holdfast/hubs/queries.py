"""Reads of the registry: hubs, their terms, employers."""

from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from holdfast.hubs.hours import WeeklyHours, say_hours
from holdfast.hubs.models import Hub, Organisation, Terms


def open_hubs() -> QuerySet[Hub]:
    """Hubs that take requests, by name."""
    return Hub.objects.filter(status=Hub.Status.OPEN).order_by("name")


def find_hub(slug: str, *, now: datetime) -> Hub:
    """An open hub with the terms in force at `now` as `hub.current`.

    Raises:
        Http404: no such hub, or it has not opened, or it has closed.
    """
    terms = (
        Terms.objects.filter(hub__slug=slug, hub__status=Hub.Status.OPEN, starts_at__lte=now)
        .select_related("hub")
        .order_by("-starts_at", "-version")
        .first()
    )
    if terms is None:
        raise Http404("No such hub")
    return with_terms(terms.hub, terms)


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
