"""The steps of a statement: agreed in conversation, shared by a link, left; a step done; an answer read, or waited for
no longer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.agreements.actions import NotAgreed
from holdfast.lifecycle import MoveNotAllowed
from holdfast.workplace import actions, answer_actions, sharing_actions
from holdfast.workplace.forms import EndAskForm
from holdfast.workplace.views.record import GONE, opened, show_one

P = Permission
STOPPED = "Not done: since it was shown to them they have told this partner nothing more. Write it again, and ask."


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def agree(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Write down that they heard or read it, and said yes in conversation."""
    _, found = opened(request, pk, statement_pk)
    try:
        answer_actions.agree(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, GONE)
    except NotAgreed:
        messages.error(request, STOPPED)
    else:
        messages.success(request, "Written down: they said yes.")
    return redirect("workplace:one", pk, statement_pk)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def leave(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Leave it unshared."""
    _, found = opened(request, pk, statement_pk)
    try:
        actions.leave(found, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, GONE)
        return redirect("workplace:one", pk, statement_pk)
    messages.success(request, "Left. It goes nowhere.")
    return redirect("workplace:of_record", pk)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def give_link(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Mail the partner a link, and show the code that opens it: once, to be told by telephone."""
    now = timezone.now()
    referral, found = opened(request, pk, statement_pk)
    try:
        given = sharing_actions.give_link(found, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, GONE)
        return redirect("workplace:one", pk, statement_pk)
    except NotAgreed:
        messages.error(request, STOPPED)
        return redirect("workplace:one", pk, statement_pk)
    _, found = opened(request, pk, statement_pk)
    return show_one(request, referral, found, now=now, given=given)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def do_step(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Write down that a step of the return was done."""
    _, found = opened(request, pk, statement_pk)
    number = request.POST.get("number", "")
    try:
        actions.do_step(found, number=int(number) if number in set("12345678") else 0, by=request.member,
                        now=timezone.now())  # fmt: skip
    except MoveNotAllowed:
        messages.error(request, "Not done: there is no such step in a plan that they agreed to.")
    else:
        messages.success(request, "Written down: this step is done.")
    return redirect("workplace:of_record", pk)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def read_reply(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Say that the answers were read."""
    _, found = opened(request, pk, statement_pk)
    actions.read_replies(found, by=request.member, now=timezone.now())
    return redirect("workplace:one", pk, statement_pk)


@staff(P.OPEN_RECORDS, P.WRITE_WORK)
@require_POST
def end_ask(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Wait for an answer no longer."""
    now = timezone.now()
    referral, found = opened(request, pk, statement_pk)
    form = EndAskForm(request.POST)
    if not form.is_valid():
        return show_one(request, referral, found, now=now, ask_form=form)
    try:
        actions.end_ask(found, **form.cleaned_data, by=request.member, now=now)
    except MoveNotAllowed:
        form.add_error(None, "Not done: an answer has come, nobody waits for one any more, or the request is closed")
        return show_one(request, referral, found, now=now, ask_form=form)
    messages.success(request, "Written down. Nobody waits for it any more.")
    return redirect("workplace:one", pk, statement_pk)
