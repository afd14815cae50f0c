"""What other hubs offer this one: a queue, one offer with as little as is needed to decide, accept, refuse."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import answer_actions
from holdfast.network.forms import RefuseForm
from holdfast.network.queries import Offered, find_offer, is_answered, offers_to
from holdfast.network.shown import offer_line

P = Permission
ACCEPTED = "Accepted. They are yours from now on: their record comes into triage within a minute or two."
REFUSED = "Refused. The other hub reads why, and stays responsible."
QUICKER = "Not done: a colleague has answered, or it was taken back."


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Everybody who is offered, the longest waiting first."""
    request.section = "people"
    now = timezone.now()
    found = offers_to(request.member)
    request.touched.add([each.transfer.person_id for each in found], why="transfer")
    return render(request, "network/offers.html", {"offers": [offer_line(each, now=now) for each in found]})


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One offer."""
    return show(request, opened(request, pk), RefuseForm())


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take them on. In a second tab it says that it was answered."""
    if is_answered(request.member, pk):
        return already(request)
    found = opened(request, pk)
    try:
        answer_actions.accept(found.transfer, by=request.member, now=timezone.now())
    except answer_actions.OnHold as trouble:
        messages.error(request, str(trouble))
        return redirect("network:one", pk)
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    else:
        messages.success(request, ACCEPTED)
    return redirect("network:offers")


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ALLOCATE)
@require_http_methods(["POST"])
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why they cannot be taken on."""
    if is_answered(request.member, pk):
        return already(request)
    found = opened(request, pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return show(request, found, form)
    try:
        answer_actions.refuse(found.transfer, reason=form.cleaned_data["reason"], by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, QUICKER)
    else:
        messages.success(request, REFUSED)
    return redirect("network:offers")


def already(request: HttpRequest) -> HttpResponse:
    """It was answered meanwhile: nothing is done twice, and that is said."""
    messages.error(request, QUICKER)
    return redirect("network:offers")


def opened(request: HttpRequest, pk: UUID) -> Offered:
    """An offer to this hub that is open, and that the person does not keep from the member.

    Raises:
        Http404: there is none.
    """
    request.section = "people"
    found = find_offer(request.member, pk)
    if found is None:
        raise Http404
    request.touched.add([found.transfer.person_id], why="transfer")
    return found


def show(request: HttpRequest, found: Offered, form: RefuseForm) -> HttpResponse:
    """The page of one offer."""
    context: dict[str, Any] = {"offer": offer_line(found, now=timezone.now()), "form": form}
    return render(request, "network/one.html", context)
