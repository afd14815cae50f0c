"""A step of two people on a page: taken with what the page showed, and what came of it in words."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from holdfast.accounts.models import Membership
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.monitoring.two_people import SaidInWords

QUICKER = "Not done: a colleague was quicker. What stands is below."


def take_step(request: HttpRequest, step: Callable[..., object], found: Any, words: str) -> None:
    """Take a step with what the page showed; `words`: what is said where it was taken."""
    try:
        step(found, seen=request.POST.get("seen", ""), by=request.member, now=timezone.now())
    except SaidInWords as trouble:
        messages.error(request, str(trouble))
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    else:
        messages.success(request, words)


def say_steps(steps: Iterable[tuple[str, datetime | None, Membership | None]], *, now: datetime) -> list[str]:
    """ "Signed by Orla Fictitious, today at 2pm", of each step that was taken."""
    return [f"{word} by {by.name}, {say_moment(at, now)}" for word, at, by in steps if at and by]
