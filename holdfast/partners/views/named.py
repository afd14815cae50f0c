"""The link of somebody whom a manager named. A mail scanner that follows it changes nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import at_hub
from holdfast.front_door import cookies, help_lines
from holdfast.front_door.actions import begin_visit
from holdfast.front_door.ask_views import AT_RISK, VISIT
from holdfast.front_door.asked import Asked
from holdfast.front_door.forms import NameForm, PeopleForm, ReachForm, SafeForm
from holdfast.front_door.more_actions import say_not_safe
from holdfast.lifecycle import MoveNotAllowed
from holdfast.partners.introduction_actions import confirm, decline
from holdfast.partners.models import Introduction
from holdfast.partners.queries import answered_lately, find_introduction
from holdfast.referrals.models import Referral


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def named(request: HttpRequest, token: str) -> HttpResponse:
    """A neutral page; yes and no are posted. After either the link has ended."""
    introduction = find_introduction(request.hub, token, now=timezone.now())
    if introduction is None:
        return ended(request, is_heard=says_unsafe_again(request, token))
    answer = request.POST.get("answer") if request.method == "POST" else None
    try:
        if answer == "no":
            decline(introduction, now=timezone.now())
            return render(request, "partners/named/forgotten.html", {"title": "Thank you"})
        if answer in {"yes", "send"}:
            return ask(request, introduction, is_sent=answer == "send")
    except MoveNotAllowed:
        return ended(request)
    return render(request, "partners/named/question.html", {"title": "A question for you"})


def ask(request: HttpRequest, introduction: Introduction, *, is_sent: bool) -> HttpResponse:
    """What they say themselves: a name, safe ways, whether they are safe now. Then it is a request like any other."""
    forms = forms_of(request.POST if is_sent else None)
    if not is_sent or not all(form.is_valid() for form in forms.values()):
        return render(request, "partners/named/ask.html", {"title": "How to reach you", "forms": forms})
    now = timezone.now()
    referral = confirm(introduction, request.hub, asked_of(forms), now=now)
    key = begin_visit(referral, shows_request=True, now=now)
    return cookies.give(redirect("front_door:sent", request.hub.slug), VISIT, key, hub=request.hub)


def says_unsafe_again(request: HttpRequest, token: str) -> bool:
    """Whether they went back after answering, and say now that they are not safe. The request that they made hears of
    it."""
    form, now = SafeForm(request.POST), timezone.now()
    referral = answered_lately(request.hub, token, now=now) if request.method == "POST" else None
    if referral is None or not form.is_valid() or form.cleaned_data["safe"] not in AT_RISK:
        return False
    say_not_safe(referral, request.hub, safe_now=form.cleaned_data["safe"], now=now)
    return True


def forms_of(data: Any) -> dict[str, Any]:
    """The questions of the front door, on one page."""
    return {
        "name": NameForm(data), "reach": ReachForm(data), "safe": SafeForm(data), "people": PeopleForm(data)
    }  # fmt: skip


def asked_of(forms: dict[str, Any], **facts: Any) -> Asked:
    """The answers, as a request."""
    return Asked(
        name=forms["name"].cleaned_data["name"], channels=forms["reach"].channels(),
        safe_now=forms["safe"].cleaned_data["safe"] or Referral.SafeNow.SKIPPED,
        must_not_see=tuple(forms["people"].cleaned_data["people"]), **facts,
    )  # fmt: skip


def ended(request: HttpRequest, *, is_heard: bool = False) -> HttpResponse:
    """The link was answered, has run out, or never was. Who to reach at once stands on the page all the same."""
    context = {"title": "This link has ended", "lines": help_lines.now(), "is_heard": is_heard}
    return render(request, "partners/named/ended.html", context, status=410)
