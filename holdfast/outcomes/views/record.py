"""The outcome of a record: what is asked when, what has changed, whether they are at work, how it ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.coordination.queries import goals_of, ratings_of
from holdfast.hubs.hours import say_by, say_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.charts import charts_of
from holdfast.measures.queries import measures_of
from holdfast.outcomes import actions, discharge_actions
from holdfast.outcomes.end_codes import say_code
from holdfast.outcomes.forms import SettleForm, WorkForm
from holdfast.outcomes.models import Death, Discharge
from holdfast.outcomes.queries import (
    EXPERIENCE,
    answers_for,
    deaths_of,
    discharge_of,
    find_follow_up,
    follow_ups_of,
    is_about_trauma,
    sources_of,
    totals_of,
    unsaid_of,
)
from holdfast.outcomes.rules import paired
from holdfast.outcomes.states import Status as FollowUpStatus
from holdfast.outcomes.words import experience_rows, follow_up_row, goal_rows, say_paired, work_row
from holdfast.people.access import admitted_to
from holdfast.people.identity import reveal
from holdfast.people.models import Person
from holdfast.referrals.answers import still_told, waits_for_check
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import REFERRAL, Status
from holdfast.triage.actions import UNDO
from holdfast.workplace.queries import states_said

TO_SETTLE = (FollowUpStatus.ASKED, FollowUpStatus.ANSWERED)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it went so far."""
    return page(request, opened(request, pk), now=timezone.now())


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def monitor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Support has ended: ask how they are from now on."""
    now, referral = timezone.now(), opened(request, pk)
    done = "They are asked how they are on the days below."
    if referral.status == Status.MONITORED:  # pressed twice
        return again(request, pk, done)
    return tried(request, pk, done, lambda: actions.monitor(referral, by=request.member, now=now))


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def support_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Support goes on."""
    now, referral = timezone.now(), opened(request, pk)
    done = "They are in support again, and what was still to be asked is not. By mistake? End support again today."
    return tried(request, pk, done, lambda: actions.support_again(referral, by=request.member, now=now))


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They are back."""
    now, referral = timezone.now(), opened(request, pk)
    done = "Open again. First contact comes next."
    return tried(request, pk, done, lambda: discharge_actions.reopen(referral, by=request.member, now=now))


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What came of one follow-up."""
    now, referral = timezone.now(), opened(request, pk)
    form = SettleForm(request.POST, auto_id="settle_%s")
    if not form.is_valid():
        return page(request, referral, now=now, settle_form=form)
    found = find_follow_up(referral, form.cleaned_data["follow_up"])
    if found is None:
        messages.error(request, f"{actions.NOT_NOW}.")
        return redirect("outcomes:of_record", pk)
    found.referral, end = referral, form.cleaned_data["end"]
    return tried(request, pk, "Kept.", lambda: actions.settle(found, end=end, by=request.member, now=now))


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.ASSESS)
@require_POST
def say_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether they are at work."""
    now, referral = timezone.now(), opened(request, pk)
    form = WorkForm(request.POST, auto_id="work_%s")
    if not form.is_valid():
        return page(request, referral, now=now, work_form=form)
    state = form.cleaned_data["state"]
    return tried(request, pk, "Kept.", lambda: actions.say_work(referral, state=state, by=request.member, now=now))


def again(request: HttpRequest, pk: UUID, done: str) -> HttpResponse:
    """What was pressed for is so already, and nothing is done once more: it is said, and what stands is shown."""
    messages.success(request, done)
    return redirect("outcomes:of_record", pk)


def tried(request: HttpRequest, pk: UUID, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do it, and back to the page, which says whether it could be."""
    try:
        act()
    except MoveNotAllowed:
        messages.error(request, "That could not be done: a colleague was quicker. What stands is below.")
    else:
        messages.success(request, done)
    return redirect("outcomes:of_record", pk)


def opened(request: HttpRequest, pk: UUID) -> Referral:
    """The record, if it is open to the member."""
    request.section = "people"
    return open_record(request, pk)


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of an outcome needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="outcome"),
        "printed": say_moment(now, now),
    }


