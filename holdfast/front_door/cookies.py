"""The cookies that a person's browser may hold, each for one hub alone. Leaving drops every one, whichever app gave it.

They live as long as the browser is open, and are sent to the public pages only.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from holdfast.hubs.models import Hub

DRAFT = "hf_draft"
"""What is being typed in a request: which row, and the key that reads it."""
TEAM = "hf_team"
"""The same of a team's request."""
VISIT = "hf_visit"
"""A browser that has sent a request, or opened a link with its code."""
OWN = "hf_own"
"""A browser in which somebody has opened their own pages."""
REFER, ABOUT = "hf_refer", "hf_about"
"""A referrer's browser after the code, and what they are writing."""
WORK = "hf_work"
"""The browser of a partner who has opened a link about somebody's work with its code."""
EVERY = (DRAFT, TEAM, VISIT, OWN, REFER, ABOUT, WORK)
PATH = "/hub/"


def name_at(hub: Hub, kind: str) -> str:
    """The name of a cookie: what is begun at one hub is not lost by beginning at another."""
    return f"{kind}_{hub.slug}"


def held(request: HttpRequest, kind: str) -> str:
    """What this browser holds for the hub of the page; empty for nothing."""
    return request.COOKIES.get(name_at(request.hub, kind), "")


def give(response: HttpResponse, kind: str, value: str, *, hub: Hub) -> HttpResponse:
    """Give the browser a key, for this session of the browser only."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name_at(hub, kind), value, httponly=True, samesite="Lax", secure=secure, path=PATH)
    return response


def drop(response: HttpResponse, *kinds: str, hub: Hub) -> HttpResponse:
    """Take keys from the browser."""
    for kind in kinds:
        response.delete_cookie(name_at(hub, kind), path=PATH, samesite="Lax")
    return response


def drop_every(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take every key from the browser, whichever hub it is of, and the mark of its forms."""
    response.delete_cookie(settings.CSRF_COOKIE_NAME, path=settings.CSRF_COOKIE_PATH, samesite="Lax")
    for name in request.COOKIES:
        if name.startswith(tuple(f"{kind}_" for kind in EVERY)):
            response.delete_cookie(name, path=PATH, samesite="Lax")
    return response
