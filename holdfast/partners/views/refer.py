"""Referring somebody, one question a page. Nothing is sent until the referrer says so."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.alerts.rules import cover_at
from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.front_door import cookies, drafts, help_lines
from holdfast.front_door.actions import submission_of
from holdfast.front_door.arrivals import is_flooding
from holdfast.front_door.asked import Asked
from holdfast.front_door.drafts import Typed
from holdfast.front_door.errors import busy
from holdfast.hubs.hours import LONDON
from holdfast.partners import questions
from holdfast.partners.actions import Agreed, refer
from holdfast.partners.gate import referrer
from holdfast.partners.introduction_actions import name_somebody
from holdfast.partners.queries import named_with, sent_with, was_worried
from holdfast.partners.said import said
from holdfast.partners.views.arrive import ABOUT
from holdfast.referrals.models import Referral


def typed_here(request: HttpRequest) -> Typed | None:
    """What this browser has typed for this partner; what another typed in it is nobody's."""
    typed = drafts.find(request, request.hub, now=timezone.now(), cookie=ABOUT)
    return typed if typed and typed.data.get("partner") == str(request.partner.pk) else None


@require_http_methods(["GET", "HEAD", "POST"])
@referrer
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question: show it, or keep its answer and go on."""
    now = timezone.now()
    asked = questions.find(request.partner, key)
    if asked is None:
        raise Http404
    typed = typed_here(request)
    data = typed.data if typed else {}
    make = questions.form_of(asked, today=now.astimezone(LONDON).date())
    form = make(request.POST if request.method == "POST" else None, initial=questions.initial(asked, data))
    if request.method == "POST" and form.is_valid():
        typed = typed or drafts.begin(now)
        typed.data = questions.take(request.partner, asked, form, data)
        drafts.keep(typed, request.hub, now=now)
        return cookies.give(redirect(next_page(request, asked, typed.data)), ABOUT, typed.cookie, hub=request.hub)
    return render(request, asked.template, question_context(request, asked, form, data))


def question_context(request: HttpRequest, asked: questions.Question, form: Any, data: dict) -> dict[str, Any]:
    """What a question's page shows."""
    order = questions.questions_of(request.partner)
    previous = questions.before(request.partner, asked)
    back = ("partners:question", [request.hub.slug, previous]) if previous else ("partners:refer", [request.hub.slug])
    return {
        "form": form, "title": asked.title, "number": order.index(asked) + 1, "of": len(order),
        "name": data.get("name", ""), "back": reverse(back[0], args=back[1]),
    }  # fmt: skip


def next_page(request: HttpRequest, asked: questions.Question, data: dict) -> str:
    """Where an answer leads: to help first where there is worry; to what is missing; to the check at the end."""
    slug = request.hub.slug
    if asked.key == "worry" and data["worried"] == "yes":
        return reverse("partners:now", args=[slug])
    key = questions.after(request.partner, asked, data)
    return reverse("partners:check", args=[slug]) if key == "check" else reverse("partners:question", args=[slug, key])


@require_safe
@referrer
def now(request: HttpRequest) -> HttpResponse:
    """Help now, for whoever is with somebody who may not be safe; and the way to send what was said so far."""
    moment = timezone.now()
    typed = typed_here(request)
    if typed is None:
        return gone(request)
    worry = next(each for each in questions.ABOUT if each.key == "worry")
    context = {
        "title": "A page about now",
        "back": reverse("partners:question", args=[request.hub.slug, "worry"]),
        "cover": cover_at(request.hub.current, now=moment),
        "moment": moment,
        "lines": help_lines.now(),
        "is_ready": questions.is_ready(request.partner, typed.data),
        "go_on": next_page(request, worry, {**typed.data, "worried": "no"}),
    }
    return render(request, "partners/refer/now.html", context)


@require_safe
@referrer
def check(request: HttpRequest) -> HttpResponse:
    """Everything that was said, before it is sent."""
    typed = typed_here(request)
    if typed is None:
        return gone(request)
    lacking = questions.missing(request.partner, typed.data)
    if lacking is not None:
        return redirect("partners:question", request.hub.slug, lacking)
    last = questions.questions_of(request.partner)[-1]
    context = {
        "title": "Check what you have said",
        "back": reverse("partners:question", args=[request.hub.slug, last.key]),
        "rows": said(request.partner, typed.data),
        "names_only": questions.names_only(request.partner),
    }
    return render(request, "partners/refer/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@referrer
def send(request: HttpRequest) -> HttpResponse:
    """Send it. Sent twice, it is kept once."""
    if request.method != "POST":
        return redirect("partners:check", request.hub.slug)
    identified = drafts.read_cookie(cookies.held(request, ABOUT))
    typed = typed_here(request)
    if identified is None or typed is None or not questions.is_ready(request.partner, typed.data):
        return redirect("partners:sent", request.hub.slug)
    submission, data = submission_of(*identified), typed.data
    asked = asked_of(request, data)
    if data.get("worried") != "yes" and is_flooding(request, asked, now=timezone.now()):
        return busy(request)
    if questions.names_only(request.partner):
        kept = {name: data[name] for name in ("name", "way", "address")}
        name_somebody(request.hub, request.partner, submission=submission, now=timezone.now(), **kept)
    else:
        refer(
            request.hub, asked, agreed=Agreed(data["how"], date.fromisoformat(data["on"])),
            is_worried=data["worried"] == "yes", submission=submission, now=timezone.now(),
        )  # fmt: skip
    drafts.forget(typed, request.hub)
    return redirect("partners:sent", request.hub.slug)


def asked_of(request: HttpRequest, data: dict) -> Asked:
    """What was typed, as a request that somebody else makes."""
    return Asked(
        name=data["name"], channels=data.get("channels", {}), safe_now=Referral.SafeNow.NOT_ASKED,
        story=data.get("story", ""), must_not_see=tuple(data.get("must_not_see", ())),
        route=request.partner.route, partner=request.partner,
    )  # fmt: skip


@require_safe
@referrer
def sent(request: HttpRequest) -> HttpResponse:
    """The reference number: it stands on a committed row. A manager is thanked, and told nothing more."""
    identified = drafts.read_cookie(cookies.held(request, ABOUT))
    submission = submission_of(*identified) if identified else b""
    if questions.names_only(request.partner):
        if not named_with(request.partner, submission):
            return gone(request)
        return render(request, "partners/refer/named.html", {"title": "Thank you"})
    referral = sent_with(request.partner, submission)
    if referral is None:
        return gone(request)
    moment = timezone.now()
    access.log(
        request.hub.pk, [referral.person_id], what="partners:sent", why="referrer", action=AccessEntry.Action.READ,
        now=moment, actor="partner", by=request.member_here,
    )  # fmt: skip
    context = {
        "title": "Reference number",
        "reference": referral.reference,
        "received_at": referral.received_at,
        "is_worried": was_worried(referral),
        "cover": cover_at(request.hub.current, now=referral.received_at),  # the promise stays as it was made
    }
    return render(request, "partners/refer/sent.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    """What was typed has expired, or was never here."""
    key = questions.questions_of(request.partner)[0].key
    context = {"title": "Start again", "again": reverse("partners:question", args=[request.hub.slug, key])}
    return render(request, "partners/refer/gone.html", context, status=410)
