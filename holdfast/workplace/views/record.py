"""The work of a person: whether they are at work, what holds, each statement with its answers; and writing one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.workforce.queries import profile_of
from holdfast.workforce.words import profession_of
from holdfast.workplace import actions, sharing_actions
from holdfast.workplace.forms import ANSWERED_IN, EndAskForm, PartnerForm, StateForm, WordsForm, initial_of
from holdfast.workplace.models import WorkStatement
from holdfast.workplace.queries import (
    ask_ends_of,
    can_read,
    find_statement,
    has_link,
    in_force,
    is_qualified,
    is_waited_for,
    partners_for,
    replies_of,
    state_of,
    statements_of,
    states_before,
    steps_of,
    wish_of,
    words_of,
)
from holdfast.workplace.states import OPEN, WORK_STATEMENT, Kind, Status
from holdfast.workplace.words import (
    ask_end_line,
    line,
    paper,
    reply_lines,
    said_line,
    say_state,
    state_words,
    step_lines,
)

P = Permission
HOLDS = (Kind.LEAVE, Kind.ADJUSTMENTS)
NOT_QUALIFIED = (
    "Specialist advice is given by somebody whose profession is known here and gives it. Whoever runs the hub writes "
    "professions down under Team."
)
GONE = "Not done: it has been shared, or the person has answered meanwhile. What stands is below."
SHOWN_BEFORE = (
    "Not shown again: this form was sent before, and what became of these words stands below. To ask once more, begin "
    "anew."
)
ENDED = "They were told before that nothing more is shared with them by us. Choose somebody else, or call them."


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about a person's work."""
    request.section = "people"
    return show_all(request, open_record(request, pk), now=timezone.now())


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def note_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down whether they are at work, as they said."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    form = StateForm(request.POST, today=london_day(now))
    if not form.is_valid():
        return show_all(request, referral, form, now=now)
    actions.note_state(referral, **form.cleaned_data, by=request.member, now=now)
    messages.success(request, "Written down. What was said before is kept below.")
    return redirect("workplace:of_record", pk)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose what it is, which `?kind=` names; then whom it is for and what they read."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    kind = request.GET.get("kind", "")
    if kind not in Kind.values or (kind == Kind.ADVICE and not is_qualified(request.member)):
        context = {"kinds": Kind.choices, "is_qualified": is_qualified(request.member), "why_not": NOT_QUALIFIED}
        return render(request, "workplace/choose.html", frame(request, referral, now=now) | context)
    data, today = request.POST if request.method == "POST" else None, london_day(now)
    whom = PartnerForm(data, known=partners_for(referral))
    form = WordsForm(data, kind=kind, today=today, initial={"answer_by": today + ANSWERED_IN})
    if data is not None and all([whom.is_valid(), form.is_valid()]):
        shown = show_it(request, referral, whom, form, now=now)
        if shown is not None:
            return redirect("workplace:one", pk, shown.pk)
    context = {"whom": whom, "form": form, "kind": Kind(kind).label, "is_plan": kind == Kind.RETURN}
    return render(request, "workplace/write.html", frame(request, referral, now=now) | context)


def show_it(
    request: HttpRequest, referral: Referral, whom: PartnerForm, form: WordsForm, *, now: datetime
) -> WorkStatement | None:
    """Show it to the person; None where that cannot be, and the form says why."""
    by = request.member
    try:
        partner = whom.chosen or sharing_actions.know_partner(request.hub, **whom.new, by=by, now=now)
    except PermissionDenied:
        whom.add_error("email", ENDED)
        return None
    try:
        shown = actions.show(
            referral, partner=partner, kind=form.kind, words=form.words(by=signature(request, form.kind)),
            answer_by=form.cleaned_data.get("answer_by"), by=by, now=now, mark=form.cleaned_data["mark"],
        )  # fmt: skip
    except MoveNotAllowed as refused:
        form.add_error(None, f"{refused}.")
        return None
    say_shown(request, shown, "Shown to them. It goes nowhere unless they say yes.")
    return shown


def say_shown(request: HttpRequest, statement: WorkStatement, done: str) -> None:
    """Say that it is shown to them; not of a form that comes again after they have answered, or after it has ended."""
    if statement.status == Status.SHOWN:
        messages.success(request, done)
    else:
        messages.error(request, SHOWN_BEFORE)


