"""What holds for every answer: neutral headers, idle sessions end, a route that declares nobody is closed."""

import logging
import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404

log = logging.getLogger("holdfast.gate")
TOUCH_SECONDS = 30


def neutral_headers(get_response):
    """No page is kept by a browser or a proxy, or named to another site."""

    def middleware(request):
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return middleware


def end_idle_sessions(get_response):
    """Sign out who has been idle. A page that polls says so and does not count as being there."""

    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get("seen", 0)
            is_there = request.headers.get("HX-Trigger-Name") != "poll"
            if seen and now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
            elif not seen or (is_there and now - seen > TOUCH_SECONDS):
                request.session["seen"] = now
        return get_response(request)

    return middleware


class EveryRouteDeclaresWho:
    """Refuses a view that does not say who may pass: a forgotten gate is closed, not open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Called by Django before the view."""
        if not hasattr(view, "who"):
            log.error("route %s declares no who", request.resolver_match.view_name)
            raise Http404