def page(request: HttpRequest, referral: Referral, *, now: datetime, **forms: Form) -> HttpResponse:
    """The page, with whatever form was sent and not accepted."""
    person, member = referral.person, request.member
    answered, goals = answers_for(referral, measures_of(person)), goals_of(referral)
    is_trauma, rows = is_about_trauma(referral), follow_ups_of(referral)
    found = paired(totals_of(answered), is_trauma=is_trauma)
    waiting = next((each for each in rows if each.status in TO_SETTLE), None)
    may = {move.verb for move in REFERRAL.open_to(member, status=referral.status)} if not person.died_at else set()
    context = frame(request, referral, now=now) | {
        "may": may,
        "may_write": member.may(Permission.ASSESS),
        "charts": charts_of(answered),
        "paired": say_paired(found) if found else None,
        "is_trauma": is_trauma,
        "goals": goal_rows(goals, ratings_of(goals), person, now=now),
        "works": [work_row(each, now=now) for each in reversed(states_said(referral))],
        "follow_ups": [follow_up_row(each, now=now) for each in rows],
        "waiting": follow_up_row(waiting, now=now) if waiting else None,
        "events": events_of(referral, now=now),
        "experience": experience_rows([each for each in answered if each.questionnaire.key == EXPERIENCE]),
        "ended": ended_words(referral, request, now=now),
        "death": death_words(referral, request, now=now) if person.died_at else None,
        "settle_form": SettleForm(
            initial={"follow_up": waiting.pk if waiting else None},
            is_answered=bool(waiting and waiting.answered_at), auto_id="settle_%s",
        ),
        "work_form": WorkForm(auto_id="work_%s"),
    }  # fmt: skip
    return render(request, "outcomes/of_record.html", context | forms)


def events_of(referral: Referral, *, now: datetime) -> list[tuple[str, str]]:
    """What happened when, to be read beside the charts."""
    happened = [
        ("Asked for help", referral.received_at),
        ("First conversation", referral.first_contact_at),
        ("Closed", referral.closed_at),
    ]
    return [(what, say_day(at, now)) for what, at in happened if at]


def ended_words(referral: Referral, request: HttpRequest, *, now: datetime) -> dict[str, Any] | None:
    """How care ended last, and whether that can be taken back yet."""
    found = discharge_of(referral)
    if found is None:
        return None
    is_over, due = referral.status == Status.DISCHARGED, still_told(referral, now=now)
    is_own = found.discharged_by_id == request.member.pk
    may_undo = is_own and discharge_actions.undoable(found, referral, now=now) is not None
    return {
        "pk": found.pk,
        "is_over": is_over,
        "code": say_code(found.end_code),
        "outcome": Discharge.Outcome(found.outcome).label,
        "returns": reveal(referral.person, f"returns:{found.pk}", found.returns_sealed) if found.returns_sealed else "",
        "when": say_day(found.discharged_at, now),
        "by": found.discharged_by.name,
        "tell_by": say_by(due, now) if due else "",
        "waits_for_check": waits_for_check(referral),
        "until": found.discharged_at + UNDO if may_undo else None,
    }


def death_words(referral: Referral, request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """What was said, by whom, each once and by the shortest way that it came, and whether the reader may take it
    back."""
    found, member = deaths_of([referral.person]), request.member
    said = list({each.first_id: each for each in reversed(found)}.values())[::-1]
    unsaid = unsaid_of(referral.person, since=min(each.recorded_at for each in found)) if found else []
    may_undo = bool(found) and may_take_back(member)
    return {
        "said": said_once(said, now=now),
        "mark": " ".join(sorted(str(each.first_id) for each in said)),
        "unsaid": [
            (each.told_by, say_moment(each.undone_at, now))
            for each in unsaid if each.undone_at and each.first_id not in {word.first_id for word in said}
        ],
        "other_hubs": sorted({each.told_by for each in said if each.told_by}),
        "is_ours": any(each.is_ours for each in found),
        "may_undo": may_undo,
        "leads": [] if may_undo else leads_of(referral.person),
    }  # fmt: skip


def leads_of(person: Person) -> list[str]:
    """Who may take a death back and open this record, by name."""
    members = Membership.objects.filter(hub_id=person.hub_id, status=Membership.Status.ACTIVE).order_by("pk")
    leads = [each for each in members.select_related("account", "hub") if may_take_back(each)]
    return [each.name for each in admitted_to(person, leads)]


def may_take_back(member: Membership) -> bool:
    """Whether somebody may take a death back, of whomever they may open."""
    return member.may(Permission.OPEN_ALL_RECORDS) and member.may(Permission.ASSESS)


def said_once(deaths: list[Death], *, now: datetime) -> list[dict[str, Any]]:
    """What was said of several records at once was said of this one, too, and stands here once. Of a joined record it
    was said by whoever recorded it there, and not by whoever joined them."""
    said: dict[tuple[str, ...], dict[str, Any]] = {}
    sources = sources_of(deaths)
    for each in deaths:
        row = said_row(sources.get(each.word, each), now=now)
        said.setdefault(tuple(row.values()), row | {"is_by_join": each.is_by_join})
    return list(said.values())


def said_row(death: Death, *, now: datetime) -> dict[str, str]:
    """When it was, how it is known, and who says so."""
    how = str(death.get_how_known_display())
    return {
        "day": f"{death.died_on.day} {death.died_on:%B %Y}" if death.died_on else "",
        "how": how[:1].lower() + how[1:],
        "when": say_moment(death.recorded_at, now),
        "by": death.told_by or death.recorded_by.name,
    }
