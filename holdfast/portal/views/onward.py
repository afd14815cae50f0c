"""Being referred on, as the person sees it: what would be told and to whom, their answer, and where each stands."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from holdfast.directory.kinds import Route
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import answer_actions
from holdfast.onward.actions import ChangedMeanwhile
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import answer_of, find_own, own_onward, parts_now, words_of
from holdfast.onward.states import OPEN, WAITS, WITH_A_SERVICE, OverBy, Status, WordsStatus
from holdfast.portal.forms import LetterChangeForm
from holdfast.portal.gate import is_confirmed, on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.standing import on_day_of
from holdfast.portal.views.letters import seen_of
from holdfast.referrals.states import Status as ReferralStatus

PARTS = {
    "name": gettext_lazy("Your name"), "contact": gettext_lazy("How to reach you safely"),
    "born": gettext_lazy("Your date of birth"), "language": gettext_lazy("Language, and what makes it easier"),
    "needs": gettext_lazy("What you need help with"), "reason": gettext_lazy("Why we refer you"),
}  # fmt: skip
WAYS = {
    Route.EMAIL: gettext_lazy("By secure email, with a link. What it says stands behind the link."),
    Route.LETTER: gettext_lazy("By letter."),
    Route.LINK: gettext_lazy("By a link that we give to them."),
}
WRITING = gettext_lazy("We are writing it again. Nothing goes unless you have seen it and said yes.")
SAID = {
    WordsStatus.SHOWN: gettext_lazy("Waits for you."),
    WordsStatus.CHANGE_ASKED: gettext_lazy("You asked for a change. We change it and show it to you again."),
    WordsStatus.AGREED: gettext_lazy("You said yes. It has not gone yet: you can still take it back."),
}
STATES = {
    Status.SENT: gettext_lazy("We have asked them. They have not answered yet. We ask again if they stay silent."),
    Status.ACKNOWLEDGED: gettext_lazy("They have it, and have not said yet whether they take you on."),
    Status.ACCEPTED: gettext_lazy("They have said yes."),
    Status.WAITING: gettext_lazy("They have said yes, and it takes longer than they said at first."),
    Status.IN_TREATMENT: gettext_lazy("You have been seen there."),
    Status.DECLINED: gettext_lazy("They could not take you on. We talk with you about what else there is."),
    Status.COMPLETED: gettext_lazy("It is completed."),
    Status.DROPPED_OUT: gettext_lazy("It ended early. That closes nothing here: call us at any time."),
    Status.WITHDRAWN: gettext_lazy("It was stopped. They are told nothing more."),
}
BY_ERROR = gettext_lazy("It was stopped by an error of ours. We call them, and ask whether they still have your place.")
PLACED = gettext_lazy("Another service has taken you on instead. We tell them that you need your place no more.")
MOVED = gettext_lazy("Another hub has you now. We tell them that you do not need your place any more, and no reason.")
DONE = {
    "agreed": gettext_lazy("You said yes. Until it is sent you can take it back."),
    "change": gettext_lazy("We have your words. Nothing goes until you have seen it again."),
    "refused": gettext_lazy("It is stopped. Nothing more goes to them."),
    "back": gettext_lazy("You took it back. It goes nowhere unless you say yes again."),
    "late": gettext_lazy("That could not be done: it has changed, or has gone. What stands is below."),
}
TOO_LATE = gettext_lazy(
    "These words could not be kept: it has changed, or has gone. Keep them, and tell us when we talk"
)


@require_safe
@on_own_pages(verified=True, confirmed=True)
def onward(request: HttpRequest) -> HttpResponse:
    """What waits for their answer, as it would be told; and where everything else stands."""
    return page(request)


@require_POST
@on_own_pages(verified=True, confirmed=True)
def agree_onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to the very words that were read."""
    found, seen, now = own(request, pk), seen_of(request), timezone.now()
    return answered(request, "agreed", lambda: answer_actions.agree(found, seen=seen, now=now))


@require_POST
@on_own_pages(verified=True)
def change_onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a change. Not asked for the PIN again: it stops something, and what was typed must not be lost."""
    found, seen, now = own(request, pk), seen_of(request), timezone.now()
    form = LetterChangeForm(request.POST)
    if not form.is_valid():
        return page(request, faulty=found, form=form)
    try:
        answer_actions.ask_change(found, seen=seen, answer=form.cleaned_data["answer"], now=now)
    except (MoveNotAllowed, ChangedMeanwhile):
        form.add_error("answer", TOO_LATE)
        return page(request, faulty=found, form=form)
    return back(request, "change")


@require_POST
@on_own_pages(verified=True)
def take_back_onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a yes back."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "back", lambda: answer_actions.take_back(found, now=now))


@require_POST
@on_own_pages(verified=True)
def refuse_onward(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, or stop what has gone already: from now on nothing more is told."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "refused", lambda: answer_actions.refuse(found, now=now))


def answered(request: HttpRequest, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do what they said, and back to the page, which says whether it could be."""
    outcome = "late"
    with suppress(MoveNotAllowed, ChangedMeanwhile):
        act()
        outcome = done
    return back(request, outcome)


