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
from holdfast.letters.actions import ChangedMeanwhile, NotFinished
from holdfast.letters.models import Letter
from holdfast.letters.sending_actions import NotSafe
from holdfast.letters.views.record import GONE, opened
from holdfast.lifecycle import MoveNotAllowed
from holdfast.triage.actions import TooLate

P = Permission
NOT_SAFE = "Not put on the post list: they have not called letters to this address safe. See how they can be reached."
STOPPED = "Not posted: the person changed how letters reach them, or took their agreement back. Keep it here."
TOO_LATE = "The minute for undoing has passed, or it was a colleague who sent it."


def tried(request: HttpRequest, act: Callable[[], Letter], done: str) -> None:
    """Take a step, and say what came of it."""
    try:
        act()
    except NotFinished as trouble:
        messages.error(request, f"{trouble}.")
    except NotSafe:
        messages.error(request, NOT_SAFE)
    except (MoveNotAllowed, ChangedMeanwhile, PermissionDenied):
        messages.error(request, GONE)
    else:
        messages.success(request, done)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show it to the person, on their own pages."""
    letter, now = opened(request, pk), timezone.now()
    words = "Shown. It goes nowhere unless they say yes."
    tried(request, lambda: actions.show(letter, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that they heard or read it, and said yes in conversation."""
    letter, now = opened(request, pk), timezone.now()
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0
    words = "Written down: they said yes. It is on the post list."
    tried(request, lambda: answer_actions.agree(letter, seen=version, by=request.member, now=now), words)
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it on their own pages."""
    letter, now = opened(request, pk), timezone.now()
    tried(request, lambda: sending_actions.send(letter, by=request.member, now=now), "Sent to their own pages.")
    return redirect("letters:one", pk)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_POST
def ready(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it on the post list."""
    letter, now = opened(request, pk), timezone.now()
    tried(request, lambda: sending_actions.ready(letter, by=request.member, now=now), "On the post list.")
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
        sending_actions.post(letter, by=request.member, now=timezone.now())
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
        sending_actions.undo(letter, by=request.member, now=timezone.now())
    except (MoveNotAllowed, PermissionDenied, TooLate):
        messages.error(request, TOO_LATE)
    else:
        messages.success(request, "Undone. It has not gone.")
    if was_posted:
        return redirect("letters:post_list")
    return redirect("letters:one", pk)
