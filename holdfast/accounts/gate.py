"""The gate: every route declares who may pass, and opens the hub's scope only for them.

`anyone` no hub, no scope · `at_hub` a public page of the hub named in the address · `signed_in` a staff member's
own account pages · `staff(*permissions)` a page about a hub's people. What is not yours is 404, never 403; a
refused read is logged after the refused work is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from holdfast.accounts.members import current_member, has_second_factor, used_second_factor
from holdfast.accounts.roles import Permission
from holdfast.accounts.typed import typed_words
from holdfast.events.access import Touched, log_refused, log_touched
from holdfast.hubs.queries import find_hub
from holdfast.hubs.scope import hub_scope


@dataclass(frozen=True)
class Who:
    """Who may pass a route; `permissions` are those of which the member must hold every one."""

    kind: str
    permissions: tuple[Permission, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.permissions)}" if self.permissions else self.kind


def anyone(view: Callable) -> Callable:
    """A page that needs no hub and reads no person's data."""

    @wraps(view)
    def gated(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    gated.who = Who("anyone")
    return gated


def at_hub(view: Callable) -> Callable:
    """A public page of an open hub. Gives `request.hub`; the scope is open around the view."""

    @wraps(view)
    def gated(request, slug, *args, **kwargs):
        request.hub = find_hub(slug, now=timezone.now())
        with hub_scope(request.hub):
            return view(request, *args, **kwargs)

    gated.who = Who("anyone at a hub")
    return gated


def about_hub(view: Callable) -> Callable:
    """A public page about an open hub that reads nothing protected: `request.hub` without a scope."""

    @wraps(view)
    def gated(request, slug, *args, **kwargs):
        request.hub = find_hub(slug, now=timezone.now())
        return view(request, *args, **kwargs)

    gated.who = Who("anyone at a hub")
    return gated


def signed_in(view: Callable) -> Callable:
    """A page about the account itself, open before the second factor is set up."""

    @wraps(view)
    def gated(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect("account_login")
        return view(request, *args, **kwargs)

    gated.who = Who("signed in")
    return gated


def staff(*permissions: Permission) -> Callable:
    """A page of the hub's work: an active member who signed in with a second factor and holds `permissions`."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def gated(request, *args, **kwargs):
            if (elsewhere := turned_away(request)) is not None:
                return elsewhere
            member = current_member(request)
            if member is None or not member.permissions:  # without a role: nothing, not everything
                raise Http404
            request.member, request.hub, request.touched = member, member.hub, Touched()
            if not all(member.may(permission) for permission in permissions):
                return refuse(request)
            return in_scope(request, view, args, kwargs)

        gated.who = Who("staff", permissions)
        return gated

    return decorate


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Where somebody goes first who has not signed in, or not with a second factor."""
    if not request.user.is_authenticated:
        if words := typed_words(request):
            return render(request, "accounts/signed_out.html", {"words": words}, status=HTTPStatus.UNAUTHORIZED)
        return sent_to(request, "account_login")
    if not used_second_factor(request):
        return sent_to(request, "account_logout" if has_second_factor(request.user) else "mfa_index")
    return None


def sent_to(request: HttpRequest, name: str) -> HttpResponse:
    """A redirect of the whole page, also where only a part of it had asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)


def in_scope(request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse:
    """Run the view in its hub's scope, and write down whose data it touched or was refused."""
    try:
        with hub_scope(request.hub):
            if request.member.may(Permission.TAKE_ALERT):  # read, and logged, where a page shows them
                request.open_alerts = SimpleLazyObject(lambda: import_string(settings.STAFF_BANNER)(request))
            response = view(request, *args, **kwargs)
            log_touched(request, response, now=timezone.now())
            return response
    except (Http404, PermissionDenied):
        return refuse(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """Write the refusal down in a transaction of its own, and answer as if there were no such page.

    Raises:
        Http404: always.
    """
    with hub_scope(request.hub):
        log_refused(request, now=timezone.now())
    raise Http404
