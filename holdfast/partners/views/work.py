"""What a partner reads about somebody's work: what the person approved, word for word; and a box to answer in.

They come by a link with its code, or by the door of those who refer. What was shared stays; nothing else is read.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import Who, at_hub
from holdfast.accounts.typed import typed_words
from holdfast.events import access
from holdfast.events.access import READING
from holdfast.events.models import AccessEntry
from holdfast.front_door import cookies, help_lines
from holdfast.front_door.cookies import WORK
from holdfast.hubs.ids import uuid7
from holdfast.partners.forms import ReplyForm, WorkCodeForm
from holdfast.partners.gate import partner_here
from holdfast.workplace import sharing_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.queries import find_link, find_link_visit, replies_of, shared_with
from holdfast.workplace.words import paper, reply_lines

MOST_SHOWN = 50


def reader(view: Callable) -> Callable:
    """A page for a partner. Gives `request.partner`, and `request.about`: the one person, or None for all theirs."""

    @wraps(view)
    def passed(request, *args, **kwargs):
        link = find_link_visit(request.hub, cookies.held(request, WORK), now=timezone.now())
        request.member_here = None
        request.partner, request.about = (link.partner, link.person) if link else (partner_here(request), None)
        return view(request, *args, **kwargs) if request.partner else ended(request)

    gated = at_hub(passed)
    gated.who = Who("referrer")
    return gated


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def work_link(request: HttpRequest, token: str) -> HttpResponse:
    """A neutral page that asks for the code. Following the link changes nothing."""
    link = find_link(request.hub, token, now=timezone.now())
    if link is None:
        return ended(request)
    form = WorkCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = sharing_actions.open_by_code(link, token, form.cleaned_data["code"], now=timezone.now())
        if key:
            return cookies.give(redirect("partners:work", request.hub.slug), WORK, key, hub=request.hub)
        if find_link(request.hub, token, now=timezone.now()) is None:
            return ended(request)
        form.add_error("code", "This is not the code. It is the one that we told you by telephone")
    return render(request, "partners/workplace/code.html", {"title": "Enter the code", "form": form})


@require_safe
@reader
def work(request: HttpRequest) -> HttpResponse:
    """Everything that was shared with this partner, the latest first."""
    found = list(shared_with(request.partner, person=request.about)[:MOST_SHOWN])
    written_down(request, found)
    replies = replies_of(found)
    rows = [
        {**paper(each), "reference": each.referral.reference, "answers": len(replies[each.pk]), "at": each.shared_at}
        for each in found
    ]
    return render(request, "partners/workplace/all.html", {"title": "What was shared with you", "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@reader
def work_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, and a box to answer in."""
    found = shared_with(request.partner, person=request.about).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"mark": uuid7()})
    if form.is_valid():
        sharing_actions.reply(found, words=form.cleaned_data["words"], mark=form.marked(), now=timezone.now())
        written_down(request, [found])
        return redirect(f"{reverse('partners:work_one', args=[request.hub.slug, pk])}?sent=1")
    written_down(request, [found])
    return render(request, "partners/workplace/one.html", context_of(request, found, form))


def context_of(request: HttpRequest, found: WorkStatement, form: ReplyForm) -> dict[str, Any]:
    """What the page of one statement shows."""
    now = timezone.now()
    return {
        "title": "For you to read", "statement": paper(found), "form": form, "at": found.shared_at,
        "reference": found.referral.reference, "is_sent": request.GET.get("sent") == "1" and not form.errors,
        "replies": reply_lines(replies_of([found])[found.pk], found.person, now=now),
        "back": reverse("partners:work", args=[request.hub.slug]),
    }  # fmt: skip


def written_down(request: HttpRequest, found: list[WorkStatement]) -> None:
    """Write into the access log that a partner read or wrote something about these people."""
    persons = list(dict.fromkeys(each.person_id for each in found))
    if persons:
        has_referred = any(each.referral.partner_id == request.partner.pk for each in found)
        action = AccessEntry.Action.READ if request.method in READING else AccessEntry.Action.WRITE
        access.log(
            request.hub.pk, persons, what=request.resolver_match.view_name, action=action, now=timezone.now(),
            why="referrer" if has_referred else request.partner.route, actor="partner", by=request.member_here,
        )  # fmt: skip


def ended(request: HttpRequest) -> HttpResponse:
    """The link has run out, was closed, or never was: the same page for whatever reason, with what they typed."""
    context = {"title": "This page has closed", "lines": help_lines.now(), "words": typed_words(request)}
    return render(request, "partners/workplace/ended.html", context, status=410)
