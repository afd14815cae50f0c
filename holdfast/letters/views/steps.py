"""The steps of a letter: shown, agreed in conversation, sent, put on the post list, posted, taken back, left."""

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
from holdfast.letters import actions, answer_actions, sending_actions
from holdfast.letters.actions import ChangedMeanwhile, NotFinished, PersonStopped
from holdfast.letters.models import Letter
from holdfast.letters.sending_actions import NotSafe
from holdfast.letters.states import Status
from holdfast.letters.views.record import GONE, opened, why_stopped
from holdfast.lifecycle import MoveNotAllowed
from holdfast.triage.actions import TooLate

P = Permission
NOT_SAFE = "Not put on the post list: they have not called letters to this address safe. See how they can be reached."
STOPPED = "Not posted: the person changed how letters reach them, or took their agreement back. Keep it here."
CHANGED = "Not done: a colleague has changed this letter. What stands by now is below: read it, then press again."
POST_CHANGED = "Not posted: this letter was changed since. Take the one that you printed out, and print it again."
TOO_LATE = "The minute for undoing has passed, or it was a colleague who sent it."


def seen_of(request: HttpRequest) -> int:
    """Which version the page had shown. 0, which no letter has: the page did not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


def tried(request: HttpRequest, act: Callable[[], Letter], done: str) -> None:
    """Take a step, and say what came of it."""
    try:
        act()
    except NotFinished as trouble:
        messages.error(request, f"{trouble}.")
    except NotSafe:
        messages.error(request, NOT_SAFE)
    except ChangedMeanwhile:
        messages.error(request, CHANGED)
    except PersonStopped as stopped:
        messages.error(request, why_stopped(stopped))
    except (MoveNotAllowed, PermissionDenied):
        messages.error(request, GONE)
    else:
        messages.success(request, done)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show it to the person, on their own pages."""
    letter, seen, now = opened(request, pk), seen_of(request), timezone.now()
    words = "Shown. It goes nowhere unless they say yes."
    tried(request, lambda: actions.show(letter, seen=seen, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they heard or read it, and said yes in conversation."""
    letter, seen, now = opened(request, pk), seen_of(request), timezone.now()
    words = "Written down: they said yes. It is on the post list."
    tried(request, lambda: answer_actions.agree(letter, seen=seen, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it on their own pages."""
    letter, seen, now = opened(request, pk), seen_of(request), timezone.now()
    words = "Sent to their own pages."
    tried(request, lambda: sending_actions.send(letter, seen=seen, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def ready(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it on the post list."""
    letter, seen, now = opened(request, pk), seen_of(request), timezone.now()
    words = "On the post list."
    tried(request, lambda: sending_actions.ready(letter, seen=seen, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave it unsent."""
    letter, now = opened(request, pk), timezone.now()
    tried(request, lambda: actions.withdraw(letter, by=request.member, now=now), "Left unsent.")
    return redirect("letters:of_record", letter.referral_id)


@staff(P.OPEN_RECORDS, P.SEND_LETTERS)
@require_POST
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it was posted."""
    letter = opened(request, pk)
    try:
        sending_actions.post(letter, seen=seen_of(request), by=request.member, now=timezone.now())
    except ChangedMeanwhile:
        messages.error(request, POST_CHANGED)
    except PersonStopped as stopped:
        messages.error(request, why_stopped(stopped))
    except (MoveNotAllowed, NotSafe):
        messages.error(request, STOPPED)
    return redirect("letters:post_list")


@staff(P.OPEN_RECORDS, P.SEND_LETTERS)
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back, within a minute, that it was sent."""
    letter = opened(request, pk)
    was_posted = letter.is_posted
    try:
        letter = sending_actions.undo(letter, by=request.member, now=timezone.now())
    except (MoveNotAllowed, PermissionDenied, TooLate):
        messages.error(request, TOO_LATE)
    else:
        stopped = " The person stopped their request meanwhile, so it goes nowhere: keep it here."
        is_stopped = letter.status == Status.WITHDRAWN
        messages.success(request, "Undone. It has not gone." + (stopped if is_stopped else ""))
    if was_posted:
        return redirect("letters:post_list")
    return redirect("letters:one", pk)
