"""The steps of an onward referral at the desk: shown, agreed in conversation, sent, taken back, withdrawn, replaced."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import actions, answer_actions, call_actions, sending_actions, service_actions
from holdfast.onward.actions import ChangedMeanwhile, NoWay, PersonStopped
from holdfast.onward.forms import AgreeForm, AskForm, CallForm
from holdfast.onward.sending_actions import NotAgreed, ServiceChanged, WaysChanged
from holdfast.onward.states import ANSWERS, ONWARD, WITH_A_SERVICE
from holdfast.onward.views.record import GONE, NO_WAY, THEY_STOPPED, opened, show_one, too_late
from holdfast.triage.actions import TooLate

P = Permission
CHANGED = "Not done: a colleague has changed it. What stands by now is below: read it, then press again."
NOT_AGREED = "Not sent: they have not agreed to it, or took it back meanwhile."
ELSEWHERE = (
    "Not sent: the directory says by now that it would go elsewhere than they read. Change it, which takes the new "
    "way in, and show it to them again."
)
BEGUN = "Begun, with the same words. Show it to them: they agree anew, for it goes to somebody else."
BEGUN_BEFORE = "This one was begun before to take its place. Nothing new was begun."
THERE_ALREADY = (
    "They are referred to this service already, and not in place of the other. Nothing new was begun: withdraw the "
    "other once they are taken on here."
)
TOO_LATE = "The minute for undoing has passed, or it was a colleague who sent it."


def seen_of(request: HttpRequest) -> int:
    """Which version the page had shown. 0, which nothing has: the page did not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


def tried(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Take a step, and say what came of it: whether it was taken. Without `done` the caller says that it was."""
    said = ""
    try:
        act()
    except ChangedMeanwhile:
        said = CHANGED
    except ServiceChanged:
        said = ELSEWHERE
    except NoWay:
        said = NO_WAY
    except WaysChanged:
        said = str(WaysChanged.__doc__)
    except NotAgreed:
        said = NOT_AGREED
    except PersonStopped:
        said = THEY_STOPPED
    except TooLate:
        said = TOO_LATE
    except (MoveNotAllowed, PermissionDenied):
        said = GONE
    if said or done:
        (messages.error if said else messages.success)(request, said or done)
    return not said


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show it to the person, on their own pages."""
    onward, seen, now = opened(request, pk), seen_of(request), timezone.now()
    done = "Shown. It goes nowhere unless they say yes."
    tried(request, lambda: actions.show(onward, seen=seen, by=request.member, now=now), done)
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they heard or read it, and agreed when you talked."""
    onward, now = opened(request, pk), timezone.now()
    form = AgreeForm(request.POST, auto_id="agree_%s")
    if not form.is_valid():
        return show_one(request, onward, now=now, agree_form=form)
    given = form.cleaned_data

    def act() -> object:
        return answer_actions.agree_with_them(
            onward, seen=given["version"], how=given["how"], by=request.member, now=now
        )

    tried(request, act, "Written down: they agreed. It can be sent.")
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send it by the service's route."""
    onward, seen, now = opened(request, pk), seen_of(request), timezone.now()
    tried(request, lambda: sending_actions.send(onward, seen=seen, by=request.member, now=now), "Sent.")
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back, within a minute, that it was sent."""
    onward, now = opened(request, pk), timezone.now()
    done = "Undone. It has not gone."
    tried(request, lambda: sending_actions.undo_send(onward, by=request.member, now=now), done)
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End it."""
    onward, now = opened(request, pk), timezone.now()
    done = "Withdrawn. Their link opens nothing any more; tell the service if they keep a place."
    tried(request, lambda: actions.withdraw(onward, by=request.member, now=now), done)
    return redirect("onward:of_record", onward.referral_id)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def instead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin one to the service that is agreed for when this one cannot keep its promise."""
    onward, now, made = opened(request, pk), timezone.now(), []
    if not tried(request, lambda: made.append(actions.refer_instead(onward, by=request.member, now=now))):
        return redirect("onward:one", pk)
    is_new, takes_its_place = made[0].drafted_at == now, made[0].replaces_id == onward.pk
    messages.success(request, BEGUN if is_new else BEGUN_BEFORE if takes_its_place else THERE_ALREADY)
    return redirect("onward:one", made[0].pk)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_POST
def see_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that they have seen how it ended, and nothing more is needed."""
    onward, now = opened(request, pk), timezone.now()
    done = "Seen. It comes up no more."
    tried(request, lambda: service_actions.see_end(onward, by=request.member, now=now), done)
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.CHASE)
@require_POST
def hear(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what a call with the service said."""
    onward, now = opened(request, pk), timezone.now()
    verbs = {move.verb for move in ONWARD.open_to(request.member, status=onward.status)} & {*ANSWERS}
    form = CallForm(request.POST, verbs=verbs, sent_at=onward.sent_at, now=now)
    if not form.is_valid():
        if form.typed and onward.status not in WITH_A_SERVICE:
            return too_late(request, onward, form.typed, now=now)
        return show_one(request, onward, now=now, call_form=form)
    verb, said = form.cleaned_data["verb"], form.said
    try:
        service_actions.hear(onward, verb, by=request.member, now=now, **said)
    except MoveNotAllowed:
        return too_late(request, opened(request, pk), form.typed, now=now)
    messages.success(request, "Written down.")
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.CHASE)
@require_POST
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that the service was asked; with a new link, if that is how."""
    onward, now = opened(request, pk), timezone.now()
    form = AskForm(request.POST, has_links=True)
    if not form.is_valid():
        return show_one(request, onward, now=now, ask_form=form)
    how = form.cleaned_data["how"]

    def act() -> object:
        return service_actions.ask(onward, how=how, sends_link=how == "link", by=request.member, now=now)

    tried(request, act, "Written down. If they stay silent they come up again.")
    return redirect("onward:one", pk)


@staff(P.OPEN_RECORDS, P.CHASE)
@require_POST
def tell_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the service was told on the telephone what the page said."""
    onward, word, now = opened(request, pk), request.POST.get("word", ""), timezone.now()
    done = "Written down: the service knows."
    tried(request, lambda: call_actions.tell_service(onward, word, by=request.member, now=now), done)
    return redirect("onward:of_record", onward.referral_id)


@staff(P.OPEN_RECORDS, P.CHASE)
@require_POST
def untell_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take that back."""
    onward, now = opened(request, pk), timezone.now()
    done = "Taken back: the service is to be called."
    tried(request, lambda: call_actions.untell_service(onward, by=request.member, now=now), done)
    return redirect("onward:of_record", onward.referral_id)
