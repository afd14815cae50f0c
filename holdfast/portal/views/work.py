"""What others may read about a person's work: shown to them first, to agree to, to ask a change in, to say no to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from holdfast.agreements.actions import NotAgreed
from holdfast.lifecycle import MoveNotAllowed
from holdfast.portal.forms import WorkChangeForm
from holdfast.portal.gate import is_confirmed, on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.standing import on_moment
from holdfast.workplace import answer_actions
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.queries import (
    ask_ends_of,
    find_statement,
    in_force,
    read_now,
    replies_of,
    state_of,
    statements_of,
    steps_of,
    wish_of,
)
from holdfast.workplace.states import OPEN, Kind, Status
from holdfast.workplace.words import ask_end_line, paper, reply_lines, say_state, step_lines

STATES = {
    Status.SHOWN: gettext_lazy("Waits for you."),
    Status.CHANGE_ASKED: gettext_lazy("You asked for a change. We write it again and show it to you."),
    Status.AGREED: gettext_lazy("You said yes. They cannot read it yet: you can still take it back."),
    Status.SHARED: gettext_lazy("You said yes, and they can read it. What was shared stays where it went."),
    Status.REFUSED: gettext_lazy("You said no. It went nowhere."),
    Status.REPLACED: gettext_lazy("We wrote it again. It went nowhere."),
    Status.LEFT: gettext_lazy("We left it. It went nowhere."),
    Status.STOPPED: gettext_lazy("You shared nothing more with them. It went nowhere."),
}
SHARED_ONCE = gettext_lazy(
    "You said yes, and it was shared. They cannot open it here any more. What they have read stays where it went."
)
ASKED_BEFORE = gettext_lazy("You asked for another change since you opened this page. Send this too, and we have both")
DONE = {
    "agreed": gettext_lazy("You said yes to these words, for them and nobody else."),
    "change": gettext_lazy("We have your words. It goes nowhere until you have seen it again."),
    "refused": gettext_lazy("You said no. It goes nowhere."),
    "late": gettext_lazy("That could not be done: it has changed meanwhile, or is shared. What stands is below."),
}
TOO_LATE = gettext_lazy(
    "These words could not be kept: it is shared by now, or is over. Keep them, and tell us when we talk"
)


@require_safe
@on_own_pages(verified=True, confirmed=True)
def work(request: HttpRequest) -> HttpResponse:
    """Where they stand at work, what waits for them, their way back, and what was shared and answered."""
    return show(request)


@require_POST
@on_own_pages(verified=True, confirmed=True)
def agree_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to the very words that were read: they never change under this address."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "agreed", lambda: answer_actions.agree(found, now=now))


@require_POST
@on_own_pages(verified=True)
def change_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a change. Not asked for the PIN again: it stops something, and what was typed must not be lost."""
    found, now, form = own(request, pk), timezone.now(), WorkChangeForm(request.POST)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return show(request, faulty=found, form=form, seen=seen)
    try:
        answer_actions.ask_change(found, wish=form.cleaned_data["wish"], now=now, seen=seen)
    except answer_actions.AskedBefore:
        found = own(request, pk)
        form.add_error("wish", ASKED_BEFORE)
        return show(request, faulty=found, form=form, seen=answer_actions.mark_of_wish(found))
    except MoveNotAllowed:
        form.add_error("wish", TOO_LATE)
        return show(request, faulty=found, form=form)
    return back(request, "change")


@require_POST
@on_own_pages(verified=True)
def refuse_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, or take a yes back that went nowhere yet."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "refused", lambda: answer_actions.refuse(found, now=now))


def answered(request: HttpRequest, done: str, act: Callable[[], WorkStatement]) -> HttpResponse:
    """Do what they said, and back to the page, which says whether it could be."""
    outcome = "late"
    with suppress(MoveNotAllowed, NotAgreed):
        act()
        outcome = done
    return back(request, outcome)


def back(request: HttpRequest, done: str) -> HttpResponse:
    """To the page, which says what was done."""
    return redirect(f"{reverse('portal:work', args=[request.hub.slug])}?done={done}")


def own(request: HttpRequest, pk: UUID) -> WorkStatement:
    """A statement about this person.

    Raises:
        Http404: it is not theirs, or there is none.
    """
    found = find_statement(request.person, pk)
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, *, faulty: WorkStatement | None = None, form: WorkChangeForm | None = None, seen: str = ""
) -> HttpResponse:
    """Everything; or, where a wish could not be kept and the PIN was not shown lately, that wish alone. `seen`: the
    mark of what they had asked for before, which stands beside it where the PIN was shown."""
    reads = is_confirmed(request)
    is_second = faulty is not None and seen != "" and seen == answer_actions.mark_of_wish(faulty)
    context = {
        "title": _("Your work"), **page_of(request), "done": DONE.get(request.GET.get("done", ""), ""),
        "faulty": faulty, "form": form, "seen": seen, "reads": reads,
        "before": wish_of(faulty) if faulty and is_second and reads else "", **(all_of(request) if reads else {}),
    }  # fmt: skip
    return render(request, "portal/work.html", context)


def all_of(request: HttpRequest) -> dict[str, Any]:
    """What waits for them, what was said and answered, and their way back."""
    now, found, person = timezone.now(), statements_of(request.person), request.person
    replies, ends, plan = replies_of(found), ask_ends_of(found), in_force(found, Kind.RETURN)
    readable = read_now(person, found, now=now)
    rows = [
        shown(each, can_read=each.pk in readable, now=now) | {
            "replies": reply_lines(replies[each.pk], person, now=now),
            "ask_end": ask_end_line(ends[each.pk], person, now=now) if each.pk in ends else None,
        }
        for each in found
    ]  # fmt: skip
    waits = {Status.SHOWN, Status.AGREED}
    return {
        "state": say_state(state_of(request.referral), now),
        "waiting": [each for each in rows if each["status"] in waits],
        "others": [each for each in rows if each["status"] not in waits],
        "steps": step_lines(plan, steps_of(plan), now=now) if plan else [],
        "sharing": sharing_with(found),
    }


def shown(found: WorkStatement, *, can_read: bool, now: datetime) -> dict[str, Any]:
    """A statement as it would be read, and what may be said of it."""
    at = found.shared_at or found.agreed_at or found.shown_at
    is_closed = found.status == Status.SHARED and not can_read
    return paper(found) | {
        "status": found.status, "state": SHARED_ONCE if is_closed else STATES[Status(found.status)],
        "when": on_moment(at, now),
        "may_answer": found.status == Status.SHOWN, "may_refuse": found.status in OPEN, "wish": wish_of(found),
    }  # fmt: skip


def sharing_with(found: list[WorkStatement]) -> list[dict[str, Any]]:
    """Partners who can read something, each once."""
    known = {each.partner_id: each.partner.organisation for each in found if each.status == Status.SHARED}
    return [{"pk": pk, "name": name} for pk, name in known.items()]
