"""The calendar feed: the member's side, and the address that a calendar reads."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import at_hub, staff
from holdfast.accounts.roles import Permission
from holdfast.diary import feed_actions
from holdfast.diary.feed import calendar_of
from holdfast.diary.queries import find_feed, taken_of

BACK, AHEAD = timedelta(days=14), timedelta(days=92)


@require_safe
@at_hub
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """When a member is busy, for whoever holds the address. An address that is none gives the same as any other."""
    now = timezone.now()
    found = find_feed(request.hub, feed_actions.hash_of(token))
    if found is None:
        return HttpResponse(status=410)
    found.member.hub = request.hub
    sessions = taken_of(found.member, now - BACK, now + AHEAD)
    return HttpResponse(calendar_of(sessions, now=now), content_type="text/calendar; charset=utf-8")


@staff(Permission.SEE_DIARY)
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """Make one's own address, shown this once."""
    request.section = "diary"
    token = feed_actions.make_feed(request.member, now=timezone.now())
    site = settings.PUBLIC_URL or f"http://{request.get_host()}"
    path = reverse("diary:feed", args=[request.hub.slug, token])
    return render(request, "diary/feed_made.html", {"address": f"{site}{path}"})


@staff(Permission.SEE_DIARY)
@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """Let the address be none any more."""
    feed_actions.end_feed(request.member, now=timezone.now())
    messages.success(request, "The address is no address any more. Your calendar keeps what it has read.")
    return redirect("diary:hours")
