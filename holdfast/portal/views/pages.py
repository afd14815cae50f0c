"""Where things stand, what can be done, how somebody has been, how to reach them, what makes it easier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.contacts.promises import CALLS, open_promises
from holdfast.contacts.tell_actions import read_themselves
from holdfast.coordination.models import Plan
from holdfast.coordination.queries import goals_of, ratings_of
from holdfast.front_door import articles, more
from holdfast.front_door.forms import ReachForm
from holdfast.front_door.more_actions import tell_needs
from holdfast.front_door.more_forms import NeedsForm
from holdfast.front_door.page_values import values_of
from holdfast.letters.queries import waiting_letters
from holdfast.measures.queries import measures_of
from holdfast.onward.queries import waiting_answers
from holdfast.outcomes.queries import answers_for, discharge_of, is_about_trauma, totals_of
from holdfast.outcomes.rules import paired
from holdfast.outcomes.words import goal_rows, own_work, say_own_change
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import channels_of, reveal
from holdfast.portal import actions
from holdfast.portal.entry_actions import pin_fits
from holdfast.portal.forms import PinForm
from holdfast.portal.gate import on_own_pages
from holdfast.portal.measures_told import told_of
from holdfast.portal.pages import page_of
from holdfast.portal.queries import latest_event
from holdfast.portal.standing import next_of, responsible, steps_of, told_emergency
from holdfast.portal.views.entry import WRONG_PIN
from holdfast.portal.waiting_told import waiting_told
from holdfast.referrals.answers import waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status
from holdfast.triage.queries import latest_decision
from holdfast.waiting.queries import asked_forms
from holdfast.workplace.queries import waiting_statements

ADVISED = (Status.SIGNPOSTED, Status.DECLINED, Status.WITHDRAWN)
TO_READ = ("sleep-after-shifts", "stress-and-burnout", "worry-and-panic", "talking-to-someone-at-work")


@require_safe
@on_own_pages()
def stand(request: HttpRequest) -> HttpResponse:
    """The first page: what comes next, the steps, who is responsible, what can be done now."""
    now, referral = timezone.now(), request.referral
    referral.hub = request.hub
    is_verified = request.person.verified_at is not None
    context = {
        "title": _("Where things stand"),
        **page_of(request),
        "next": next_of(referral, now=now),
        "steps": steps_of(referral, values_of(request.hub), now=now, had_plan=had_plan(referral)),
        "responsible": responsible(referral),
        "returns": returns_of(referral) if is_verified and referral.status == Status.DISCHARGED else "",
        "advice": advice_of(referral) if is_verified and referral.status in ADVISED else "",
        "is_call_off": is_call_off(referral),
        "calls_for_it": waits_for_check(referral),
        "emergency": told_emergency(latest_event(request.person, "person.open_in_emergency"), now=now),
        "wished": referral.wished_hub.name if referral.wished_hub else "",
        "is_withdrawn": referral.status == Status.WITHDRAWN,
        "has_email": bool(channels_of(request.person).get("email")),
        "letters": waiting_letters(request.person) if is_verified else 0,
        "statements": waiting_statements(request.person) if is_verified else 0,
        "waiting": waiting_told(referral, now=now) if is_verified else None,
        "asked": [each.key for each in asked_forms(request.person, now=now)],
        "onward": waiting_answers(request.person) if is_verified else 0,
    }
    if request.method == "GET" and referral.tell_by and (context["returns"] or context["advice"]):
        read_themselves(referral, now=now)
    return render(request, "portal/stand.html", context)


def had_plan(referral: Referral) -> bool:
    """Whether somebody who is followed up agreed a plan, by which support began."""
    if referral.status != Status.MONITORED:
        return False
    return Plan.objects.filter(hub_id=referral.hub_id, referral=referral, agreed_at__isnull=False).exists()


def is_call_off(referral: Referral) -> bool:
    """Whether a call that was promised to them ended with their request. Another hub makes what it has taken over."""
    if referral.closed_at is None or referral.status == Status.TRANSFERRED:
        return False
    return open_promises(referral).filter(action__in=CALLS).exists()


def returns_of(referral: Referral) -> str:
    """What they do if it comes back, in the words of whoever finished with them."""
    found = discharge_of(referral)
    sealed = found.returns_sealed if found else b""
    return reveal(referral.person, f"returns:{found.pk}", sealed) if found and sealed else ""


def advice_of(referral: Referral) -> str:
    """The words to the person that closed the request."""
    decision = latest_decision(referral)
    return reveal(referral.person, f"words:{decision.pk}", decision.words_sealed) if decision else ""


@require_safe
@on_own_pages()
def now(request: HttpRequest) -> HttpResponse:
    """Reading, telling more, the questions."""
    done = more.done_parts(request.referral)
    parts = more.parts_of(request.hub.current)
    context = {
        "title": _("What you can do now"),
        **page_of(request),
        "done": len([part for part in parts if part.key in done]),
        "of": len(parts),
        "articles": [
            {"href": reverse("front_door:article", args=[request.hub.slug, one.key]), "text": one.title}
            for one in filter(None, map(articles.find, TO_READ))
        ],
    }
    return render(request, "portal/now.html", context)


@require_safe
@on_own_pages(verified=True)
def been(request: HttpRequest) -> HttpResponse:
    """Answers and scores in plain words."""
    now, answered = timezone.now(), measures_of(request.person)
    goals = goals_of(request.referral)
    told = totals_of(answers_for(request.referral, answered))
    found = paired(told, is_trauma=bool(told) and is_about_trauma(request.referral))
    context = {
        "title": _("How you have been"), **page_of(request), "told": told_of(answered, now=now),
        "change": say_own_change(found) if found else "",
        "goals": [each for each in goal_rows(goals, ratings_of(goals), request.person, now=now) if each["change"]],
        "work": own_work(request.referral),
    }  # fmt: skip
    return render(request, "portal/been.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def reach(request: HttpRequest) -> HttpResponse:
    """Change the safe ways, with the PIN. What is kept is shown once who they are was checked."""
    kept = channels_of(request.person) if request.person.verified_at else {}
    is_sent = request.method == "POST"
    form = ReachForm(request.POST if is_sent else None, initial=as_typed(kept))
    pin = PinForm(request.POST if is_sent else None)
    if is_sent and form.is_valid() & pin.is_valid():
        if pin_fits(request.person, pin.cleaned_data["pin"], now=timezone.now()):
            actions.change_reach(request.referral, channels=form.channels(), now=timezone.now())
            return redirect(f"{reverse('portal:reach', args=[request.hub.slug])}?kept=1")
        pin.add_error("pin", WRONG_PIN)
    context = {
        "title": _("How to reach you"), **page_of(request), "form": form, "pin": pin,
        "is_kept": request.GET.get("kept") == "1" and not is_sent,
    }  # fmt: skip
    return render(request, "portal/reach.html", context)


def as_typed(channels: dict) -> dict:
    """Safe ways as the form has them."""
    ways = [way for way, _label in ReachForm.WAYS if channels.get(way)]
    return {
        "ways": ways,
        "phone": say_phone(channels["call"]) if channels.get("call") else "",
        "voicemail": ("yes" if channels.get("voicemail") else "no") if channels.get("call") else "",
        "mobile": say_phone(channels["text"]) if channels.get("text") else "",
        "email": channels.get("email", ""),
        "work_ok": bool(channels.get("email_is_work")),
        "letter": channels.get("letter", ""),
        "times": channels.get("times", []),
        "note": channels.get("note", ""),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages(verified=True)
def needs(request: HttpRequest) -> HttpResponse:
    """Language, format, adjustments: as they were told last, to be changed."""
    is_sent = request.method == "POST"
    form = NeedsForm(request.POST if is_sent else None, initial={} if is_sent else needs_of(request.referral))
    if is_sent and form.is_valid():
        tell_needs(request.referral, request.hub, now=timezone.now(), **form.cleaned_data)
        return redirect(f"{reverse('portal:needs', args=[request.hub.slug])}?kept=1")
    context = {
        "title": _("Language, and what makes it easier"), **page_of(request), "form": form,
        "is_kept": request.GET.get("kept") == "1" and not is_sent,
    }  # fmt: skip
    return render(request, "portal/needs.html", context)


def needs_of(referral: Referral) -> dict:
    """What was told last."""
    found = referral.backgrounds.filter(hub_id=referral.hub_id).order_by("-told_at", "-pk").first()
    if found is None:
        return {}
    return {
        "language": reveal(referral.person, "language", found.language_sealed),
        "needs_interpreter": found.needs_interpreter,
        "formats": found.formats,
        "adjustments": reveal(referral.person, "adjustments", found.adjustments_sealed),
    }
