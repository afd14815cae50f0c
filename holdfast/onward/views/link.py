"""The page of a receiving service, behind its link: neutral until the code was entered, and four buttons after it.

Whoever follows the link, a mail scanner too, changes nothing and learns of nobody. The code is sent along with each
answer: nothing is kept in the browser.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import at_hub
from holdfast.accounts.typed import typed_words
from holdfast.coordination.words import say_date
from holdfast.hubs.hours import london_day
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward.forms import CodeForm, SaidForm
from holdfast.onward.models import AnswerLink, OnwardReferral
from holdfast.onward.queries import find_link, parts_now, words_of
from holdfast.onward.rules import PART_WORDS
from holdfast.onward.service_actions import answer, open_link
from holdfast.onward.states import ANSWERS, ONWARD, WITH_A_SERVICE, Receiving, Status

WRONG = gettext_lazy("This is not the code. Check it, or call us. After five wrong tries the link closes")
BUTTONS = {
    "acknowledge": gettext_lazy("We have received it"),
    "accept": gettext_lazy("We accept"),
    "wait": gettext_lazy("They wait longer than we said"),
    "begin": gettext_lazy("First seen"),
    "decline": gettext_lazy("We decline"),
    "complete": gettext_lazy("Completed"),
    "drop_out": gettext_lazy("They did not come, or stopped coming"),
}
DAYS = {
    "accept": gettext_lazy("When do you expect to see them first?"),
    "wait": gettext_lazy("When do you expect to see them first, by now?"),
    "begin": gettext_lazy("When did you see them first?"),
}
STATES = {
    Status.SENT: gettext_lazy("You have not answered yet."),
    Status.ACKNOWLEDGED: gettext_lazy("You said that you have received it."),
    Status.ACCEPTED: gettext_lazy("You accepted."),
    Status.WAITING: gettext_lazy("You said that they still wait."),
    Status.IN_TREATMENT: gettext_lazy("You have seen them. Tell us when it has ended."),
}
ORDER = ("acknowledge", "accept", "wait", "begin", "decline", "complete", "drop_out")


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """The code first; then who it is about, what we say, and what can be answered."""
    now = timezone.now()
    link = find_link(request.hub, token, now=now)
    if link is None:
        return ended(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return ask_code(request, form)
    code, verb = form.cleaned_data["code"], request.POST.get("answer", "")
    if verb not in ANSWERS:
        if open_link(link, code, now=now):
            return shown(request, link.onward, code, now=now)
        return wrong_code(request, form, token, now=now)
    return said(request, link, form, verb, now=now)


def said(request: HttpRequest, link: AnswerLink, form: CodeForm, verb: str, *, now: datetime) -> HttpResponse:
    """Keep an answer, and show what stands; an answer that lacks something is asked for again."""
    code = form.cleaned_data["code"]
    given = SaidForm(request.POST, verb=verb, today=london_day(now), sent_at=link.onward.sent_at, labels=labels())
    if not given.is_valid():
        if open_link(link, code, now=now):
            return shown(request, link.onward, code, now=now, faulty=given)
        return ask_code(request, with_error(form))
    needs_day, needs_words = given.needs_day, given.needs_words
    try:
        onward = answer(
            link, code, verb, now=now, day=given.cleaned_data["day"] if needs_day else None,
            words=given.cleaned_data["words"] if needs_words else "",
        )  # fmt: skip
    except MoveNotAllowed:  # which took back that it was opened: they read it all the same
        link.onward.refresh_from_db(fields=["status"])
        if open_link(link, code, now=now):
            return shown(request, link.onward, code, now=now, is_late=True, typed=words_typed(given))
        return ask_code(request, with_error(form))
    if onward is None:
        return ask_code(request, with_error(form))
    return shown(request, onward, code, now=now, is_kept=True)


def words_typed(given: SaidForm) -> list[str]:
    """The reason that somebody typed, however short."""
    words = (given.data.get("words") or "").strip()
    return [words] if words else []


def wrong_code(request: HttpRequest, form: CodeForm, token: str, *, now: datetime) -> HttpResponse:
    """Asked again; once too often, the link has ended."""
    if find_link(request.hub, token, now=now) is None:
        return ended(request)
    return ask_code(request, with_error(form))


def with_error(form: CodeForm) -> CodeForm:
    """The form, saying that the code does not fit."""
    form.add_error("code", WRONG)
    return form


def ask_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """A neutral page: no name, and not even which service."""
    return render(
        request,
        "onward/link/code.html",
        {"title": _("Something to answer"), "form": form, "typed": typed_words(request)},
    )


def ended(request: HttpRequest) -> HttpResponse:
    """The link is over, was closed, belongs to another hub, or never was: one page, with what they typed."""
    context = {"title": _("This link has ended"), "typed": typed_words(request)}
    return render(request, "onward/link/ended.html", context, status=410)


def labels() -> dict[str, str]:
    """What the day of each answer is called."""
    return {verb: str(words) for verb, words in DAYS.items()}


def shown(
    request: HttpRequest, onward: OnwardReferral, code: str, *, now: datetime, faulty: SaidForm | None = None,
    is_kept: bool = False, is_late: bool = False, typed: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """What the person agreed to be told, and the answers that are open. `typed`: what could not be kept."""
    if onward.status not in WITH_A_SERVICE:
        context = {"title": _("Thank you"), "is_kept": is_kept, "typed": typed}
        return render(request, "onward/link/over.html", context)
    words, parts, today = words_of(onward), parts_now(onward), london_day(now)
    verbs = {move.verb for move in ONWARD.open_to(Receiving(), status=onward.status)}
    if faulty and faulty.verb not in verbs:
        is_late, typed, faulty = True, words_typed(faulty), None
    forms: list[dict[str, Any]] = [
        {
            "verb": verb, "words": BUTTONS[verb],
            "form": faulty if faulty and faulty.verb == verb
            else SaidForm(verb=verb, today=today, sent_at=onward.sent_at, code=code, labels=labels()),
        }
        for verb in ORDER if verb in verbs
    ]  # fmt: skip
    context = {
        "title": _("Something to answer"), "service": words.to.service, "state": STATES[Status(onward.status)],
        "parts": [(PART_WORDS[key], parts[key]) for key in PART_WORDS if key in parts], "forms": forms,
        "has_other_ways": parts != words.parts,
        "expected": say_date(onward.expected_on, now) if onward.expected_on else "", "is_kept": is_kept,
        "is_late": is_late, "code": code, "faulty": faulty, "typed": typed,
    }  # fmt: skip
    return render(request, "onward/link/page.html", context)
