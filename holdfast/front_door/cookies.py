"""The cookies that a person's browser may hold. Leaving drops every one of them, whichever app gave it."""

from django.http import HttpResponse

from holdfast.front_door.drafts import COOKIE as DRAFT
from holdfast.front_door.drafts import TEAM_COOKIE as TEAM
from holdfast.front_door.drafts import drop_cookie

VISIT = "hf_visit"
"""A browser that has sent a request, or opened a link with its code."""
OWN = "hf_own"
"""A browser in which somebody has opened their own pages."""
REFER, ABOUT = "hf_refer", "hf_about"
"""A referrer's browser after the code, and what they are writing."""
EVERY = (DRAFT, TEAM, VISIT, OWN, REFER, ABOUT)


def drop_every(response: HttpResponse) -> HttpResponse:
    """Take every key from the browser."""
    for name in EVERY:
        drop_cookie(response, name=name)
    return response
