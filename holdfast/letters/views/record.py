"""A record's letters: the list, beginning one, reading, changing and printing it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment, say_time
from holdfast.letters import actions
from holdfast.letters.actions import ChangedMeanwhile, PersonDied, PersonStopped, has_stopped
from holdfast.letters.forms import LetterForm, RecipientForm
from holdfast.letters.models import Letter
from holdfast.letters.queries import (
    Used,
    Words,
    earlier_of,
    filled,
    find_letter,
    formats_of,
    letters_of,
    recipient_of,
    templates_of,
    words_of,
)
from holdfast.letters.rules import blocks, gaps
from holdfast.letters.shown import AUDIENCES, answer_of, as_pdf, line_of, moved_at, state_of, undo_until
from holdfast.letters.states import LETTER, OPEN, Audience, Status
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.identity import channels_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of

THEY_STOPPED = "The person stopped their request. Nothing about them goes to anybody else any more."
THEY_DIED = "Their death was recorded. No letter to them, or about them, is begun or sent any more."
GONE = "It has gone, or the person has answered meanwhile. What stands is below."
P = Permission


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every letter about a person."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    lines = [line_of(each, now=now) for each in letters_of(referral.person)]
    context = frame(request, referral, now=now) | {
        "open": [line for line in lines if line["status"] in OPEN],
        "done": [line for line in lines if line["status"] not in OPEN],
        "printed": say_moment(now, now),
    }
    return render(request, "letters/of_record.html", context)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a template, say whom it goes to, and begin."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if referral.person.died_at:
        messages.error(request, THEY_DIED)
        return redirect("letters:of_record", pk)
    is_stopped = has_stopped(referral)
    offered = [
        each for each in templates_of(request.hub)
        if each.is_used and not (is_stopped and each.audience != Audience.PERSON)
    ]  # fmt: skip
    chosen = next((each for each in offered if each.key == request.GET.get("template")), None)
    if chosen is None:
        return render(
            request,
            "letters/choose.html",
            frame(request, referral, now=now) | {"groups": grouped(offered), "is_stopped": is_stopped},
        )
    name, address = recipient_of(referral, chosen.audience)
    form = RecipientForm(
        request.POST if request.method == "POST" else None, initial={"to_name": name, "to_address": address}
    )
    if form.is_valid():
        try:
            letter = begin(request, referral, chosen, form, now=now)
        except PersonStopped as stopped:
            messages.error(request, why_stopped(stopped))
            return redirect("letters:of_record", pk)
        return redirect("letters:edit", letter.pk)
    context = frame(request, referral, now=now) | {
        "template": chosen, "form": form, "to": AUDIENCES[Audience(chosen.audience)],
        "is_own": chosen.audience == Audience.PERSON, "post_is_safe": bool(channels_of(referral.person).get("letter")),
    }  # fmt: skip
    return render(request, "letters/write.html", context)


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One letter, as it will be read, and what can be done with it."""
    return show_one(request, opened(request, pk), now=timezone.now())


