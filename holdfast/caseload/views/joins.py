"""Records that may be one person's: proposed by one member, joined by a second, separable for 30 days."""

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
from holdfast.caseload.actions import agree_to_join, separate_joined
from holdfast.caseload.care_forms import JoinForm
from holdfast.caseload.same import identity_words, join_line, likeness_line
from holdfast.caseload.views.person import frame
from holdfast.events.access import log
from holdfast.events.models import AccessEntry
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people import join_actions as actions
from holdfast.people.access import has_died
from holdfast.people.actions import ReasonTooShort
from holdfast.people.identity import name_of
from holdfast.people.join_queries import find_join, joins_of, likely_same, waiting_joins
from holdfast.people.models import Person
from holdfast.people.states import JoinStatus
from holdfast.people.viewer import Viewer, viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import latest_referrals, open_record
from holdfast.referrals.reference import read_reference

NEEDS = (Permission.OPEN_RECORDS, Permission.JOIN_RECORDS)
NOT_OPENED = "No other record that you may open has this reference. Check it."
VERBS = {"agree": agree_to_join, "refuse": actions.refuse, "separate": separate_joined}
DONE = {
    "agree": "Joined. Each record now shows the other.",
    "refuse": "Kept apart.",
    "separate": "Separated. What was done on one of them meanwhile stays done, a death too: read both.",
}

DIED = " A death is recorded on one of them, so what was open on the other has ended."


@staff(*NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def same(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is joined with a record, what is proposed, what may be the same person's; and a proposal."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"reference": request.GET.get("with", "")[:40]}
    )
    if form.is_valid() and propose(request, referral, form, now=now):
        messages.success(request, "Proposed. A second colleague who may open both records agrees, or does not.")
        return redirect("caseload:same", pk)
    return render(request, "caseload/same.html", whole_page(request, referral, form, now=now))


def propose(request: HttpRequest, referral: Referral, form: JoinForm, *, now: datetime) -> bool:
    """Propose the join. The answer is the same for an unknown reference and a record that is not theirs to open."""
    reference = read_reference(form.cleaned_data["reference"])
    other = request.hub.referrals.select_related("person").filter(reference=reference or "").first()
    person = other.person if other else Person(hub=request.hub)  # nobody: it is asked and written down all the same
    if person == referral.person:
        form.add_error("reference", NOT_OPENED)
        return False
    try:
        actions.propose_join(referral.person, person, reason=form.cleaned_data["reason"], by=request.member, now=now)
    except PermissionDenied:
        log(
            request.hub.pk, [person.pk] if other else [], what="caseload:same", why="none",
            action=AccessEntry.Action.REFUSED, now=now, by=request.member,
        )  # fmt: skip
        form.add_error("reference", NOT_OPENED)
        return False
    except (actions.NotVerified, MoveNotAllowed) as trouble:
        form.add_error("reference", str(trouble))
        return False
    except ReasonTooShort as trouble:
        form.add_error("reason", str(trouble))
        return False
    request.touched.add([person.pk], why=request.right)
    return True


def whole_page(request: HttpRequest, referral: Referral, form: JoinForm, *, now: datetime) -> dict[str, Any]:
    """Everything of the page; the access log names everybody on it."""
    found, person = viewer_of(request), referral.person
    joins, likely = joins_of(found, person), likely_same(found, person)
    proposed = {join.first_id for join in joins} | {join.second_id for join in joins}
    likely = [like for like in likely if like.person_id not in proposed]
    others = (proposed | {like.person_id for like in likely}) - {person.pk}
    referrals = latest_referrals(request.hub.pk, others)
    request.touched.add(others, why=request.right)
    lines = [
        join_line(join, person, referrals[other_of(join, person)], found)
        for join in joins
        if other_of(join, person) in referrals
    ]
    return {
        **frame(request, referral, now=now, current="same"),
        "form": form,
        "identity": identity_words(person, now=now),
        "is_verified": person.verified_at is not None,
        "joined": [line for line in lines if line["is_joined"]],
        "proposed": [line for line in lines if not line["is_joined"]],
        "likely": [likeness_line(like, referrals[like.person_id]) for like in likely if like.person_id in referrals],
        "sees_all": found.sees_everybody,
    }


def other_of(join: Any, person: Person) -> UUID:
    """The other of a join's two people."""
    return join.second_id if join.first_id == person.pk else join.first_id


@staff(*NEEDS)
@require_safe
def joins(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for the member as the second."""
    request.section = "hub"
    now = timezone.now()
    found = viewer_of(request)
    waiting = waiting_joins(found)
    persons = {pk for join in waiting for pk in (join.first_id, join.second_id)}
    request.touched.add(persons, why=why_of(found))
    referrals = latest_referrals(request.hub.pk, persons)
    rows = [
        {
            "names": f"{name_of(join.first)} and {name_of(join.second)}",
            "referral_pk": referrals[join.first_id].pk,
            "text": f"{join.proposed_by.name} proposed it {say_moment(join.proposed_at, now)}.",
        }
        for join in waiting
        if join.first_id in referrals
    ]
    return render(request, "caseload/joins.html", {"rows": rows})


def why_of(found: Viewer) -> str:
    """By which right a list of proposals is shown."""
    return "lead" if found.sees_everybody else "owner"


@staff(*NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def separate(request: HttpRequest, pk: UUID, join_pk: UUID) -> HttpResponse:
    """Say what separating does, and until when it can be done; then do it."""
    if request.method == "POST":
        return decide(request, pk, join_pk, "separate")
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    found = viewer_of(request)
    join = find_join(found, join_pk)
    if join is None or join.status != JoinStatus.JOINED or referral.person_id not in {join.first_id, join.second_id}:
        raise Http404
    other = other_of(join, referral.person)
    request.touched.add([other], why=request.right)
    line = join_line(join, referral.person, latest_referrals(request.hub.pk, [other])[other], found)
    context = {**frame(request, referral, now=now, current="same"), "line": line}
    return render(request, "caseload/separate.html", context)


@staff(*NEEDS)
@require_POST
def agree(request: HttpRequest, pk: UUID, join_pk: UUID) -> HttpResponse:
    """Join two records, as the second member."""
    return decide(request, pk, join_pk, "agree")


@staff(*NEEDS)
@require_POST
def refuse(request: HttpRequest, pk: UUID, join_pk: UUID) -> HttpResponse:
    """Say that they are not one person, or take one's proposal back."""
    return decide(request, pk, join_pk, "refuse")


def decide(request: HttpRequest, pk: UUID, join_pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a join, and say what came of it."""
    now = timezone.now()
    referral = open_record(request, pk)
    join = find_join(viewer_of(request), join_pk)
    if join is None or referral.person_id not in {join.first_id, join.second_id}:
        raise Http404
    request.touched.add([join.first_id, join.second_id], why=request.right)
    try:
        VERBS[verb](join, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, "A colleague was quicker. This is how it stands now.")
    except (actions.NotVerified, actions.Final, actions.TooMany) as trouble:
        messages.error(request, str(trouble))
    else:
        is_known = verb == "agree" and has_died(join.first)
        messages.success(request, DONE[verb] + (DIED if is_known else ""))
    return redirect("caseload:same", pk)
