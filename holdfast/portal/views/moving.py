"""What would go to another hub: read by the person first. It goes only if they say yes, and that hub accepts."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from holdfast.lifecycle import MoveNotAllowed
from holdfast.network import actions
from holdfast.network.models import Transfer
from holdfast.network.queries import transfers_of
from holdfast.network.shown import package_of
from holdfast.network.states import LEFT, OPEN, Part, Status
from holdfast.onward.queries import with_services
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.referrals.models import Referral

STATES = {
    Status.PREPARED: gettext_lazy("Waits for you."),
    Status.AGREED: gettext_lazy("You said yes. We have not asked that hub yet: you can still say no."),
    Status.OFFERED: gettext_lazy("We have asked that hub. Until it says yes you stay with us, and can still say no."),
    Status.REFUSED: gettext_lazy("That hub cannot see you now. You stay with us, and we talk with you about it."),
    Status.WITHDRAWN: gettext_lazy("We took it back. You stay with us."),
    Status.SAID_NO: gettext_lazy("You said no. Nothing went there, and you stay with us."),
    Status.CLOSED: gettext_lazy("It ended together with your request. Nothing went there."),
}
CALLED = gettext_lazy("You stay with us. A sealed file had been written: we ask that hub not to use it.")
CALLED_CLOSED = gettext_lazy(
    "It ended together with your request. A sealed file had been written: we ask that hub not to use it."
)
DONE = {
    "yes": gettext_lazy("You said yes. You can change your mind until that hub has accepted."),
    "no": gettext_lazy("You said no. You stay with us."),
    "late": gettext_lazy("That could not be done: something else has happened meanwhile. What stands is below."),
}


@require_safe
@on_own_pages(verified=True, confirmed=True)
def moving(request: HttpRequest) -> HttpResponse:
    """All that would go, part by part."""
    found = transfers_of(request.referral)
    latest = found[0] if found else None
    context: dict[str, Any] = {
        "title": _("What would go to another hub"), **page_of(request), "transfer": latest,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "state": state_of(latest) if latest else "",
        "package": package_of(latest, request.hub, now=timezone.now()) if latest and latest.status in OPEN else None,
        **places_of(request.referral, latest),
        "may_agree": bool(latest) and latest.status == Status.PREPARED,
        "may_say_no": bool(latest) and latest.status in OPEN,
    }  # fmt: skip
    return render(request, "portal/moving.html", context)


def places_of(referral: Referral, transfer: Transfer | None) -> dict[str, list[str]]:
    """The services that have them, by name: of which the other hub reads, and of which it does not; to one they may
    have been referred since what goes was put together."""
    if transfer is None or transfer.status not in OPEN:
        return {}
    found: dict[str, list[str]] = {"read": [], "unread": []}
    for each in with_services(referral):
        is_read = Part.SERVICES in transfer.parts and each.sent_at and each.sent_at <= transfer.prepared_at
        found["read" if is_read else "unread"].append(each.service.name)
    return found


def state_of(transfer: Transfer) -> str | Promise:
    """How it stands, in words. Of a sealed file that left us we do not say that nothing went."""
    if transfer.exported_at and transfer.status in LEFT:
        return CALLED_CLOSED if transfer.status == Status.CLOSED else CALLED
    return STATES.get(Status(transfer.status), "")


@require_POST
@on_own_pages(verified=True, confirmed=True)
def agree_to_move(request: HttpRequest) -> HttpResponse:
    """Say yes to what was read."""
    return answered(request, "yes", lambda found: actions.agree(found, now=timezone.now()))


@require_POST
@on_own_pages(verified=True)
def stay(request: HttpRequest) -> HttpResponse:
    """Say no, or not after all. Not asked for the PIN again: it stops what would go."""
    return answered(request, "no", lambda found: actions.say_no(found, now=timezone.now()))


def answered(request: HttpRequest, done: str, act: Callable[[Transfer], Transfer]) -> HttpResponse:
    """Do what they said of the very offer that they read, and back to the page, which says whether it could be."""
    outcome = "late"
    seen = next((each for each in transfers_of(request.referral) if str(each.pk) == request.POST.get("seen")), None)
    if seen is not None:
        with suppress(MoveNotAllowed):
            act(seen)
            outcome = done
    return redirect(f"{reverse('portal:moving', args=[request.hub.slug])}?done={outcome}")
