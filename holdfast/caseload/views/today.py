"""Today: what waits for this member, by what their roles open. Empty means that nothing waits, and says so."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.kept_out import first_unsettled
from holdfast.appointments.rules import settled_by
from holdfast.caseload import waiting
from holdfast.caseload.covering import cover_of, left_with_leads
from holdfast.caseload.emergency_reviews import waiting_reviews
from holdfast.caseload.names import waiting_names, waiting_releases, without_a_lead
from holdfast.caseload.sums import duty_of, sums_of
from holdfast.caseload.waiting import DUE, Waiting
from holdfast.fitness.late_queries import is_late_beyond
from holdfast.hubs.hours import LONDON, say_moment
from holdfast.people.viewer import Viewer, viewer_of
from holdfast.safeguarding.queries import due_count

P = Permission


@staff()
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page that everybody starts from."""
    request.section = "today"
    now = timezone.now()
    member = request.member
    if member.permissions == {P.REFER}:  # from outside: nothing of the hub is theirs to see
        return redirect("partners:own")
    if member.permissions == {P.SEE_RELEASED}:
        return redirect("monitoring:released")
    context: dict[str, Any] = {"at": waiting.day_and_time(now), "without_a_lead": for_whoever_runs_it(member)}
    context["late_with_two"] = not member.may(P.SEE_CONCERNS) and is_late_beyond(viewer_of(request))
    if not member.may(P.OPEN_RECORDS):
        return elsewhere(request, context, now)
    context["duty"] = waiting.duty_words(member, now=now)
    sight = viewer_of(request)
    covered = cover_of(sight)
    lists = [*waiting.lists_of(sight), *(each["list"] for each in covered)]
    if member.may(P.HAND_OVER):
        title = "Owner away, not at work or kept out, and nobody in their place"
        lists.append(Waiting(title, left_with_leads(sight), DUE))
    request.touched.add([row.person_id for each in lists for row in each.rows], why=sight.why)
    context["covers"] = [{"name": each["name"], "until": each["until"]} for each in covered]
    context |= {"lists": [each.shown(sight) for each in lists if each.rows]}
    if member.may(P.SEE_ALL_ALERTS):
        untaken = waiting.untaken_alerts(sight, besides=[alert["pk"] for alert in request.open_alerts])
        request.touched.add([alert.person_id for alert in untaken], why=sight.why)
        context["untaken"] = [waiting.alert_row(alert, now=now) for alert in untaken]
    if member.may(P.ANSWER_TEAMS):
        context["teams"] = waiting.teams_to_call(member, now=now)
    context["doors"] = [line for each in settings.TODAY for line in import_string(each)(sight)]
    context |= for_a_lead(sight)
    waits = ("lists", "untaken", "doors", "teams", "names", "releases", "reviews", "concerns", "without_a_lead",
             "late_with_two")  # fmt: skip
    context["is_empty"] = not (any(context.get(each) for each in waits) or getattr(request, "open_alerts", []))
    if context["is_empty"]:
        context["next_due"] = waiting.next_due(sight)
        request.touched.add([context["next_due"]["person_id"]] if context["next_due"] else [], why=sight.why)
    return render(request, "caseload/today.html", context)


def for_whoever_runs_it(member: Membership) -> int:
    """How many people wait for a lead whom the hub does not have, for whoever can ask for one and is none."""
    runs_it = member.may(P.SET_HUB) or member.may(P.SEE_AUDIT)
    return without_a_lead(member.hub) if runs_it and not member.may(P.SETTLE_NAMES) else 0


def for_a_lead(sight: Viewer) -> dict[str, Any]:
    """What waits for a lead: names to settle, emergencies to review, concerns that somebody was to look at again."""
    member, now = sight.member, sight.now
    context: dict[str, Any] = {}
    if member.may(P.SETTLE_NAMES):
        context |= names_to_settle(member, now=now)
        context["releases"] = len(waiting_releases(member))
    if member.may(P.REVIEW_EMERGENCY):
        context |= reviews_of(sight)
    if member.may(P.OPEN_ALL_RECORDS) and member.may(P.SEE_CONCERNS):
        context["concerns"] = due_count(sight, today=now.astimezone(LONDON).date())
    return context


def names_to_settle(member: Membership, *, now: datetime) -> dict[str, Any]:
    """How many names wait to be settled, and by when the first for which an appointment waits."""
    waiting = waiting_names(member)
    seen = first_unsettled(member.hub, {entry.person_id for entry in waiting}, now=now) if waiting else {}
    return {"names": len(waiting), "names_by": say_moment(settled_by(min(seen.values())), now) if seen else ""}


def reviews_of(found: Viewer) -> dict[str, Any]:
    """Emergency access that waits for this member's review."""
    waits = waiting_reviews(found)
    first = waits[0].review_by if waits else found.now
    return {"reviews": len(waits), "review_by": say_moment(first, found.now), "review_late": first < found.now}


def elsewhere(request: HttpRequest, context: dict[str, Any], now: Any) -> HttpResponse:
    """Today for those who open no records: outside cover sees its alerts, a manager sees counts."""
    context["duty"] = duty_of(request.hub, now=now)
    if request.member.may(P.TAKE_ALERT):
        alerts = waiting.own_alerts(viewer_of(request))
        request.touched.add([alert.person_id for alert in alerts], why="outside")
        context["untaken"] = [waiting.alert_row(alert, now=now) for alert in alerts]
        return render(request, "caseload/today_outside.html", context)
    if request.member.may(P.SEE_FIGURES):
        context |= sums_of(request.member, now=now)
    if request.member.may(P.REVIEW_EMERGENCY):
        context |= reviews_of(viewer_of(request))
    return render(request, "caseload/today_figures.html", context)
