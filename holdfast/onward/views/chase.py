"""The chase list: services that have been silent for longer than agreed, the longest silence first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.onward.chase_queries import broken, chase_page
from holdfast.onward.queries import MOST_SHOWN
from holdfast.onward.shown import chase_line
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of


@staff(Permission.OPEN_RECORDS, Permission.CHASE)
@require_safe
def chase(request: HttpRequest) -> HttpResponse:
    """Whom to ask; or, of these, the promises that are broken with nothing done about it."""
    request.section = "people"
    now, found = timezone.now(), viewer_of(request)
    is_broken = request.GET.get("only") == "broken"
    after = request.GET.get("after", "")
    if is_broken:
        related = ("person", "referral__owner__account", "service__contingency")
        rows, key = list(broken(found).select_related(*related)[:MOST_SHOWN]), ""
    else:
        page = chase_page(found, after=after)
        rows, key = page.rows, page.after
    if rows:
        request.touched.add([row.person_id for row in rows], why=found.why)
    here = reverse("onward:chase")
    context = {
        "lines": [chase_line(row, name_of(row.person), now=now) for row in rows], "is_broken": is_broken,
        "tabs_list": [
            {"label": "To ask", "href": here, "current": not is_broken},
            {"label": "Promise broken", "href": f"{here}?only=broken", "current": is_broken},
        ],
        "next_href": f"?after={key}".replace("+", "%2B") if key else "", "first_href": here if after else "",
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "onward/chase.html", context)
