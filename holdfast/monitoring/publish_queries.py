"""Reads of what is published: the ledger, and what of a hub waits."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from holdfast.hubs.models import Hub
from holdfast.monitoring.models import LedgerEntry, Publication

MOST_SHOWN = 200
Row = dict[str, Any]


def publications_of(hub: Hub) -> QuerySet[Publication]:
    """What a hub has published, and what waits; the latest first."""
    found = Publication.objects.filter(hub=hub).select_related("prepared_by__account", "signed_by__account")
    return found.select_related("published_by__account").order_by("-prepared_at", "-pk")[:MOST_SHOWN]


def find_publication(hub: Hub, pk: UUID) -> Publication | None:
    """One of this hub."""
    people = ("prepared_by__account", "signed_by__account", "published_by__account")
    return Publication.objects.filter(hub=hub, pk=pk).select_related("hub", *people).first()


def head_of_ledger() -> tuple[int, str]:
    """The number of the last entry and its digest; 0 and nothing where there is none."""
    found = LedgerEntry.objects.order_by("-number").values_list("number", "digest").first()
    return found or (0, "")


def ledger_rows() -> list[Row]:
    """Every row that was ever published, of all places."""
    return [row for rows in LedgerEntry.objects.order_by("number").values_list("rows", flat=True) for row in rows]


def published_entries(place: str = "") -> QuerySet[LedgerEntry]:
    """What is published, by whom and of when; the latest first."""
    found = LedgerEntry.objects.defer("rows").order_by("-number")
    return (found.filter(place=place) if place else found)[:MOST_SHOWN]


def find_entry(place: str, period: str) -> LedgerEntry | None:
    """What a hub has published of a period."""
    return LedgerEntry.objects.filter(place=place, period=period).first()
