"""How they are after support: what they are asked, in their time; and coming back once we have finished."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.front_door.forms import SafeForm
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.questionnaires import find
from holdfast.outcomes import actions
from holdfast.outcomes.discharge_actions import reopen_own
from holdfast.outcomes.models import FollowUp
from holdfast.outcomes.queries import answered_since, asked_of
from holdfast.outcomes.rules import ASKED_OF_WORK
from holdfast.outcomes.words import OWN_WORK, own_work
from holdfast.portal.gate import on_own_pages
from holdfast.portal.measures_told import title_of
from holdfast.portal.pages import page_of
from holdfast.portal.standing import next_of
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Status

KEPT = ("work", "done", "never")


@require_safe
@on_own_pages(verified=True)
def follow_up(request: HttpRequest) -> HttpResponse:
    """What they are asked now, and what of it is with us."""
    asked = asked_of(request.referral)
    context = {
        "title": _("How are you now?"), **page_of(request), "asked": asked,
        "kept": request.GET.get("kept") if request.GET.get("kept") in KEPT else "",
        "parts": parts_of(asked) if asked else [],
        "work": own_work(request.referral),
        "states": [(state.value, OWN_WORK[state]) for state in ASKED_OF_WORK],
        "is_open": request.referral.closed_at is None,
    }  # fmt: skip
    return render(request, "portal/follow_up.html", context)


def parts_of(asked: FollowUp) -> list[dict]:
    """Each questionnaire that is asked, by what it is about, and whether it is with us."""
    done = answered_since(asked)
    return [{"key": key, "title": title_of(find(key)), "is_done": key in done} for key in asked.questionnaires]


@require_POST
@on_own_pages(verified=True)
def finish_follow_up(request: HttpRequest) -> HttpResponse:
    """That is all that they want to say."""
    with suppress(MoveNotAllowed):  # nobody asks any more: what they said is kept
        actions.answer(request.referral, now=timezone.now(), is_all=True)
    return back(request, "done")


@require_POST
@on_own_pages(verified=True)
def stop_follow_up(request: HttpRequest) -> HttpResponse:
    """They would rather not be asked, now or later."""
    actions.opt_out(request.referral, now=timezone.now())
    return back(request, "never")


@require_POST
@on_own_pages(verified=True)
def say_own_work(request: HttpRequest) -> HttpResponse:
    """Whether they are at work. Nothing chosen is nothing said."""
    state = request.POST.get("state", "")
    if state not in ASKED_OF_WORK:
        return redirect("portal:follow_up", request.hub.slug)
    with suppress(MoveNotAllowed):  # closed meanwhile
        actions.say_work(request.referral, state=state, by=None, now=timezone.now())
    return back(request, "work")


def back(request: HttpRequest, kept: str) -> HttpResponse:
    """To the page, which says what was kept."""
    return redirect(f"{reverse('portal:follow_up', args=[request.hub.slug])}?kept={kept}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages()
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask again, once we have finished: with everything that we know already. Whether they are safe is asked first."""
    now, referral = timezone.now(), request.referral
    is_back = request.GET.get("kept") == "1" and referral.closed_at is None
    if referral.status != Status.DISCHARGED and not is_back:
        return redirect("portal:stand", request.hub.slug)
    form = SafeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        safe_now = form.cleaned_data["safe"] or Referral.SafeNow.SKIPPED
        with suppress(MoveNotAllowed):  # pressed twice
            reopen_own(referral, hub=request.hub, safe_now=safe_now, now=now)
        return redirect(f"{reverse('portal:come_back', args=[request.hub.slug])}?kept=1")
    context = {
        "title": _("Come back"), **page_of(request), "form": form, "is_back": is_back,
        "next": next_of(referral, now=now) if is_back else None,
        "is_worried": is_back and referral.safe_now != Referral.SafeNow.YES,
    }  # fmt: skip
    return render(request, "portal/come_back.html", context)
