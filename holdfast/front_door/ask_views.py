"""The request for help, one question a page. Nothing is sent until the person says so."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import at_hub
from holdfast.alerts.rules import cover_at
from holdfast.front_door import cookies, drafts, help_lines, questions
from holdfast.front_door.actions import begin_visit, find_visit, may_show, submission_of, submit
from holdfast.front_door.arrivals import is_flooding
from holdfast.front_door.asked import Asked, is_ready, may_ring
from holdfast.front_door.choosing import choosable, say_waits, wished_hub
from holdfast.front_door.cookies import DRAFT, VISIT
from holdfast.front_door.errors import busy
from holdfast.front_door.more_actions import say_not_safe
from holdfast.front_door.said import said
from holdfast.hubs.hours import london_day
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import name_of
from holdfast.people.names import normalise
from holdfast.referrals.models import Referral

WHY_COVER_READS = {
    Referral.SafeNow.NO: _("because you said that you are not safe"),
    Referral.SafeNow.UNSURE: _("because you are not sure that you are safe"),
    Referral.SafeNow.SKIPPED: _("because we do not know that you are safe"),
}
AT_RISK = set(WHY_COVER_READS)


@require_safe
@at_hub
def ask(request):
    """The promise and its limits, before the first question."""
    context = {
        "title": "Before you start",
        "back": reverse("front_door:start", args=[request.hub.slug]),
        "neighbours": choosable(request.hub, now=timezone.now()),
    }
    return render(request, "front_door/ask/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def question(request, key):
    """One question: show it, or keep its answer and go on."""
    now = timezone.now()
    asked = questions.find(key)
    if asked is None:
        raise Http404
    typed = drafts.find(request, request.hub, now=now)
    if typed is None and key != "name" and request.method != "POST":
        return gone(request)
    data = typed.data if typed else {}
    offers = questions.offers(asked, request.hub, today=london_day(now))
    form = asked.form(request.POST or None, initial=questions.initial(asked, data), **offers)
    if request.method == "POST" and form.is_valid():
        if is_unsafe(asked, form) and not is_ready(data) and (sent := sent_here(request, typed, now=now)):
            return say_unsafe_after(request, sent, form.cleaned_data["safe"], now=now)
        typed = typed or drafts.begin(now)
        typed.data = questions.take(asked, form, data)
        drafts.keep(typed, request.hub, now=now)
        return cookies.give(redirect(next_page(request.hub, asked, typed.data)), DRAFT, typed.cookie, hub=request.hub)
    context = question_context(request, asked, form, data)
    context["waits"] = say_waits(offers.get("neighbours", ()), now=now)
    return render(request, asked.template, context)


def question_context(request, asked, form, data) -> dict:
    """What a question's page shows."""
    slug = request.hub.slug
    previous = questions.before(asked)
    return {
        "form": form,
        "title": asked.title,
        "number": questions.number(asked),
        "of": len(questions.QUESTIONS),
        "name": data.get("name", ""),
        "lost_some": bool(data) and not is_ready(data) and asked.key == "name",
        "is_ready": is_ready(data),
        "back": reverse("front_door:question", args=[slug, previous])
        if previous
        else reverse("front_door:ask", args=[slug]),
    }


def next_page(hub, asked, data) -> str:
    """Where an answer leads: to help first, if they are not safe; to what is missing; to the check at the end."""
    if asked.key == "safe" and data["safe"] in AT_RISK:
        return reverse("front_door:now", args=[hub.slug])
    if asked.key == "reach" and data.get("safe") in AT_RISK and not data.get("seen_people"):
        return reverse("front_door:now", args=[hub.slug])
    key = "check" if data.get("seen_people") else questions.after(asked)
    if asked.key != "name" and not is_ready(data):
        key = "reach" if data.get("name") else "name"
    if key == "check":
        return reverse("front_door:check", args=[hub.slug])
    return reverse("front_door:question", args=[hub.slug, key])


@require_safe
@at_hub
def now(request):
    """Thank you for telling us: help now, when somebody will read it, and the way to send what was said so far."""
    moment = timezone.now()
    typed = drafts.find(request, request.hub, now=moment)
    if typed is None:
        return gone(request)
    context = {
        "title": "A page about now",
        "back": reverse("front_door:question", args=[request.hub.slug, "safe"]),
        "cover": cover_at(request.hub.current, now=moment),
        "moment": moment,
        "safe": typed.data.get("safe"),
        "lines": help_lines.now(),
    }
    if not is_ready(typed.data):
        missing = "reach" if typed.data.get("name") else "name"
        context["go_on"] = reverse("front_door:question", args=[request.hub.slug, missing])
        return render(request, "front_door/ask/now_first.html", context)
    call = typed.data["channels"].get("call")
    context |= {
        "said": said(typed.data),
        "call": say_phone(call) if call else "",
        "may_ring": may_ring(typed.data["channels"]),
        "go_on": reverse("front_door:question", args=[request.hub.slug, "story"]),
    }
    return render(request, "front_door/ask/now.html", context)


