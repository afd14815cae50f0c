"""One number of the live figures: its rule, its parts, and whom it counts."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload.rows import Row, found_row
from holdfast.monitoring import board
from holdfast.monitoring.behind import BEHIND, MOST_SHOWN, rows_behind, spans_behind
from holdfast.monitoring.board_times import Time, read_time
from holdfast.monitoring.categories import categories_of
from holdfast.monitoring.definitions import find
from holdfast.monitoring.definitions.items import Item, Measure
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.page_heads import address_of, head_of, words_of
from holdfast.monitoring.span_queries import cells_between
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
    breakdown, category = part_of(found, asked.get("by", ""), asked.get("of", ""))
    cells = cells_between(request.hub, time.start, time.end)
    value = cells.get((item, measure, breakdown, category), 0)
    context = {
        **head_of(request, time, now=now), "carried": [("item", item), ("measure", measure)], "item": definition,
        "measure": found, "value": said(found, value),
        "part": f"{words_of(breakdown)}: {categories_of(breakdown).get(category, category)}" if breakdown else "",
        "share": board.share(value or 0, cells[item, found.share_of, "", ""] or 0) if found.share_of else "",
        "tables": [] if breakdown else tables_of(found, item, cells, address_of(time)),
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


def part_of(found: Measure, breakdown: str, category: str) -> tuple[str, str]:
    """The category that is asked for.

    Raises:
        Http404: the measure is not broken down by that.
    """
    if not breakdown:
        return "", ""
    opens = breakdown in (found.breakdowns or {}) and breakdown not in (*ATTRIBUTES, "weeks")
    if not opens or category not in categories_of(breakdown):
        raise Http404
    return breakdown, category


def said(found: Measure, value: int | None) -> str:
    """A number in words."""
    if value is None:
        return "none in this time"
    if found.unit == "minutes":
        return board.minutes(value)
    return board.people(value) if found.unit == "people" else f"{value} {found.unit[:-1] if value == 1 else found.unit}"


def tables_of(found: Measure, item: str, cells: Any, address: Callable[..., str]) -> list[dict[str, Any]]:
    """Each breakdown: every category, with the number, and a link where a category opens to its rows."""
    tables = []
    for breakdown, rule in (found.breakdowns or {}).items():
        if breakdown in ATTRIBUTES:
            continue  # they have a page of their own, where no small number is shown
        rows = []
        for code, label in categories_of(breakdown).items():
            value = cells.get((item, found.key, breakdown, code), 0)
            href = address(item, found.key, breakdown, code) if value and breakdown != "weeks" else ""
            rows.append({"label": label, "value": value, "href": href})
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