def signature(request: HttpRequest, kind: str) -> str:
    """Who advises, and by which profession."""
    if kind != Kind.ADVICE:
        return ""
    return f"{request.member.name}, {profession_of(profile_of(request.member))}"


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_safe
def one(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """One statement as the partner reads it, what was answered, and what can be done with it."""
    now = timezone.now()
    referral, found = opened(request, pk, statement_pk)
    return show_one(request, referral, found, now=now)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Put it in other words, and show it again."""
    now = timezone.now()
    referral, found = opened(request, pk, statement_pk)
    is_over = found.status not in OPEN
    if is_over and request.method != "POST":
        messages.error(request, GONE)
        return redirect("workplace:one", pk, statement_pk)
    form = WordsForm(
        request.POST if request.method == "POST" else None, kind=found.kind, today=london_day(now),
        initial=initial_of(words_of(found), found.answer_by),
    )  # fmt: skip
    if form.is_valid():
        try:
            again = actions.rewrite(
                found, words=form.words(by=signature(request, found.kind)), by=request.member, now=now,
                answer_by=form.cleaned_data.get("answer_by"), mark=form.cleaned_data["mark"],
            )  # fmt: skip
        except MoveNotAllowed:
            form.add_error(None, GONE)
        except actions.NotQualified:
            form.add_error(None, NOT_QUALIFIED)
        else:
            say_shown(request, again, "Shown to them again. It goes nowhere unless they say yes.")
            return redirect("workplace:one", pk, again.pk)
    context = {
        "form": form, "statement": paper(found), "wish": wish_of(found), "is_plan": found.kind == Kind.RETURN,
        "kind": Kind(found.kind).label,
    }  # fmt: skip
    return render(request, "workplace/rewrite.html", frame(request, referral, now=now) | context)


def show_all(
    request: HttpRequest, referral: Referral, form: StateForm | None = None, *, now: datetime
) -> HttpResponse:  # fmt: skip
    """The page of a person's work."""
    found = statements_of(referral.person)
    plan = in_force(found, Kind.RETURN)
    lines = [line(each, now=now) for each in found]
    replies, ask_ends = replies_of(found), ask_ends_of(found)
    context = {
        "state": say_state(state_of(referral), now),
        "before": [said_line(each, now=now) for each in states_before(referral)],
        "form": form or StateForm(today=london_day(now)),
        "holds": [paper(each) for kind in HOLDS if (each := in_force(found, kind))],
        "plan": paper(plan) if plan else None,
        "steps": step_lines(plan, steps_of(plan), now=now) if plan else [],
        "open": [each for each in lines if each["status"] in OPEN],
        "shared": [
            each | {"answers": len(replies[each["pk"]]), "ended": ask_ends[each["pk"]].get_how_display()
                    if each["pk"] in ask_ends else ""}
            for each in lines if each["status"] == Status.SHARED
        ],
        "ended": [each for each in lines if each["status"] not in {*OPEN, Status.SHARED}],
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "workplace/of_record.html", frame(request, referral, now=now) | context)


def show_one(
    request: HttpRequest, referral: Referral, found: WorkStatement, *, now: datetime, **more: Any
) -> HttpResponse:
    """The page of one statement."""
    is_open = referral.closed_at is None
    verbs = {move.verb for move in WORK_STATEMENT.open_to(request.member, status=found.status)}
    ended = ask_ends_of([found]).get(found.pk)
    context = {
        "statement": paper(found), "state": state_words(found), "line": line(found, now=now),
        "verbs": verbs if is_open else verbs & {"leave"}, "wish": wish_of(found),
        "replies": reply_lines(replies_of([found])[found.pk], found.person, now=now),
        "steps": step_lines(found, steps_of(found), now=now) if found.kind == Kind.RETURN else [],
        "may_mark": found.agreed_at is not None,
        "may_link": is_open and found.status in {Status.AGREED, Status.SHARED},
        "has_link": has_link(found, now=now), "can_read": can_read(found, now=now),
        "agreed": f"{found.get_agreed_how_display()}, {say_moment(found.agreed_at, now)}" if found.agreed_at else "",
        "shared": say_moment(found.shared_at, now) if found.shared_at else "",
        "given": None, "ask_form": EndAskForm(), "is_waited_for": is_open and is_waited_for(found),
        "ask_end": ask_end_line(ended, found.person, now=now) if ended else None,
    }  # fmt: skip
    return render(request, "workplace/one.html", frame(request, referral, now=now) | context | more)


def opened(request: HttpRequest, pk: UUID, statement_pk: UUID) -> tuple[Referral, WorkStatement]:
    """A record that is open to the member, and a statement about its person.

    Raises:
        Http404: the record is not theirs, or the statement is not of it.
    """
    request.section = "people"
    referral = open_record(request, pk)
    found = find_statement(referral.person, statement_pk)
    if found is None:
        raise Http404
    return referral, found


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="work"),
    }
