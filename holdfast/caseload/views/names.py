"""Names for a lead: who is meant by somebody that must not see a record, and a name to be taken off again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments.kept_out import first_unsettled
from holdfast.appointments.rules import settled_by
from holdfast.caseload import actions
from holdfast.caseload.forms import ReleaseForm, SettleNameForm
from holdfast.caseload.names import (
    colleagues,
    find_name,
    find_release,
    may_be_meant,
    reference_of,
    waiting_names,
    waiting_releases,
)
from holdfast.caseload.rows import reference_words
from holdfast.caseload.told import line_of
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of, reveal
from holdfast.people.models import MustNotSee
from holdfast.people.release_actions import answer_release
from holdfast.referrals.record import latest_referrals


@staff(Permission.SETTLE_NAMES)
@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Names that wait. Until they are settled the records are held."""
    request.section = "hub"
    now = timezone.now()
    waiting, asked = waiting_names(request.member), waiting_releases(request.member)
    request.touched.add([entry.person_id for entry in (*waiting, *asked)], why="lead")
    seen = first_unsettled(request.hub, {entry.person_id for entry in waiting}, now=now)
    rows = [
        row(entry, say_moment(entry.named_at, now)) | until_settled(seen.get(entry.person_id), now=now)
        for entry in sorted(waiting, key=lambda entry: (entry.person_id not in seen, seen.get(entry.person_id, now)))
    ]
    releases = [row(entry, say_moment(entry.release_asked_at, now)) for entry in asked]
    return render(request, "caseload/names.html", {"rows": rows, "releases": releases})


def row(entry: MustNotSee, when: str) -> dict[str, Any]:
    """One name of either list."""
    return {"pk": entry.pk, "named": named_in(entry), "whose": name_of(entry.person), "when": when}


def until_settled(starts_at: datetime | None, *, now: datetime) -> dict[str, str]:
    """When they would be seen next by somebody who may be meant, and by when it is known whom they mean."""
    if starts_at is None:
        return {}
    return {"seen_at": say_moment(starts_at, now), "settled_by": say_moment(settled_by(starts_at), now)}


@staff(Permission.SETTLE_NAMES)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who is meant. A name where the member may be meant is not to be found here."""
    request.section = "hub"
    now = timezone.now()
    entry = asked_for(request, find_name, pk)
    offered = colleagues(entry, member=request.member)
    likely = may_be_meant(entry)
    form = SettleNameForm(request.POST if request.method == "POST" else None, colleagues=offered)
    if form.is_valid():
        try:
            actions.settle_name(entry, members=form.members(), by=request.member, now=now)
        except MoveNotAllowed:
            messages.error(request, "A colleague has settled this name meanwhile.")
        else:
            messages.success(request, settled_words(entry))
        return redirect("caseload:names")
    seen = first_unsettled(request.hub, [entry.person_id], now=now)
    context = {
        "form": form,
        "named": named_in(entry),
        "waits": until_settled(seen.get(entry.person_id), now=now),
        "whose": name_of(entry.person),
        "reference": reference_words(reference_of(entry)),
        "when": say_moment(entry.named_at, now),
        "hints": {str(pk): "A like name: kept out until this is settled" for pk in likely},
    }
    return render(request, "caseload/settle_name.html", context)


@staff(Permission.SETTLE_NAMES)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer somebody who asks that a name be taken off. Only after a talk: they may have been made to ask."""
    request.section = "hub"
    now = timezone.now()
    entry = asked_for(request, find_release, pk)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_released = form.cleaned_data["answer"] == ReleaseForm.OFF
        try:
            answer_release(entry, is_released=is_released, by=request.member, now=now)
        except MoveNotAllowed:
            messages.error(request, "A colleague has answered this meanwhile.")
        else:
            messages.success(request, "Taken off the list." if is_released else "Left on the list.")
        return redirect("caseload:names")
    referral = latest_referrals(request.hub.pk, [entry.person_id]).get(entry.person_id)
    context = {
        "form": form,
        "referral": referral,
        "whose": name_of(entry.person),
        "facts": [
            ("Asked by", name_of(entry.person)),
            ("Reference", reference_words(referral.reference) if referral else ""),
            ("When", say_moment(entry.release_asked_at, now)),
            ("Whom it keeps out", line_of(entry)[1]),
        ],
        "named": named_in(entry),
    }
    return render(request, "caseload/release.html", context)


def asked_for(request: HttpRequest, find: Callable[[Membership, UUID], MustNotSee | None], pk: UUID) -> MustNotSee:
    """The entry that a lead opens. One that is not theirs is not to be found, and that they tried is kept."""
    entry = find(request.member, pk)
    if entry is None:
        request.touched.add(request.hub.must_not_see.filter(pk=pk).values_list("person_id", flat=True), why="none")
        raise Http404
    request.touched.add([entry.person_id], why="lead")
    return entry


def named_in(entry: MustNotSee) -> str:
    """The name as the person wrote it."""
    return reveal(entry.person, f"named:{entry.pk}", entry.named_sealed)


def settled_words(entry: MustNotSee) -> str:
    """What the settling did."""
    if entry.person.is_held:
        return "Settled. Another name of this record still waits."
    return "Settled. The record is open to its team again."
