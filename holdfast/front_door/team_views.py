"""A team asks for support, without anybody's name: one question a page, and nothing is sent until they say so."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import at_hub
from holdfast.front_door import cookies, drafts, help_lines, team_said
from holdfast.front_door.actions import submission_of
from holdfast.front_door.arrivals import MOST_IN_A_WINDOW, address_hash, count_arrival
from holdfast.front_door.cookies import TEAM
from holdfast.front_door.errors import busy
from holdfast.front_door.team_said import KEYS, QUESTIONS, asked_of, missing, said
from holdfast.hubs.hours import london_day
from holdfast.hubs.queries import employers_named
from holdfast.outreach.actions import receive
from holdfast.outreach.rules import is_urgent, promise_of

SENT = "sent"  # what remains of the draft once it was sent: the number, and by when somebody is in touch


@require_safe
@at_hub
def team(request):
    """What happens and what stays private, before the first question."""
    context = {
        "title": "For a team",
        "back": reverse("front_door:start", args=[request.hub.slug]),
        "promise": promise_of(request.hub.current, urgent=False, now=timezone.now()),
    }
    return render(request, "front_door/team/promise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def question(request, key):
    """One question: show it, or keep its answer and go on."""
    now = timezone.now()
    asked = next((question for question in QUESTIONS if question.key == key), None)
    if asked is None:
        raise Http404
    typed = typed_so_far(request, now=now)
    if typed is None and key != KEYS[0] and request.method != "POST":
        return gone(request)
    data = typed.data if typed else {}
    extra = {"find": lambda words: employers_named(words, today=london_day(now))} if key == "team" else {}
    form = asked.form(request.POST or None, initial=team_said.initial(data), **extra)
    if request.method == "POST" and form.is_valid():
        typed = typed or drafts.begin(now)
        typed.data = team_said.take(asked, form, data)
        drafts.keep(typed, request.hub, now=now)
        response = redirect(next_page(request.hub, key, typed.data))
        return cookies.give(response, TEAM, typed.cookie, hub=request.hub)
    place = KEYS.index(key)
    context = {
        "title": asked.title,
        "form": form,
        "number": place + 1,
        "of": len(KEYS),
        "back": address(request.hub, KEYS[place - 1]) if place else reverse("front_door:team", args=[request.hub.slug]),
    }
    return render(request, f"front_door/team/{key}.html", context)


def next_page(hub, key, data) -> str:
    """Where an answer leads: to help first, if somebody is not safe; to what is missing; to the check at the end."""
    if key == "safe" and is_urgent(data["not_safe"]):
        return reverse("front_door:team_now", args=[hub.slug])
    if not missing(data):
        return reverse("front_door:team_check", args=[hub.slug])
    place = KEYS.index(key) + 1
    return address(hub, KEYS[place] if place < len(KEYS) else missing(data))


def address(hub, key) -> str:
    """Where a question is asked."""
    return reverse("front_door:team_question", args=[hub.slug, key])


@require_safe
@at_hub
def now(request):
    """Somebody is not safe: help now, ask them to use it or to call us, and then send the request."""
    moment = timezone.now()
    typed = typed_so_far(request, now=moment)
    if typed is None:
        return gone(request)
    context = {
        "title": "A page about now",
        "back": address(request.hub, "safe"),
        "promise": promise_of(request.hub.current, urgent=True, now=moment),
        "moment": moment,
        "missing": missing(typed.data),
        "lines": help_lines.now(),
    }
    return render(request, "front_door/team/now.html", context)


@require_safe
@at_hub
def check(request):
    """Everything that was said, before it is sent."""
    moment = timezone.now()
    typed = typed_so_far(request, now=moment)
    if typed is None:
        return gone(request)
    if missing(typed.data):
        return redirect(address(request.hub, missing(typed.data)))
    urgent = is_urgent(typed.data["not_safe"])
    context = {
        "title": "Check what you have said",
        "back": address(request.hub, "safe"),
        "said": said(typed.data),
        "urgent": urgent,
        "promise": promise_of(request.hub.current, urgent=urgent, now=moment),
    }
    return render(request, "front_door/team/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def send(request):
    """Send the request. Sent twice, it is kept once and the same number is shown."""
    if request.method != "POST":
        return redirect("front_door:team_check", request.hub.slug)
    moment = timezone.now()
    typed = drafts.find(request, request.hub, now=moment, cookie=TEAM)
    if typed is None:
        return gone(request)
    if SENT not in typed.data:
        if missing(typed.data):
            return redirect(address(request.hub, missing(typed.data)))
        asked = asked_of(typed.data)
        if is_flooding(request, urgent=is_urgent(asked.not_safe), now=moment):
            return busy(request)
        kept = receive(request.hub, asked, submission=submission_of(typed.pk, typed.key), now=moment)
        typed.data = {SENT: remains_of(kept, asked)}
        drafts.keep(typed, request.hub, now=moment)
    return redirect("front_door:team_sent", request.hub.slug)


def remains_of(kept, asked) -> dict:
    """What the thank-you page needs, and nothing that was told."""
    return {
        "reference": kept.reference,
        "urgent": is_urgent(kept.not_safe),
        "calls": bool(asked.phone),
        "mailed": bool(asked.email),
        "received_at": kept.received_at.isoformat(),
        "call_by": kept.call_by.isoformat(),
    }


@require_safe
@at_hub
def sent(request):
    """The thank-you page, for an hour and for the browser that sent it. It stands on a committed row."""
    moment = timezone.now()
    typed = drafts.find(request, request.hub, now=moment, cookie=TEAM)
    if typed is None or SENT not in typed.data:
        return gone(request)
    told = typed.data[SENT]
    context = {
        "title": "Your reference number",
        "told": told,
        "received_at": datetime.fromisoformat(told["received_at"]),
        "call_by": datetime.fromisoformat(told["call_by"]),
        "lines": help_lines.now(),
    }
    return render(request, "front_door/team/sent.html", context)


def typed_so_far(request, *, now):
    """The draft of this browser, unless it was sent: then the next question begins a new one."""
    typed = drafts.find(request, request.hub, now=now, cookie=TEAM)
    return None if typed is None or SENT in typed.data else typed


def is_flooding(request, *, urgent, now) -> bool:
    """Whether this address has sent more than people could type. An urgent one is never turned away."""
    return count_arrival(request.hub, address_hash(request), now=now) > MOST_IN_A_WINDOW and not urgent


def gone(request):
    """What was typed has expired, or was never here. Whoever has just sent it, and went back, sees that it was sent."""
    typed = drafts.find(request, request.hub, now=timezone.now(), cookie=TEAM)
    if request.method != "POST" and typed is not None and SENT in typed.data:
        return redirect("front_door:team_sent", request.hub.slug)
    context = {"title": "Start again", "lines": help_lines.now()}
    return render(request, "front_door/team/gone.html", context, status=410)
