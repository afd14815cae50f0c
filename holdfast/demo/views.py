"""The demo's own pages: role cards, the inbox, and a door that asks for no key."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import anyone
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES
from holdfast.demo.hubs import DEMO_HUBS
from holdfast.demo.inbox import received
from holdfast.design.forms import SampleForm
from holdfast.hubs.models import Hub

AT_WORK = Membership.objects.filter(status=Membership.Status.ACTIVE)  # whoever is invited or suspended gets nowhere


@require_safe
@anyone
def doors(request):
    """Role cards: enter as a person, a practitioner, the lead and the others."""
    hubs = Hub.objects.filter(slug__in=DEMO_HUBS).order_by("name")
    members = AT_WORK.filter(hub__in=hubs).select_related("account", "hub").order_by("pk")
    cards = [(hub, [(member, ROLES[member.roles[0]]) for member in members if member.hub_id == hub.pk]) for hub in hubs]
    return render(request, "demo/doors.html", {"title": "The demo", "cards": cards})


@require_POST
@anyone
def enter(request, pk):
    """Sign in as an invented member, as if through password and second factor."""
    if not settings.DEMO:
        raise Http404
    member = get_object_or_404(AT_WORK.select_related("account", "hub"), pk=pk, hub__slug__in=DEMO_HUBS)
    login(request, member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, member.account, method="mfa", type="demo")
    request.session["membership"] = str(member.pk)
    return redirect("caseload:today")


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
