"""The team: who works here, and as what. A link to join is shown once, in the answer itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.actions import AlreadyMember, CannotInvite, LastFallback, LastOutsideCover
from holdfast.accounts.gate import staff
from holdfast.accounts.invitations import LIFE, join_link
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import ROLES, Permission
from holdfast.desk import team_actions as actions
from holdfast.desk.forms import InviteForm, RolesForm
from holdfast.desk.queries import member_of, team_of, works_elsewhere
from holdfast.desk.rules import may_give
from holdfast.hubs.hours import say_moment

Status = Membership.Status
LAST_FALLBACK = "Nobody else is told of alerts that nobody on duty has. Make somebody else the fallback first."
REFUSALS = (
    actions.Yourself,
    actions.NotYoursToGive,
    actions.NotNow,
    actions.WorksElsewhere,
    LastFallback,
    LastOutsideCover,
)


@staff(Permission.SET_HUB)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Everybody, with roles, standing and second factor."""
    request.section = "hub"
    members = team_of(request.hub)
    here = [row(each) for each in members if each.status != Status.LEFT]
    left = [row(each) for each in members if each.status == Status.LEFT]
    return render(request, "desk/team.html", {"here": here, "left": left})


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link."""
    request.section = "hub"
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            member = actions.invite(request.hub, by=request.member, now=timezone.now(), **form.cleaned_data)
        except AlreadyMember:
            form.add_error("email", "Somebody with this address belongs to the team already. Look for them on its page")
        except CannotInvite as trouble:
            form.add_error(None, f"{trouble}.")
        except actions.NotYoursToGive as trouble:
            form.add_error("roles", str(trouble))
        else:
            return show_link(request, member)
    return render(request, "desk/invite.html", {"form": form})


@staff(Permission.SET_HUB)
@require_safe
def member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One colleague, and what can be changed."""
    found = find(request, pk)
    form = RolesForm(initial={"roles": found.roles, "is_fallback": found.is_fallback})
    return show_member(request, found, form)


@staff(Permission.SET_HUB)
@require_POST
def set_roles(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other roles, or another fallback."""
    found, form = find(request, pk), RolesForm(request.POST)
    if not form.is_valid():
        return show_member(request, found, form)
    try:
        actions.set_roles(found, by=request.member, now=timezone.now(), **form.cleaned_data)
    except CannotInvite as trouble:
        form.add_error(None, f"{trouble}.")
        return show_member(request, found, form)
    except REFUSALS as trouble:
        form.add_error(None, sentence(trouble))
        return show_member(request, found, form)
    messages.success(request, f"{found.name} has these roles now, and signs in anew.")
    return redirect("desk:member", pk)


@staff(Permission.SET_HUB)
@require_POST
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the hub to a colleague."""
    return step(request, pk, actions.suspend, "{} is suspended, and signed out everywhere.")


@staff(Permission.SET_HUB)
@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the hub to them again."""
    return step(request, pk, actions.resume, "{} is back.")


@staff(Permission.SET_HUB)
@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They have left."""
    return step(request, pk, actions.leave, "{} has left, and is signed out everywhere.")


@staff(Permission.SET_HUB)
@require_POST
def replace_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new link for somebody invited."""
    return link_step(request, pk, actions.replace_link)


@staff(Permission.SET_HUB)
@require_POST
def begin_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A link for somebody who lost password or second factor."""
    return link_step(request, pk, actions.begin_again)


def find(request: HttpRequest, pk: UUID) -> Membership:
    """A member of this hub.

    Raises:
        Http404: nobody here has this id.
    """
    found = member_of(request.hub, pk)
    if found is None:
        raise Http404
    return found


def step(request: HttpRequest, pk: UUID, action: Callable[..., None], words: str) -> HttpResponse:
    """Take one step about a colleague; an expected refusal is a sentence."""
    found = find(request, pk)
    try:
        action(found, by=request.member, now=timezone.now())
    except REFUSALS as trouble:
        messages.error(request, sentence(trouble))
    else:
        messages.success(request, words.format(found.name))
    return redirect("desk:member", pk)


def link_step(request: HttpRequest, pk: UUID, action: Callable[..., Membership]) -> HttpResponse:
    """Make a link, and show it."""
    found = find(request, pk)
    try:
        found = action(found, by=request.member, now=timezone.now())
    except REFUSALS as trouble:
        messages.error(request, sentence(trouble))
        return redirect("desk:member", pk)
    return show_link(request, found)


def sentence(trouble: Exception) -> str:
    """What to say of a refusal."""
    return LAST_FALLBACK if isinstance(trouble, LastFallback) else trouble.__doc__ or ""


def show_link(request: HttpRequest, found: Membership) -> HttpResponse:
    """The link, in the answer to the form and nowhere else: it is kept in no session, message or log."""
    request.section = "hub"
    now = timezone.now()
    here = request.build_absolute_uri("/").rstrip("/")
    context = {"found": found, "link": join_link(found, now=now, here=here), "until": say_moment(now + LIFE, now)}
    return render(request, "desk/link.html", context)


def show_member(request: HttpRequest, found: Membership, form: RolesForm) -> HttpResponse:
    """The page of one colleague."""
    request.section = "hub"
    is_self = found.pk == request.member.pk
    may_link = not is_self and may_give(request.member.permissions, found.roles)
    context = {
        "found": found,
        "form": form,
        "facts": facts(found),
        "is_self": is_self,
        "may_change": may_link and found.status != Status.LEFT,
        "may_link": may_link,
        "elsewhere": works_elsewhere(found),
    }
    return render(request, "desk/member.html", context)


def facts(found: Membership) -> list[tuple[str, str]]:
    """What is known of one colleague's place."""
    return [
        ("Signs in with", found.account.email),
        ("Standing", f"{found.get_status_display()}{factor(found)}"),
        ("Roles", roles_of(found)),
        ("Joined", f"{found.joined_on.day} {found.joined_on:%B %Y}"),
    ]


def row(found: Any) -> dict[str, Any]:
    """One line of the list."""
    return {
        "name": found.name,
        "href": reverse("desk:member", args=[found.pk]),
        "by": f"{roles_of(found)}{factor(found)}",
        "owner": found.account.email,
        "do": found.get_status_display(),
        "done": True,
    }


def roles_of(found: Membership) -> str:
    """Roles in words."""
    words = [ROLES[key].label for key in found.roles if key in ROLES]
    return ", ".join([*words, *(["fallback"] if found.is_fallback else [])])


def factor(found: Any) -> str:
    """What to say of the second factor of somebody who works here."""
    if found.status != Status.ACTIVE:
        return ""
    return ", with second factor" if found.has_factor else ", no second factor yet"
