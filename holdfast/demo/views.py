"""The demo's own pages: cards to enter as anybody, the inbox, and doors that ask for no key."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import anyone
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES
from holdfast.demo.entering import begin_to_refer, open_own_pages, people_of, referrers_of
from holdfast.demo.hubs import DEMO_HUBS
from holdfast.demo.inbox import received
from holdfast.demo.stories.portal import PIN
from holdfast.design.forms import SampleForm
from holdfast.front_door import cookies
from holdfast.hubs.models import Hub
from holdfast.hubs.scope import hub_scope

AT_WORK = Membership.objects.filter(status=Membership.Status.ACTIVE)  # whoever is invited or suspended gets nowhere


@require_safe
@anyone
def doors(request):
    """Cards: enter as somebody who needs help, who refers, or who works here."""
    hubs = [cards_of(hub) for hub in Hub.objects.filter(slug__in=DEMO_HUBS).order_by("name")]
    return render(request, "demo/doors.html", {"title": "The demo", "hubs": hubs, "pin": PIN})


def cards_of(hub: Hub) -> dict:
    """Everybody as whom one can enter at a hub."""
    members = AT_WORK.filter(hub=hub).select_related("account").order_by("pk")
    with hub_scope(hub):
        people, referrers = people_of(hub), referrers_of(hub)
    return {
        "hub": hub, "people": people, "referrers": referrers,
        "members": [(member, ROLES[member.roles[0]]) for member in members],
    }  # fmt: skip


def demo_hub(slug: str) -> Hub:
    """One of the demo's own hubs: no door stands at any other, and none outside the demo.

    Raises:
        Http404: there is no such hub, or this is no demo.
    """
    if not settings.DEMO or slug not in DEMO_HUBS:
        raise Http404
    return get_object_or_404(Hub, slug=slug)


@require_POST
@anyone
def enter(request, pk):
    """Sign in as an invented member, as if through password and second factor."""
    if not settings.DEMO:
        raise Http404
    member = get_object_or_404(AT_WORK.select_related("account", "hub"), pk=pk, hub__slug__in=DEMO_HUBS)
    login(request, member.account, backend="holdfast.accounts.backends.Accounts")
    record_authentication(request, member.account, method="mfa", type="demo")
    request.session["membership"] = str(member.pk)
    return redirect("caseload:today")


@require_POST
@anyone
def own_pages(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Open the own pages of one of the story's people, as if they had followed a link and typed their PIN."""
    hub = demo_hub(slug)
    with hub_scope(hub):
        if pk not in {way.pk for way in people_of(hub)}:
            raise Http404
        token, key = open_own_pages(hub, pk, now=timezone.now())
    if not key:
        return redirect("portal:open_link", slug, token)
    return cookies.give(redirect("portal:stand", slug), cookies.OWN, key, hub=hub)


@require_POST
@anyone
def refer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Let this browser refer as an invented partner, as if after the code. A manager goes on to whom they name."""
    hub = demo_hub(slug)
    with hub_scope(hub):
        key = begin_to_refer(hub, pk, now=timezone.now())
    if not key:
        raise Http404
    return cookies.give(redirect("partners:mine", slug), cookies.REFER, key, hub=hub)


@require_safe
@anyone
def inbox(request):
    """What was mailed, as it was mailed."""
    mail = [
        {
            "to": message["To"], "subject": message["Subject"], "at": message["Date"], "id": message["Message-ID"],
            "words": message.get_content(),
        }
        for message in received()
    ]  # fmt: skip
    return render(request, "demo/inbox.html", {"title": "Inbox", "mail": mail})


@require_safe
@anyone
def components(request, ground):
    """Our own components, each with sample data and when to use it."""
    if ground not in {"public", "staff"}:
        raise Http404
    context = {"title": "Components", "ground": ground, "form": SampleForm({}), "nav": [], "open_alerts": []}
    return render(request, "design/components_page.html", context)
