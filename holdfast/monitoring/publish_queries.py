"""Reads of what is published: the ledger, and what of a hub waits."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, JSONField, QuerySet, Value

from holdfast.hubs.hours import london_day
from holdfast.hubs.models import Hub
from holdfast.monitoring.board_times import say_period
from holdfast.monitoring.corrections import say_earlier
from holdfast.monitoring.cube import Place
from holdfast.monitoring.disclosure import HIDDEN
from holdfast.monitoring.models import LedgerEntry, Publication
from holdfast.monitoring.periods import Period, read_period
from holdfast.monitoring.public_tables import Edition, rows_of, tables_of
from holdfast.monitoring.release_rules import bears_on
from holdfast.monitoring.states import Publishing

MOST_SHOWN = 200
OF_WAITS = '$[*] ? (@.kind == "median" && @.table == "First contact" && @.version == 1)'
"""The row of an entry's own period that says how long people waited for a first conversation."""
SAID_FOR = timedelta(days=550)
"""How long after a period its wait is said where people choose a hub: until the next year can be published."""
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
    return [row for rows in entries_after(0) for row in rows]


def has_moved(places: Sequence[Place], *, since: str) -> bool:
    """Whether something that bears on these places was published after the entry of this digest; "": before any was."""
    last = LedgerEntry.objects.filter(digest=since).values_list("number", flat=True).first() if since else 0
    if last is None:
        return True  # another ledger, for instance of a copy that was brought back
    came = [row for rows in entries_after(last) for row in rows]
    return bool(came) and any(map(bears_on(places, ledger_rows()), came))


def entries_after(number: int) -> QuerySet[LedgerEntry, list[Row]]:
    """The rows of each entry after one."""
    return LedgerEntry.objects.filter(number__gt=number).order_by("number").values_list("rows", flat=True)


def published_entries(place: str = "") -> QuerySet[LedgerEntry]:
    """What is published, by whom and of when; the latest first."""
    found = LedgerEntry.objects.defer("rows").order_by("-number")
    return (found.filter(place=place) if place else found)[:MOST_SHOWN]


def published_waits(places: Collection[str], *, today: date) -> dict[str, tuple[str, str]]:
    """By place, how many days people waited for a first conversation, as a hub published it last, and in which time;
    nothing of those that published none, or long ago. One statement."""
    median = Func(F("rows"), Value(OF_WAITS), function="jsonb_path_query_first", output_field=JSONField())
    latest = LedgerEntry.objects.filter(place__in=places).order_by("place", "-number").distinct("place")
    return {
        place: (row["shown"].replace("–", " to "), say_period(period))
        for place, period, row in latest.annotate(median=median).values_list("place", "period", "median")
        if row is not None and row["shown"] != HIDDEN and read_period(period).end > today - SAID_FOR
    }


def put_right_on(place: str) -> dict[str, datetime]:
    """By the first day of each period of which a hub has put totals right, when it last did."""
    entries = LedgerEntry.objects.filter(place=place).order_by("number").values_list("published_at", "rows")
    return {
        row["starts_on"]: at for at, rows in entries for row in rows if row["version"] > 1 and row["kind"] != "withheld"
    }


def entries_of(place: str, period: str) -> list[LedgerEntry]:
    """What a hub has published of a period: first the entry of it, then those with which it was put right.

    An entry that had to withhold all of it anew is none of them.
    """
    first = LedgerEntry.objects.filter(place=place, period=period).first()
    if first is None:
        return []
    whole = read_period(period)
    of_period = [{"place": place, "starts_on": whole.first.isoformat()}]
    later = LedgerEntry.objects.filter(place=place, number__gt=first.number, rows__contains=of_period)
    return [first, *(each for each in later.order_by("number") if rows_of(each.rows, whole))]


def editions_of(entries: Sequence[LedgerEntry]) -> list[Edition]:
    """What each entry shows of the period of the first one."""
    period = read_period(entries[0].period)
    return [
        Edition(each.number, london_day(each.published_at), tuple(tables_of(rows_of(each.rows, period))))
        for each in entries
    ]


def published_periods(hub: Hub) -> list[Period]:
    """The periods that a hub has published, in the order in which it did."""
    names = LedgerEntry.objects.filter(place=hub.slug).order_by("number").values_list("period", flat=True)
    return [read_period(name) for name in names]


def published_cells(hub: Hub) -> dict[str, list[Any]]:
    """By period, the true cells of each version that the hub published of it, the first first. They stay inside."""
    found: dict[str, list[Any]] = {}
    published = Publication.objects.filter(hub=hub, status=Publishing.PUBLISHED).order_by("published_at", "pk")
    for period, cells, earlier in published.values_list("period", "cells", "earlier"):
        found.setdefault(period, []).append(cells)
        for each in earlier:
            if each["cells"] is not None:
                found.setdefault(each["period"], []).append(each["cells"])
    return found


def put_right_by(found: Publication) -> list[str]:
    """The names of earlier periods that go with a publication."""
    return [each["period"] for each in found.earlier if each["cells"] is not None]


def said_of_earlier(found: Publication) -> list[str]:
    """What becomes of each earlier period, and why: for inside."""
    return [
        say_earlier(say_period(each["period"]), each["changed"], is_put_right=each["cells"] is not None)
        for each in found.earlier
    ]


def published_before(found: Publication) -> list[Period]:
    """The periods that its hub has published and that were over when that of a publication began, in order."""
    names = Publication.objects.filter(hub=found.hub, status=Publishing.PUBLISHED).values_list("period", flat=True)
    first = read_period(found.period).first
    return sorted((each for each in map(read_period, names) if each.end <= first), key=lambda each: each.first)
