"""The gate of the own pages: a browser that has shown what only the person knows, or one and the same closed page."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from holdfast.accounts.gate import Who, at_hub
from holdfast.events.access import READING
from holdfast.events.models import AccessEntry
from holdfast.front_door import cookies
from holdfast.front_door.actions import log_by_person
from holdfast.front_door.cookies import OWN, VISIT
from holdfast.hubs.models import Hub
from holdfast.network.models import Transfer
from holdfast.network.queries import open_transfer
from holdfast.network.shown import moved_words
from holdfast.network.states import Status
from holdfast.portal.entry_actions import touch
from holdfast.portal.models import OwnVisit
from holdfast.portal.pages import PART_OF, page_of
from holdfast.portal.queries import find_visit
from holdfast.portal.rules import CONFIRMED_FOR, TOUCHED_AGAIN

CLOSED = "portal/closed.html"


def on_own_pages(*, verified: bool = False, confirmed: bool = False) -> Callable:
    """A page of one person, for themselves. Gives `request.visit`, `request.referral` and `request.person`.

    Args:
        verified: only once a practitioner has checked who they are: until then anybody may have asked in this name.
        confirmed: only within minutes of the PIN, asked for again.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def visited(request, *args, **kwargs):
            now = timezone.now()
            visit = find_visit(request.hub, cookies.held(request, OWN), now=now)
            if visit is None:
                return closed(request)
            request.visit, request.referral, request.person = visit, visit.referral, visit.person
            if now - visit.touched_at > TOUCHED_AGAIN:
                touch(visit, now=now)
            if visit.has_offer and (to := moved_to(visit)) and request.resolver_match.view_name not in WITHOUT_PIN:
                return logged(request, moved(request, to))
            if not visit.has_pin and request.resolver_match.view_name not in WITHOUT_PIN:
                return redirect("portal:pin", request.hub.slug)
            if verified and request.person.verified_at is None:
                return logged(request, not_yet(request))
            if confirmed and not is_confirmed(request):
                return ask_again(request)
            return logged(request, view(request, *args, **kwargs))

        gated = at_hub(visited)
        gated.who = Who("person")
        return gated

    return decorate


WITHOUT_PIN = {"portal:pin", "portal:close"}


def moved_to(visit: OwnVisit) -> Transfer | None:
    """Where this person is by now: another hub has accepted them."""
    transfer = open_transfer(visit.referral)
    return transfer if transfer is not None and transfer.status == Status.ACCEPTED else None


def moved(request: HttpRequest, to: Transfer) -> HttpResponse:
    """All that the old pages say from then on: which hub it is, and the number there. Nothing that was sent is done."""
    context = {**moved_words(to, now=timezone.now()), "is_pressed": request.method == "POST"}
    return render(request, "portal/moved.html", context)


def logged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Write into the access log that the person read or wrote something of their own."""
    is_read = request.method in READING
    log_by_person(
        request.referral, what=request.resolver_match.view_name, now=timezone.now(),
        action=AccessEntry.Action.READ if is_read else AccessEntry.Action.WRITE,
    )  # fmt: skip
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """What every one of these pages answers a browser without a visit, whoever it may be."""
    return drop(render(request, CLOSED, {"title": "Open your pages"}, status=410), hub=request.hub)


def drop(response: HttpResponse, *, hub: Hub) -> HttpResponse:
    """Take from the browser what opened these pages, and the pages that ask for more."""
    return cookies.drop(response, OWN, VISIT, hub=hub)


def not_yet(request: HttpRequest) -> HttpResponse:
    """Why a page is not shown before the first conversation.

    Raises:
        Http404: something was posted to it.
    """
    if request.method not in READING:
        raise Http404
    return render(request, "portal/not_yet.html", {"title": "After we have talked", **page_of(request)})


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the PIN was asked for again a few minutes ago."""
    confirmed_at = request.visit.confirmed_at
    return confirmed_at is not None and timezone.now() - confirmed_at < CONFIRMED_FOR


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the PIN once more, and from there back."""
    name = request.resolver_match.url_name
    name = PART_OF.get(name, name)
    return redirect(f"{reverse('portal:confirm', args=[request.hub.slug])}?for={name}")