@require_safe
@at_hub
def check(request):
    """Everything that was said, before it is sent."""
    moment = timezone.now()
    typed = drafts.find(request, request.hub, now=moment)
    if typed is None:
        return gone(request)
    if not is_ready(typed.data):
        missing = "reach" if typed.data.get("name") else "name"
        return redirect("front_door:question", request.hub.slug, missing)
    cover = cover_at(request.hub.current, now=moment)
    safe = typed.data.get("safe") or Referral.SafeNow.SKIPPED
    context = {
        "title": "Check what you have said",
        "back": reverse("front_door:question", args=[request.hub.slug, "people"]),
        "said": said(typed.data),
        "named": typed.data.get("must_not_see", []),
        "cover": cover,
        "why_cover": WHY_COVER_READS.get(safe) if cover.is_watched and not cover.by_hub else None,
        "may_change_hub": bool(choosable(request.hub, now=moment)),
    }
    return render(request, "front_door/ask/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def send(request):
    """Send the request. Sent twice, it is kept once and the same number is shown."""
    if request.method != "POST":
        return redirect("front_door:check", request.hub.slug)
    moment = timezone.now()
    identified = held_draft(request)
    if identified is None:
        return gone(request)
    submission = submission_of(*identified)
    typed = drafts.find(request, request.hub, now=moment)
    if typed is not None and is_ready(typed.data):
        asked = Asked.from_draft(typed.data, wished_hub=wished_hub(typed.data, request.hub, now=moment))
        if is_flooding(request, asked, now=moment):
            return busy(request)
        referral = submit(request.hub, asked, submission=submission, now=moment)
        drafts.forget(typed, request.hub)
    else:
        referral = sent_with(request.hub, submission, now=moment)
        if referral is None:
            return gone(request)
    key = begin_visit(referral, shows_request=may_show(referral), now=moment)
    response = redirect("front_door:sent", request.hub.slug)
    cookies.drop(response, DRAFT, hub=request.hub)
    return cookies.give(response, VISIT, key, hub=request.hub)


def held_draft(request):
    """The row and the key of the draft that this browser holds, expired or not; None: it holds none."""
    return drafts.read_cookie(cookies.held(request, DRAFT))


def sent_with(hub, submission, *, now):
    """The request that was sent with this mark within the last hour, or None."""
    lately = Referral.objects.filter(hub=hub, received_at__gt=now - drafts.IDLE, submission=submission)
    return lately.select_related("person").first()


def sent_here(request, typed, *, now):
    """The request that this browser has sent: by what it typed it with, or by the visit that followed.

    Whoever has given another name since, or had begun another one that has expired, is perhaps somebody else.
    """
    identified = held_draft(request)
    if identified is not None and (sent := sent_with(request.hub, submission_of(*identified), now=now)):
        return sent
    visit = find_visit(request.hub, cookies.held(request, VISIT), now=now)
    if visit is None or not visit.shows_request:
        return None
    is_theirs = identified is None or (typed is not None and is_name_of(typed.data.get("name"), visit.referral.person))
    return visit.referral if is_theirs else None


def is_name_of(name, person) -> bool:
    """Whether what was typed as a name, if anything was, is the name of this person."""
    return not name or normalise(name) == normalise(name_of(person))


def is_unsafe(asked, form) -> bool:
    """Whether this answer is one that raises an alert."""
    return asked.key == "safe" and form.cleaned_data["safe"] in AT_RISK


def say_unsafe_after(request, referral, safe_now, *, now):
    """They went back after sending, or sent it from another window meanwhile: it counts all the same."""
    say_not_safe(referral, request.hub, safe_now=safe_now, now=now)
    response = redirect("front_door:sent", request.hub.slug)
    cookies.drop(response, DRAFT, hub=request.hub)
    key = begin_visit(referral, shows_request=may_show(referral), now=now)
    return cookies.give(response, VISIT, key, hub=request.hub)


def gone(request):
    """What was typed has expired, or was never here. Who to reach at once stands on the page all the same.

    Whoever has just sent it, and went back, is shown that it was sent; whoever has begun another one since, and let
    it expire, is not: that one was not.
    """
    now = timezone.now()
    visit, identified = find_visit(request.hub, cookies.held(request, VISIT), now=now), held_draft(request)
    is_another = identified is not None and sent_with(request.hub, submission_of(*identified), now=now) is None
    if visit is not None and visit.shows_request and not is_another:
        return redirect("front_door:sent", request.hub.slug)
    context = {"title": "Start again", "lines": help_lines.now()}
    return render(request, "front_door/ask/gone.html", context, status=410)
