"""One number of the live figures: its rule, its parts, and whom it counts."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload.rows import Row, found_row
from holdfast.hubs.models import Hub
from holdfast.monitoring import board
from holdfast.monitoring.behind import BEHIND, MOST_SHOWN, rows_behind, spans_behind
from holdfast.monitoring.board_times import Time, read_time
from holdfast.monitoring.categories import categories_of
from holdfast.monitoring.cells import Cells
from holdfast.monitoring.definitions import find
from holdfast.monitoring.definitions.items import Item, Measure
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.page_heads import address_of, head_of, words_of
from holdfast.monitoring.service_queries import BREAKDOWN as AT_SERVICES
from holdfast.monitoring.service_queries import ITEM as AT_SERVICES_ITEM
from holdfast.monitoring.service_queries import cells_at_services, names_of_services, services_in
from holdfast.monitoring.span_queries import Asked, cells_between
from holdfast.people.viewer import viewer_of

P = Permission


@staff(P.SEE_FIGURES)
@require_safe
def number(request: HttpRequest) -> HttpResponse:
    """One number: its rule, its parts, and, for whoever opens records, whom it counts."""
    request.section = "figures"
    now, asked = timezone.now(), request.GET
    item, measure = asked.get("item", "R1"), asked.get("measure", "people")
    definition, found = defined(item, measure)
    time = read_time(asked.get("time", ""), now=now)
    breakdown, category = part_of(request.hub, found, asked.get("by", ""), asked.get("of", ""))
    cells = cells_of(request.hub, item, time)
    value = cells.get((item, measure, breakdown, category), 0)
    context = {
        **head_of(request, time, now=now), "carried": [("item", item), ("measure", measure)], "item": definition,
        "measure": found, "value": said(found, value),
        "part": part_words(request.hub, breakdown, category) if breakdown else "",
        "share": share_of(found, item, breakdown, category, cells),
        "tables": [] if breakdown else tables_of(request.hub, found, item, cells, address_of(time)),
        "back": "monitoring:services" if item == AT_SERVICES_ITEM else "monitoring:figures",
        **people_behind(request, time, item, measure, breakdown, category, now=now),
    }  # fmt: skip
    return render(request, "monitoring/number.html", context)


def defined(item: str, measure: str) -> tuple[Item, Measure]:
    """An item and one of its measures that live figures count.

    Raises:
        Http404: there is none.
    """
    if (item, measure) not in BEHIND:
        raise Http404
    definition = find(item)
    return definition, next(each for each in definition.measures if each.key == measure)


def cells_of(hub: Hub, item: str, time: Time) -> Cells:
    """The cells in which a number of an item stands."""
    if item == AT_SERVICES_ITEM:
        return cells_at_services(Asked(hub, time.start, time.end))
    return cells_between(hub, time.start, time.end)


def labels_of(hub: Hub, breakdown: str, some: Collection[str]) -> Mapping[str, str]:
    """The categories of a breakdown; of services those that are asked for, which this hub knows."""
    return names_of_services(hub, some) if breakdown == AT_SERVICES else categories_of(breakdown)


def part_words(hub: Hub, breakdown: str, category: str) -> str:
    """ "Service: Lantern Trauma Service"."""
    return f"{words_of(breakdown)}: {labels_of(hub, breakdown, [category])[category]}"


def share_of(found: Measure, item: str, breakdown: str, category: str, cells: Cells) -> str:
    """Of how many it is a part, in words; empty where it is a part of nothing."""
    if not found.share_of:
        return ""
    part, whole = (cells.get((item, measure, breakdown, category)) for measure in (found.key, found.share_of))
    return board.share(part or 0, whole or 0)


def part_of(hub: Hub, found: Measure, breakdown: str, category: str) -> tuple[str, str]:
    """The category that is asked for.

    Raises:
        Http404: the measure is not broken down by that.
    """
    if not breakdown:
        return "", ""
    opens = breakdown in (found.breakdowns or {}) and breakdown not in (*ATTRIBUTES, "weeks")
    if not opens or category not in labels_of(hub, breakdown, [category]):
        raise Http404
    return breakdown, category


def said(found: Measure, value: int | None) -> str:
    """A number in words."""
    if value is None:
        return "none in this time"
    if found.unit == "minutes":
        return board.minutes(value)
    return board.people(value) if found.unit == "people" else f"{value} {found.unit[:-1] if value == 1 else found.unit}"


def tables_of(
    hub: Hub, found: Measure, item: str, cells: Cells, address: Callable[..., str]
) -> list[dict[str, Any]]:  # fmt: skip
    """Each breakdown: every category, with the number, and a link where a category opens to its rows."""
    tables = []
    for breakdown, rule in (found.breakdowns or {}).items():
        if breakdown in ATTRIBUTES:
            continue  # they have a page of their own, where no small number is shown
        rows = []
        for code, label in labels_of(hub, breakdown, services_in(cells)).items():
            value = cells.get((item, found.key, breakdown, code), 0)
            href = address(item, found.key, breakdown, code) if value and breakdown != "weeks" else ""
            rows.append({"label": label, "value": "none" if value is None else value, "href": href})
        tables.append({"title": words_of(breakdown), "rule": rule, "rows": rows})
    return tables


def people_behind(
    request: HttpRequest, time: Time, item: str, measure: str, breakdown: str, category: str, *, now: Any
) -> dict[str, Any]:
    """Whom the number counts, of those whose record this member may open; logged as any list is."""
    if not request.member.may(P.OPEN_RECORDS):
        return {"may_see_rows": False, "rows": []}
    sight = viewer_of(request)
    spans = spans_behind(request.hub, time, item, measure, breakdown=breakdown, category=category)
    found = [Row(*each) for each in rows_behind(sight, spans)]
    shown = found[:MOST_SHOWN]
    if shown:
        request.touched.add([row.person_id for row in shown], why=sight.why)
    rows = [found_row(row, request.member, now) for row in shown]
    return {"may_see_rows": True, "rows": rows, "is_more": len(found) > MOST_SHOWN}
