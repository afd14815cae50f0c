"""The People list: its tabs, pages and search."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.caseload.queries import PAGE, counts_of, found_by, page_of, read_key, write_key
from holdfast.caseload.rows import Row, found_row, grouped, of_stage
from holdfast.caseload.rules import Horizon
from holdfast.hubs.hours import say_day, say_moment
from holdfast.people.viewer import Viewer, viewer_of
from holdfast.referrals.states import BY_NEXT_ACTION, Stage

LONGEST_SEARCH = 200
HEADS = {
    Stage.ASSESSMENT: {"by": "Assessment"},
    Stage.MEETING: {"by": "Discussed"},
    Stage.IN_SUPPORT: {"by": "Next step"},
    Stage.ELSEWHERE: {"by": "Next step"},
    Stage.FOLLOW_UP: {"by": "Next step"},
    Stage.CLOSED: {"by": "How it ended", "wait": "Was open"},
}


@staff(Permission.OPEN_RECORDS)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of one stage, or those whom a search finds."""
    request.section = "people"
    now = timezone.now()
    sight = viewer_of(request)
    query = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    context = search(request, sight, query, now) if query else stage_page(request, sight, now)
    context |= {
        "q": query,
        "printed": say_moment(now, now),
        "may_emergency": request.member.may(Permission.EMERGENCY_ACCESS),
    }
    return render(request, "caseload/people.html", context)


def stage_page(request: HttpRequest, sight: Viewer, now: datetime) -> dict[str, Any]:
    """One page of one stage. An unknown stage is the first one; an unknown place is the beginning."""
    counts = counts_of(sight)
    stage = stage_named(request.GET.get("stage", ""), sight)
    after = read_key(request.GET.get("after", ""))
    found = page_of(sight, stage, after=after)
    rows = [Row(*each) for each in found[:PAGE]]
    request.touched.add([row.person_id for row in rows], why=sight.why)
    horizon = Horizon.seen_from(now)
    is_grouped = stage in {Stage.TRIAGE, Stage.FIRST_CONTACT}
    return {
        "stage": stage,
        "label": Stage(stage).label,
        "tabs_list": tabs_of(stage, counts),
        "groups": grouped(rows, sight.member, horizon, target_days=sight.target_days) if is_grouped else None,
        "rows": None if is_grouped else [of_stage(row, sight.member, horizon) for row in rows],
        "heads": HEADS.get(stage, {} if sight.member.may(Permission.SEE_CLINICAL) else {"by": "Contact by"}),
        "shown": len(rows),
        "count": counts.get(stage, 0),
        "on_queue": sight.has_duty or sight.sees_everybody,
        "next_href": address(stage, write_key(found[PAGE - 1])) if len(found) > PAGE else "",
        "next_text": next_text(stage, found, now) if len(found) > PAGE else "",
        "first_href": address(stage) if after else "",
    }


def stage_named(text: str, sight: Viewer) -> str:
    """The stage of an address. Without one: triage for whoever works the queue, else first contact."""
    if text in Stage.values:
        return text
    return Stage.TRIAGE if sight.sees_everybody or sight.has_duty else Stage.FIRST_CONTACT


def tabs_of(stage: str, counts: Any) -> list[dict[str, Any]]:
    """The stages with their kept counts. Closed ones have no count: nobody waits there."""
    return [
        {
            "label": each.label,
            "href": address(each),
            "current": each == stage,
            "count": "" if each == Stage.CLOSED else counts.get(each, 0),
        }
        for each in Stage
    ]


def address(stage: str, after: str = "") -> str:
    """The address of a page of the list."""
    given = QueryDict(mutable=True)
    given.update({"stage": stage, **({"after": after} if after else {})})
    return f"{reverse('caseload:people')}?{given.urlencode()}"


def next_text(stage: str, found: list[tuple], now: datetime) -> str:
    """What stands on the next page."""
    if stage == Stage.CLOSED:
        return "Next: earlier ones"
    following = Row(*found[PAGE])
    if stage in BY_NEXT_ACTION:
        return f"Next: due by {say_day(following.due_at, now)} and later"
    return f"Next: contact by {say_day(following.due_at, now)} and later"


def search(request: HttpRequest, sight: Viewer, query: str, now: datetime) -> dict[str, Any]:
    """Whom the search finds. Somebody unknown and somebody who must not be seen give the same page."""
    found = found_by(sight, query)
    rows = [Row(*each) for each in found[:PAGE]]
    request.touched.add([row.person_id for row in rows], why=sight.why)
    return {
        "stage": "",
        "tabs_list": tabs_of("", {}),
        "rows": [found_row(row, sight.member, now) for row in rows],
        "groups": None,
        "heads": {"by": "Stage and contact by"},
        "shown": len(rows),
        "more_found": len(found) > PAGE,
    }
