"""Logging an attempt to reach somebody, and taking it back within a minute."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.contacts import actions, check_actions, tell_actions
from holdfast.contacts.forms import CheckForm, LogForm, TellForm
from holdfast.contacts.models import Attempt
from holdfast.contacts.promise_words import promised_lines
from holdfast.contacts.queries import (
    attempts_of,
    emergencies_to_tell,
    find_attempt,
    tried_since_changed,
    undo_until,
)
from holdfast.contacts.rules import BY, Tried, next_try, next_way, wrong_ways
from holdfast.contacts.telling import KEPT, others_to_tell, telling
from holdfast.hubs.hours import LONDON, WeeklyHours, say_by, say_moment
from holdfast.hubs.models import Terms
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import has_died
from holdfast.people.identity import channels_of, reveal
from holdfast.referrals.answers import waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, contact_card, open_record
from holdfast.referrals.states import NextAction, Stage
from holdfast.triage.actions import TooLate

Channel, Result = Attempt.Channel, Attempt.Result
Wrong = Mapping[str, datetime]  # ways found wrong, and when


@staff(Permission.CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log an attempt: one press of a result, and what else is worth a word."""
    now = timezone.now()
    referral = open_record(request, pk)
    terms = terms_of(request.hub, now=now)
    channels = channels_of(referral.person)
    tried = tried_since_changed(referral.person)
    form = LogForm(request.POST or None, channels=channels, wrong=wrong_ways(channels, tried), now=now)
    if form.is_valid():
        try:
            attempt = actions.log_attempt(referral, terms=terms, by=request.member, now=now, **form.cleaned_data)
        except (MoveNotAllowed, actions.WhenImpossible) as trouble:
            form.add_error("at" if isinstance(trouble, actions.WhenImpossible) else None, str(trouble))
        else:
            return redirect(f"{reverse('contacts:log', args=[pk])}?logged={attempt.pk}")
    return show(request, referral, form, tried, terms=terms, now=now)


@staff(Permission.CONTACT)
@require_POST
def undo(request: HttpRequest, pk: UUID, attempt_pk: UUID) -> HttpResponse:
    """Take back one's own entry."""
    referral = open_record(request, pk)
    attempt = find_attempt(referral, attempt_pk)
    if attempt is None:
        raise Http404
    try:
        actions.undo_attempt(attempt, by=request.member, now=timezone.now())
    except TooLate:
        messages.error(
            request,
            "It cannot be undone any more: the minute has passed, or something else has happened since. "
            "Log another attempt, and say in its note what was wrong.",
        )
    except PermissionDenied:
        messages.error(request, "Only the colleague who logged this can undo it.")
    else:
        messages.success(request, "Undone. The attempt does not count.")
    return redirect("contacts:log", pk)


@staff(Permission.CONTACT)
@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They call for what was written to them, and who they are was checked."""
    referral = open_record(request, pk)
    form = CheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["checked"][0])
        return redirect("contacts:log", pk)
    try:
        check_actions.check_identity(referral, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "Nothing waits for a check of who they are. What stands is below.")
    else:
        reads = " You can read it to them now." if request.member.may(Permission.SEE_CLINICAL) else ""
        messages.success(request, f"Kept. Where they have own pages, these show what was written.{reads}")
    return redirect("contacts:log", pk)


@staff(Permission.CONTACT)
@require_POST
def undo_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own check back."""
    try:
        check_actions.undo_check(open_record(request, pk), by=request.member, now=timezone.now())
    except TooLate:
        messages.error(request, "It cannot be undone any more. Ask a clinical lead where it was of somebody else.")
    else:
        messages.success(request, "Undone. Nobody has checked who they are.")
    return redirect("contacts:log", pk)