@staff(P.OPEN_RECORDS, P.WRITE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what it says. Whoever comes second is shown what stands by now, beside their own.

    Words that come after it has gone are shown again, to be taken over into another letter.
    """
    now, letter = timezone.now(), opened(request, pk)
    is_gone = letter.status not in OPEN
    if is_gone and request.method != "POST":
        messages.error(request, GONE)
        return redirect("letters:one", pk)
    words = words_of(letter)
    form = LetterForm(
        request.POST if request.method == "POST" else None, audience=letter.audience,
        initial={**vars(words), "is_large": letter.is_large, "seen": letter.version},
    )  # fmt: skip
    theirs = None
    if form.is_valid() and not is_gone:
        given = form.cleaned_data
        try:
            actions.edit(
                letter, seen=given["seen"], words=form.words, is_large=given["is_large"], by=request.member, now=now
            )
        except ChangedMeanwhile:
            theirs = words
            form.data = form.data.copy()
            form.data["seen"] = letter.version
        except MoveNotAllowed:
            is_gone, letter = True, opened(request, pk)
        else:
            messages.success(request, "Kept.")
            return redirect("letters:one", pk)
    context = frame(request, letter.referral, now=now) | {
        "letter": letter, "form": form, "to": AUDIENCES[Audience(letter.audience)], "theirs": theirs,
        "theirs_by": letter.written_by.name, "is_own": letter.audience == Audience.PERSON,
        "late": late_of(letter), "voids": letter.status != Status.DRAFTED, "is_gone": is_gone,
        "state": state_of(letter),
        "answer": answer_of(letter) if letter.status == Status.CHANGE_ASKED else "",
    }  # fmt: skip
    return render(request, "letters/edit.html", context)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.WRITE_LETTERS)
@require_safe
def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter to be printed."""
    letter = opened(request, pk)
    is_large = letter.is_large if "large" not in request.GET else request.GET["large"] == "1"
    return as_pdf(letter, large=is_large, easy=request.GET.get("easy") == "1")


def why_stopped(stopped: PersonStopped) -> str:
    """Why nothing goes any more: they withdrew their request, or have died."""
    return THEY_DIED if isinstance(stopped, PersonDied) else THEY_STOPPED


def opened(request: HttpRequest, pk: UUID) -> Letter:
    """The letter, if the record it is about is open to the member. The access log will say so.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    request.section = "people"
    found = find_letter(viewer_of(request), pk)
    if found is None:
        raise Http404
    request.touched.open(found.person_id, why=right_of(viewer_of(request), found.person))
    return found


def begin(request: HttpRequest, referral: Referral, template: Used, form: RecipientForm, *, now: datetime) -> Letter:
    """A letter filled from the record, in the format that the person asked for."""
    to = form.cleaned_data
    subject, body, easy = filled(template, referral, to_name=to["to_name"], by=request.member, now=now)
    is_large = template.audience == Audience.PERSON and "large_print" in formats_of(referral)
    return actions.draft(
        referral, template=template, words=Words(subject, body, easy, to["to_name"], to["to_address"]),
        is_large=is_large, by=request.member, now=now,
    )  # fmt: skip


def grouped(offered: list[Used]) -> list[tuple[str, list[Used]]]:
    """Templates by whom they are for."""
    return [
        (words, found)
        for audience, words in AUDIENCES.items()
        if (found := [each for each in offered if each.audience == audience])
    ]


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="letters"),
    }


def show_one(request: HttpRequest, letter: Letter, *, now: datetime) -> HttpResponse:
    """The page of one letter."""
    words = words_of(letter)
    verbs = {move.verb for move in LETTER.open_to(request.member, status=letter.status)}
    is_own = letter.audience == Audience.PERSON
    verbs -= {"show"} if is_own else {"send", "ready"}
    if not is_own and has_stopped(letter.referral):
        verbs -= {"edit", "show", "agree_for_them", "post"}
    until = undo_until(letter, request.member.pk, now=now)
    channels = channels_of(letter.person)
    context = frame(request, letter.referral, now=now) | {
        "letter": letter, "line": line_of(letter, now=now), "words": words, "blocks": blocks(words.body),
        "easy_blocks": blocks(words.easy), "facts": facts_of_letter(letter, words, now=now),
        "gaps": gaps(f"{words.subject}\n{words.body}\n{words.easy}"), "verbs": verbs, "is_own": is_own,
        "state": state_of(letter), "answer": answer_of(letter), "undo_until": say_time(until) if until else "",
        "post_is_safe": bool(channels.get("letter")), "mail_is_safe": bool(channels.get("email")),
        "earlier": [
            {"words": words_of(each), "blocks": blocks(words_of(each).body), "answer": answer_of(each),
             "when": say_moment(each.written_at, now), "by": each.written_by.name, "was_shown": bool(each.shown_at)}
            for each in earlier_of(letter)
        ],
        "late": late_of(letter), "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "letters/one.html", context)


def late_of(letter: Letter) -> list[str]:
    """What the person said of words that had been changed already, while nobody has written anew since."""
    if letter.status not in {Status.DRAFTED, Status.SHOWN}:
        return []
    return [
        answer_of(each) for each in earlier_of(letter) if each.answered_at and each.answered_at >= letter.written_at
    ]


def facts_of_letter(letter: Letter, words: Words, *, now: datetime) -> list[tuple[str, str]]:
    """Where it stands, to whom it goes, who wrote it, and how it was agreed."""
    facts = [
        (AUDIENCES[Audience(letter.audience)], ", ".join([words.to_name, *words.to_address.split("\n")]).strip(", ")),
        ("State", f"{state_of(letter)}, {say_moment(moved_at(letter), now)}"),
        ("Written", f"{letter.written_by.name}, {say_moment(letter.written_at, now)}"),
    ]
    if letter.agreed_at:
        facts.append(("Agreed", f"{Letter.How(letter.agreed_how).label}, {say_moment(letter.agreed_at, now)}"))
    if letter.is_large:
        facts.append(("Printed", "Large"))
    return facts
