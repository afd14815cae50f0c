"""A person's own letters: to read, to agree to, to ask a change in, to say no to. Nothing goes without their yes."""

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

from holdfast.letters import answer_actions
from holdfast.letters.actions import ChangedMeanwhile
from holdfast.letters.models import Letter
from holdfast.letters.queries import as_seen, formats_of, own_letters, words_of
from holdfast.letters.rules import blocks
from holdfast.letters.shown import answer_of, as_pdf
from holdfast.letters.states import Audience, Status
from holdfast.lifecycle import MoveNotAllowed
from holdfast.portal.forms import LetterChangeForm
from holdfast.portal.gate import is_confirmed, on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.standing import on_moment

MOST_SHOWN = 50
TITLES = {
    Audience.PERSON: gettext_lazy("Letter to you"),
    Audience.GP: gettext_lazy("Letter to your GP"),
    Audience.OCCUPATIONAL_HEALTH: gettext_lazy("Letter to Occupational Health"),
    Audience.MANAGER: gettext_lazy("Letter to your manager"),
    Audience.SERVICE: gettext_lazy("Letter to another service"),
}
STATES = {
    Status.DRAFTED: gettext_lazy("We are writing it again. Nothing goes unless you have seen it and said yes."),
    Status.SHOWN: gettext_lazy("Waits for you."),
    Status.CHANGE_ASKED: gettext_lazy("You asked for a change. We write it again and show it to you."),
    Status.AGREED: gettext_lazy("You said yes. It has not gone yet: you can still take it back."),
    Status.REFUSED: gettext_lazy("You said no. It was not sent."),
    Status.WITHDRAWN: gettext_lazy("We left it. It was not sent."),
}
DONE = {
    "agreed": gettext_lazy("You said yes. Until it is posted you can take it back."),
    "change": gettext_lazy("We have your words. The letter goes nowhere until you have seen it again."),
    "earlier": gettext_lazy(
        "We have your words, with the letter as you read it. It was changed meanwhile, and goes nowhere unless you "
        "say yes to it as it is then."
    ),
    "refused": gettext_lazy("You said no. It goes nowhere."),
    "back": gettext_lazy("You took it back. It goes nowhere unless you say yes again."),
    "late": gettext_lazy("That could not be done: the letter has changed, or has gone. What stands is below."),
}
TOO_LATE = gettext_lazy(
    "These words could not be kept with the letter: it has gone, or was left. Keep them, and tell us when we talk"
)
OPEN = (Status.SHOWN, Status.AGREED)


@require_safe
@on_own_pages(verified=True, confirmed=True)
def letters(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, as it would go; and what was dealt with."""
    now = timezone.now()
    found = [as_seen(each) for each in own_letters(request.person)[:MOST_SHOWN]]
    context = {
        "title": _("Letters"), **page_of(request), "done": DONE.get(request.GET.get("done", ""), ""),
        "waiting": [shown(each, now=now) for each in found if each.status == Status.SHOWN],
        "others": [line(each, now=now) for each in found if each.status != Status.SHOWN],
        "is_large": is_large(request),
    }  # fmt: skip
    return render(request, "portal/letters.html", context)


@require_safe
@on_own_pages(verified=True, confirmed=True)
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, to be read."""
    return show(request, own(request, pk), LetterChangeForm())


@require_safe
@on_own_pages(verified=True, confirmed=True)
def letter_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them, to keep or to print."""
    return as_pdf(own(request, pk), large=is_large(request), easy=request.GET.get("easy") == "1")


@require_POST
@on_own_pages(verified=True, confirmed=True)
def agree_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes to the very words that were read."""
    found, seen, now = own(request, pk), seen_of(request), timezone.now()
    return answered(request, "agreed", lambda: answer_actions.agree(found, seen=seen, now=now))


@require_POST
@on_own_pages(verified=True)
def change_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a change. Not asked for the PIN again: it stops a letter, and what was typed must not be lost."""
    found, seen, now = own(request, pk), seen_of(request), timezone.now()
    form = LetterChangeForm(request.POST)
    if not form.is_valid():
        return show(request, found, form, reads=is_confirmed(request))
    try:
        stands = answer_actions.ask_change(found, seen=seen, answer=form.cleaned_data["answer"], now=now)
    except (MoveNotAllowed, ChangedMeanwhile):
        form.add_error("answer", TOO_LATE)
        return show(request, found, form, reads=False)
    done = "change" if stands.version == seen else "earlier"
    return redirect(f"{reverse('portal:letters', args=[request.hub.slug])}?done={done}")


@require_POST
@on_own_pages(verified=True)
def refuse_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "refused", lambda: answer_actions.refuse(found, now=now))


@require_POST
@on_own_pages(verified=True)
def take_back_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a yes back."""
    found, now = own(request, pk), timezone.now()
    return answered(request, "back", lambda: answer_actions.take_back(found, now=now))


def answered(request: HttpRequest, done: str, act: Callable[[], Letter]) -> HttpResponse:
    """Do what they said, and back to the letters, which say whether it could be."""
    outcome = "late"
    with suppress(MoveNotAllowed, ChangedMeanwhile):
        act()
        outcome = done
    return redirect(f"{reverse('portal:letters', args=[request.hub.slug])}?done={outcome}")


def own(request: HttpRequest, pk: UUID) -> Letter:
    """A letter about this person that they may read.

    Raises:
        Http404: it is not theirs, not for them to read yet, or there is none.
    """
    found = own_letters(request.person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return as_seen(found)


def show(request: HttpRequest, found: Letter, form: LetterChangeForm, *, reads: bool = True) -> HttpResponse:
    """The page of one letter; what they typed alone, where the PIN would have to be asked for again to read it."""
    context = {
        "title": _("Letters"), **page_of(request), "letter": shown(found, now=timezone.now()), "form": form,
        "reads": reads, "is_large": is_large(request),
    }  # fmt: skip
    return render(request, "portal/letter.html", context)


def seen_of(request: HttpRequest) -> int:
    """Which version of the words they read."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0


def is_large(request: HttpRequest) -> bool:
    """Whether it is shown large: as they press, else as they once asked to be written to."""
    asked = request.GET.get("large")
    return asked == "1" if asked is not None else "large_print" in formats_of(request.referral)


def shown(found: Letter, *, now: datetime) -> dict[str, Any]:
    """A letter in full."""
    words = words_of(found)
    to = ", ".join([words.to_name, *words.to_address.split("\n")]).strip(", ")
    facts = [(_("From"), f"{found.written_by.name}, {on_moment(found.written_at, now)}")]
    if found.audience != Audience.PERSON:
        facts.append((_("To"), _("%(name)s. Nobody else.") % {"name": to}))
    return line(found, now=now) | {
        "facts": facts, "subject": words.subject, "blocks": blocks(words.body), "easy": blocks(words.easy),
        "version": found.version, "is_to_them": found.audience == Audience.PERSON, "answer": answer_of(found),
        "may_answer": found.status == Status.SHOWN, "may_take_back": found.status == Status.AGREED,
    }  # fmt: skip


def line(found: Letter, *, now: datetime) -> dict[str, Any]:
    """A letter as a line of the list."""
    sent = _("Sent %(when)s.") % {"when": on_moment(found.sent_at, now)} if found.sent_at else ""
    return {
        "pk": found.pk, "title": TITLES[Audience(found.audience)], "subject": words_of(found).subject,
        "state": sent or STATES.get(Status(found.status), ""),
    }  # fmt: skip