@staff(Permission.CONTACT, Permission.SEE_CLINICAL)
@require_POST
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether somebody knows that their request was closed, of which no mail tells them."""
    referral = open_record(request, pk)
    form = TellForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["how"][0])
        return redirect("contacts:log", pk)
    how = form.cleaned_data["how"]
    try:
        tell_actions.tell(referral, how, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        request.touched.keep_nothing()
        messages.error(request, "This was kept meanwhile, or nobody is to be told any more. What stands is below.")
    except tell_actions.NotChecked as trouble:
        request.touched.keep_nothing()
        messages.error(request, str(trouble))
    else:
        messages.success(request, KEPT[how])
    return redirect("contacts:log", pk)


def show(
    request: HttpRequest, referral: Referral, form: LogForm, tried: list[Tried], *, terms: Terms, now: datetime
) -> HttpResponse:
    """The page: what to press, the contact card beside it, and what was logged before."""
    request.section = "people"
    channels = channels_of(referral.person)
    wrong = wrong_ways(channels, tried)
    way = next_way(channels, wrong)
    instead = next_way(channels, wrong_ways(channels, [*tried, (form.channel, Result.WRONG, now)]))
    noted = {key: wrong_words(at) for key, at in wrong.items()}
    is_tried = actions.is_awaited(referral)
    sees_clinical = request.member.may(Permission.SEE_CLINICAL)
    context = {
        "referral": referral,
        "band": {**band_of(referral, member=request.member, now=now), **next_by(referral, wrong, way)},
        "form": form,
        "is_open": referral.stage != Stage.CLOSED,
        "check_form": CheckForm(auto_id="check_%s") if may_check(referral) else None,
        "until_check": check_actions.undo_check_until(referral, by=request.member, now=now),
        "telling": telling(referral, reads=sees_clinical, now=now),
        "others": others_to_tell(request, referral, now=now),
        "buttons": buttons(referral, form.buttons, instead, is_tried=is_tried, terms=terms, now=now),
        "other_buttons": buttons(referral, form.other_buttons, instead, is_tried=is_tried, terms=terms, now=now),
        "hints": {key: "Not safe for them" for key in Channel.values if key not in form.safe}
        | {key: words.capitalize() for key, words in noted.items()},
        "no_way_left": bool(wrong) and not way,
        "first_way": Channel(form.channel).label,
        "no_voicemail": not channels.get("voicemail"),
        "card": contact_card(referral.person, wrong=noted) if request.member.may(Permission.SEE_CONTACT) else [],
        "logged": logged(request, referral, wrong, now=now),
        "emergencies": [
            {"name": each.member.name, "when": say_moment(each.opened_at, now)}
            for each in emergencies_to_tell(referral.person)
        ],
        "promised": promised_lines(referral, now=now),
        "attempts": [past(each, with_note=sees_clinical, now=now) for each in attempts_of(referral)],
        "at": now,
    }
    return render(request, "contacts/log.html", context)


def may_check(referral: Referral) -> bool:
    """Whether who they are is still to be checked, so that their own pages show what was written."""
    return waits_for_check(referral) and not has_died(referral.person)


def wrong_words(at: datetime) -> str:
    """That a way was found wrong, and when."""
    local = at.astimezone(LONDON)
    return f"wrong, noted {local.day} {local:%b}"


def way_words(way: str) -> str:
    """A way within a sentence: "by text"."""
    return BY[Channel(way)]


def next_by(referral: Referral, wrong: Wrong, way: str) -> dict[str, str]:
    """The band's next action with the way to try, once another was found wrong."""
    if not (wrong and way) or referral.next_action != NextAction.TRY_AGAIN:
        return {}
    return {"next": f"{NextAction.TRY_AGAIN.label} {way_words(way)}"}


def buttons(
    referral: Referral, offered: list[tuple[str, str]], instead: str, *, is_tried: bool, terms: Terms, now: datetime
) -> list[dict[str, str]]:
    """Each result with what comes next if it is pressed.

    Args:
        instead: the way to try after a wrong one, if any; is_tried: whoever is not reached is tried again.
    """
    hours = WeeklyHours.from_rows(terms.open_hours)
    times = channels_of(referral.person).get("times", [])
    found = []
    for value, label in offered:
        result = value.partition(".")[0]
        again = say_moment(next_try(result, hours=hours, now=now, times=times), now)
        if result == Result.WRONG and instead:
            again = f"{way_words(instead)}, {again}"
        hints = [f"Next: try again {again}"] if is_tried or result == Result.CALL_BACK else []
        hints += ["No other safe way is left"] if result == Result.WRONG and not instead else []
        hint = spoken(referral) if result == Result.SPOKE else ". ".join(hints)
        found.append({"value": value, "label": label, "hint": hint})
    return found


def spoken(referral: Referral) -> str:
    """What comes of having spoken with them."""
    if referral.stage == Stage.FIRST_CONTACT:
        return "Next: arrange the assessment"
    return "" if referral.first_contact_at else "Stops the clock of first contact"


def logged(request: HttpRequest, referral: Referral, wrong: Wrong, *, now: datetime) -> dict[str, Any] | None:
    """What was logged a moment ago, with the way back while there is one."""
    try:
        attempt = find_attempt(referral, UUID(request.GET.get("logged", "")))
    except ValueError:
        return None
    if attempt is None or attempt.undone_at is not None:
        return None
    until = undo_until(attempt)
    what = f"{attempt.get_channel_display()}: {attempt.get_result_display().lower()}"
    return {
        "text": f"Logged. {what}. Next: {next_words(referral, wrong, now=now)}.",
        "until": until if attempt.by_id == request.member.pk and until and now <= until else None,
        "undo_href": reverse("contacts:undo", args=[referral.pk, attempt.pk]),
    }


def next_words(referral: Referral, wrong: Wrong, *, now: datetime) -> str:
    """What comes next for the referral, by when, and by which way once another was found wrong."""
    action, by = NextAction(referral.next_action).label.lower(), say_by(referral.next_action_at, now)
    if not wrong or referral.next_action != NextAction.TRY_AGAIN:
        return f"{action} by {by}"
    way = next_way(channels_of(referral.person), wrong)
    return f"{action} {way_words(way)}, by {by}" if way else f"{action} by {by}. No other safe way is left"


def past(attempt: Attempt, *, with_note: bool, now: datetime) -> dict[str, Any]:
    """One earlier attempt in words."""
    note = reveal(attempt.referral.person, f"attempt:{attempt.pk}", attempt.note_sealed) if with_note else ""
    checked = " Identity checked." if attempt.identity_checked else ""
    return {
        "when": say_moment(attempt.at, now),
        "what": attempt.get_result_display(),
        "by": f"{attempt.get_channel_display()}, {attempt.by.name}",
        "text": f"{note}{checked}".strip(),
        "is_undone": attempt.undone_at is not None,
    }
