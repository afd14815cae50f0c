"""Who may pass the pages of referral: a browser that was let in by a code, or an account with the role.

What is not theirs is a page that has closed, the same one for whatever reason.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from holdfast.accounts.gate import Who, at_hub
from holdfast.accounts.members import current_member, used_second_factor
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.accounts.typed import typed_words
from holdfast.agreements.models import Partner
from holdfast.front_door import cookies
from holdfast.front_door.cookies import REFER
from holdfast.partners.code_actions import touch
from holdfast.partners.queries import find_visit, partner_of_member

KEY = REFER


def referrer(view: Callable) -> Callable:
    """A page for a referrer of the hub in the address. Gives `request.partner`, and opens the hub's scope."""

    @wraps(view)
    def passed(request, *args, **kwargs):
        request.partner = partner_here(request)
        return view(request, *args, **kwargs) if request.partner else closed(request)

    gated = at_hub(passed)
    gated.who = Who("referrer")
    return gated


def partner_here(request: HttpRequest) -> Partner | None:
    """Whoever this browser may refer for; None for nobody."""
    now = timezone.now()
    request.member_here = referring_member(request)
    if request.member_here is not None:
        return partner_of_member(request.member_here)
    key = cookies.held(request, KEY)
    visit = find_visit(request.hub, key, now=now) if key else None
    if visit is None:
        return None
    touch(visit, now=now)
    return visit.partner


def referring_member(request: HttpRequest) -> Membership | None:
    """Whoever signed in with a second factor and may refer to this hub."""
    if not request.user.is_authenticated or not used_second_factor(request):
        return None
    member = current_member(request)
    may = member is not None and member.hub_id == request.hub.pk and member.may(Permission.REFER)
    return member if may else None


def closed(request: HttpRequest) -> HttpResponse:
    """Whoever has no code, or had one: how to get in, and what they typed in a form that came too late."""
    context = {"title": "This page has closed", "words": typed_words(request)}
    return render(request, "partners/closed.html", context, status=410)