def back(request: HttpRequest, done: str) -> HttpResponse:
    """To the page, which says what was done."""
    return redirect(f"{reverse('portal:onward', args=[request.hub.slug])}?done={done}")


def own(request: HttpRequest, pk: UUID) -> OnwardReferral:
    """One that this person was shown.

    Raises:
        Http404: it is not theirs, or there is none.
    """
    found = find_own(request.person, pk)
    if found is None:
        raise Http404
    return found


def page(
    request: HttpRequest, *, faulty: OnwardReferral | None = None, form: LetterChangeForm | None = None
) -> HttpResponse:  # fmt: skip
    """The page; what they typed alone, where the PIN would have to be asked for again to read it."""
    now = timezone.now()
    reads = is_confirmed(request)
    found = [line(each, now=now) for each in own_onward(request.person)] if reads else []
    context = {
        "title": _("Other services"), **page_of(request), "done": DONE.get(request.GET.get("done", ""), ""),
        "waiting": [each for each in found if each["waits"]], "open": [each for each in found if
        each["is_open"] and not each["waits"]], "over": [each for each in found if not each["is_open"]],
        "reads": reads, "faulty": faulty, "form": form,
    }  # fmt: skip
    return render(request, "portal/onward.html", context)


def line(found: OnwardReferral, *, now: datetime) -> dict[str, Any]:
    """One of them, in plain words. What is written again is not shown before it stands."""
    is_drafted, is_written_again = found.status == Status.DRAFTED, found.words_status == WordsStatus.WRITING
    words = None if is_written_again else words_of(found)
    is_out = found.status in WITH_A_SERVICE
    parts = parts_now(found) if words and is_out else words.parts if words else {}
    state = SAID.get(WordsStatus(found.words_status), WRITING) if is_drafted else state_of(found)
    return {
        "pk": found.pk, "version": found.version, "service": found.service.name, "run_by": found.service.run_by,
        "state": state, "days": days_of(found, now=now), "is_open": found.status in OPEN,
        "waits": is_drafted and found.words_status == WordsStatus.SHOWN, "may_take_back": is_drafted
        and found.words_status == WordsStatus.AGREED, "has_gone": found.sent_at is not None,
        "way": WAYS.get(Route(words.to.route), "") if words and words.to.route else "",
        "parts": [(PARTS[key], parts[key]) for key in PARTS if key in parts],
        "has_other_ways": bool(words and parts != words.parts),
        "answer": answer_of(found) if words else "",
    }  # fmt: skip


def state_of(found: OnwardReferral) -> str | Promise:
    """Where one stands that has gone, or is over. A service is called about what ended by a death that was an error, or
    by a transfer; of whoever stopped by themselves it is told nothing more."""
    if found.over_by == OverBy.TRANSFER:
        return MOVED
    if found.over_by == OverBy.ANOTHER:
        return PLACED
    if found.over_by == OverBy.DEATH and found.referral.status != ReferralStatus.WITHDRAWN:
        return BY_ERROR
    return STATES[Status(found.status)]


def days_of(found: OnwardReferral, *, now: datetime) -> str:
    """The days that are known: expected, promised, and what we do where a promise was not kept. The day that they have
    named since comes before a promise that was broken, until it has passed as well."""
    if found.status not in WAITS:
        return ""
    today = london_day(now)
    if found.promised_on and found.promised_on < today:
        if found.expected_on and found.expected_on >= today:
            expects = _("They expect to see you: %(day)s.") % {"day": on_day_of(found.expected_on, now)}
            broken = _("They had promised to see you by now, and have not. The fault is not yours.")
            return f"{expects} {broken}"
        return _("They had promised to see you by now, and have not. The fault is not yours: we look for another way.")
    if found.expected_on:
        return _("They expect to see you: %(day)s.") % {"day": on_day_of(found.expected_on, now)}
    if found.promised_on:
        return _("They promised to see you by: %(day)s.") % {"day": on_day_of(found.promised_on, now)}
    return _("Nobody can say yet how long it takes. We tell you once we know.")
