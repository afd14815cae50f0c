"""The page about one alert, and closing it with what was done and what happens next."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.alerts.actions import AnsweredSince, NothingSaid, may_take
from holdfast.alerts.forms import HandOnForm
from holdfast.alerts.models import Alert
from holdfast.alerts.queries import is_outside, may_take_over
from holdfast.alerts.states import ALERT, Status
from holdfast.alerts.words import headline
from holdfast.contacts import alert_words
from holdfast.contacts.actions import close_alert
from holdfast.contacts.alert_forms import CloseForm
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import is_kept_out
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, contact_card, open_record


@staff(Permission.TAKE_ALERT)
@require_safe
def alert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said, what the person was told, what has happened, and what may be done now."""
    now = timezone.now()
    found, referral = open_alert(request, pk)
    return show(request, found, referral, close_form(request, referral, now=now), now=now)


@staff(Permission.TAKE_ALERT)
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an alert. When that is no longer possible the page says why and keeps what was written."""
    now = timezone.now()
    if (meanwhile := closed_meanwhile(request, pk)) and not is_kept_out(request.member, meanwhile.person):
        request.touched.add([meanwhile.person_id], why="alert")
        words = request.POST.get("words", "")
        return render(request, "contacts/alert_closed.html", {"alert": meanwhile, "words": words, "at": now})
    found, referral = open_alert(request, pk)
    form = close_form(request, referral, now=now, data=request.POST)
    if form.is_valid():
        try:
            close_alert(
                found, referral, by=request.member, now=now, seen=request.POST.get("seen"),
                promised=request.POST.getlist("promised"), **form.cleaned_data,
            )  # fmt: skip
        except MoveNotAllowed:
            found.refresh_from_db()
            form.add_error(None, why_not(found))
        except AnsweredSince as error:
            found.refresh_from_db()
            form.add_error(None, str(error))
        except NothingSaid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The alert is closed. Thank you for saying what was done.")
            return redirect("alerts:list")
    return show(request, found, referral, form, now=now)


def open_alert(request: HttpRequest, pk: UUID) -> tuple[Alert, Referral]:
    """The alert and the record it is about, opened by right.

    Raises:
        Http404: there is none, or the record is not theirs to see.
    """
    found = (
        request.hub.alerts.select_related("person", "taken_by__account", "closed_by__account", "raised_by__account")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found, open_record(request, found.subject_id)


def closed_meanwhile(request: HttpRequest, pk: UUID) -> Alert | None:
    """The member's own alert that was closed: the record may be shut to them, their words are not lost."""
    closed = request.hub.alerts.filter(pk=pk, status=Status.CLOSED, taken_by=request.member)
    return closed.select_related("closed_by__account", "person").first()


def close_form(request: HttpRequest, referral: Referral, *, now: datetime, data: dict | None = None) -> CloseForm:
    """The form that closes an alert about this referral, for this member."""
    return CloseForm(data, referral=referral, now=now, is_outside=is_outside(request.member))


def why_not(found: Alert) -> str:
    """Why an alert could not be closed, in a sentence."""
    if found.closed_by:
        return (
            f"{found.closed_by.name} closed this alert while you wrote. What you wrote is below: copy what is missing."
        )
    if found.taken_by is None:
        return "Nobody has taken this alert yet. Take it first, then close it."
    return "The referral moved on while you wrote. Choose what happens next, then close the alert."


def show(request: HttpRequest, found: Alert, referral: Referral, form: CloseForm, *, now: datetime) -> HttpResponse:
    """The page, whatever the alert's status."""
    request.section = "alerts"
    request.open_alerts = [line for line in request.open_alerts if line["pk"] != found.pk]
    moves = {move.verb for move in ALERT.open_to(request.member, status=found.status)}
    if not may_take(found, by=request.member, now=now):
        moves.discard("take")
    context = {
        "alert": found,
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "headline": headline(found),
        "others": alert_words.other_alerts(found, now=now),
        "answers": alert_words.answers_behind(found),
        "raised_note": alert_words.note_of(found),
        "told": alert_words.told_to_person(found, terms_of(request.hub, now=found.raised_at), now=now),
        "call_by": alert_words.promised(found, terms_of(request.hub, now=found.raised_at), now=now),
        "card": contact_card(referral.person) if request.member.may(Permission.SEE_CONTACT) else [],
        "steps": alert_words.steps_of(found, viewer=request.member, now=now),
        "done": [Alert.Done(code).label for code in found.done if code in Alert.Done.values],
        "done_words": alert_words.done_words(found),
        "moves": moves,
        "form": form,
        "hand_on": hand_on_form(request, found) if "hand_on" in moves else None,
        "at": now,
    }
    return render(request, "contacts/alert.html", context)


def hand_on_form(request: HttpRequest, found: Alert) -> HandOnForm | None:
    """To whom it may be handed on; None where there is nobody."""
    colleagues = may_take_over(found, request.hub, by=request.member)
    return HandOnForm(colleagues=colleagues) if colleagues else None
