"""The hub's board, and who came: true live figures, inside the hub."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.queries import terms_of
from holdfast.monitoring import board, group_board
from holdfast.monitoring.board_queries import Figures, figures_of, trends_of
from holdfast.monitoring.board_times import (
    Time,
    long_choices,
    read_long_time,
    read_time,
    say_period,
    tells_what_people_told,
)
from holdfast.monitoring.facts import ATTRIBUTES
from holdfast.monitoring.models import Trend
from holdfast.monitoring.page_heads import address_of, head_of, words_of
from holdfast.monitoring.span_queries import Asked, outcomes_of_groups, who
from holdfast.monitoring.trend_rules import TRENDS, gap_note, say, sentence_of

P = Permission
OF_LONG_TIMES = "What people told of themselves is shown of quarters and years that are over."


@staff(P.SEE_FIGURES)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The board of a time."""
    request.section = "figures"
    now = timezone.now()
    time, terms = read_time(request.GET.get("time", ""), now=now), terms_of(request.hub, now=now)
    found = figures_of(request.hub, time, assessed_within=terms.assessment_target_days)
    target = board.Target(terms.contact_target_days, terms.assessment_target_days)
    first, then = board.lead(found)
    pictures = (board.front_door, board.who_waits, board.severity, board.picked_up,
                board.outcomes)  # fmt: skip
    context = {
        **head_of(request, time, now=now), "lead": first, "lead_more": then, "clocks": board.clocks(found, target),
        "pictures": [make(found) for make in pictures], "address": address_of(time),
        "trends": [trend_line(each) for each in trends_of(request.hub)], "equality": equality_line(found, time),
        "attributes": attribute_links(time), "onward": board.promise_line(found),
        "experience": board.people(found.count("R12", "people")),
    }  # fmt: skip
    return render(request, "monitoring/board.html", context)


def attribute_links(time: Time) -> list[tuple[str, str]]:
    """The pages of who came, one for each attribute."""
    here = reverse("monitoring:equality")
    return [(f"{here}?{urlencode({'time': time.key, 'by': each})}", words_of(each)) for each in ATTRIBUTES]


def equality_line(found: Figures, time: Time) -> str:
    """How many told anything of themselves, so that shares are read with care."""
    if not tells_what_people_told(time):
        return OF_LONG_TIMES
    asked = found.count("R16", "received")
    told = asked - found.count("R16", "received", "ethnic_group", "not_told")
    if asked > 0 and told < board.LEAST:
        return f"{board.FEW_OF_THEM} who asked told their ethnic group."
    return f"Of {board.people(asked)} who asked, {told} told their ethnic group." if asked else ""


def trend_line(trend: Trend) -> dict[str, Any]:
    """A drawn picture with its sentence and its table."""
    drawn = next(each for each in TRENDS if each.key == trend.key)
    heads = [line.label.capitalize() for line in drawn.lines]
    rows = [[say_period(each["month"]), *(say(each[line.label]) for line in drawn.lines)] for each in trend.series]
    rows[-1][0] += ", so far"
    return {
        "id": f"trend-{drawn.key}", "title": drawn.title, "heads": heads, "rows": rows[::-1],
        "sentence": sentence_of(drawn, trend.series, say_month=say_period), "note": gap_note(drawn, trend.series),
        "picture": mark_safe(trend.picture),  # noqa: S308 - drawn by trend_actions, of numbers alone
    }  # fmt: skip


@staff(P.SEE_FIGURES)
@require_safe
def equality(request: HttpRequest) -> HttpResponse:
    """Who came, by what they told of themselves: asked, assessed, in support here and elsewhere; and how they did."""
    request.section = "figures"
    now = timezone.now()
    time, by = read_long_time(request.GET.get("time", ""), now=now), request.GET.get("by", ATTRIBUTES[0])
    if by not in ATTRIBUTES:
        raise Http404
    asked = Asked(request.hub, time.start, time.end, by=by)
    found = Figures(dict([*who(asked), *outcomes_of_groups(asked)]))
    context = {
        **head_of(request, time, now=now), "choices": [(each.key, each.label) for each in long_choices(now)],
        **board.who_came(found, by), **group_board.outcomes_by(found, by), "address": address_of(time),
        "by": by, "carried": [("by", by)],
        "title_by": words_of(by),
        "attributes": attribute_links(time),
    }  # fmt: skip
    return render(request, "monitoring/equality.html", context)
