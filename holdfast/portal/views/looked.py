"""Who may see, and who has looked: from the relationships and the access log as they are."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from holdfast.hubs.hours import as_utc
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.queries import by_role, looked, named_by, outside, relationships_of, times_in_lists
from holdfast.portal.seeing import entries_of, names_in_lists, who_may_see


@require_safe
@on_own_pages(verified=True, confirmed=True)
def looked_page(request: HttpRequest) -> HttpResponse:
    """Who may open the record now, and everybody who did, newest first. The PIN is asked for again."""
    now, person = timezone.now(), request.person
    after = read_key(request.GET.get("after", ""))
    found = looked(person, after=after)
    context = {
        "title": _("Who may see, who has looked"),
        **page_of(request),
        "is_first": after is None,
        "entries": entries_of(person, found.entries, now=now),
        "next_after": found.next_after,
    }
    if after is None:
        context |= {
            "see": who_may_see(
                request.referral, relationships_of(person), by_role(person, now=now), named_by(person),
                outside(person), now=now,
            ),
            "in_lists": names_in_lists(times_in_lists(person, now=now)),
        }  # fmt: skip
    return render(request, "portal/looked.html", context)


def read_key(text: str) -> tuple[datetime, int] | None:
    """The moment and the number of the entry that a page ended with; None for anything else."""
    moment, _sign, number = text.partition("~")
    try:
        at = as_utc(parse_datetime(moment))
    except (ValueError, OverflowError):
        return None
    if at is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return at, int(number)
