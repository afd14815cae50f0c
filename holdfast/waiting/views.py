"""Who waits: the list of the hub, one person's wait, and the rhythm that a lead signs."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import london_day, say_day, say_moment
from holdfast.jinja import say_reference
from holdfast.lifecycle import MoveNotAllowed
from holdfast.measures.charts import sentence
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.waiting import actions
from holdfast.waiting.forms import ExpectForm, RhythmForm
from holdfast.waiting.models import Expectation, What
from holdfast.waiting.queries import (
    PAGE,
    Key,
    Waiting,
    answered_of,
    asks_of,
    compared,
    counts_of,
    expectations_of,
    page_of,
    waiting_of,
)
from holdfast.waiting.rhythm import forms_of, rhythm_of, versions_of
from holdfast.waiting.words import line_of, rhythm_lines, say_date

OVERDUE = "overdue"
LABELS = {
    What.COURSE: "For sessions here",
    What.ELSEWHERE: "For a service elsewhere",
    What.ASSESSMENT: "For assessment",
}


@staff(Permission.OPEN_RECORDS, Permission.CONTACT)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everybody who waits, the longest waiting first."""
    request.section = "people"
    now, sight = timezone.now(), viewer_of(request)
    which = request.GET.get("which", "")
    counts = counts_of(sight)
    found = page_of(
        sight, what=which if which in What.values else "", overdue=which == OVERDUE,
        after=read_key(request.GET.get("after", "")),
    )  # fmt: skip
    shown = found[:PAGE]
    request.touched.add([each.referral.person_id for each in shown], why=sight.why)
    context = {
        "tabs_list": tabs_for(which, counts),
        "rows": [row_of(each, request, now=now) for each in shown],
        "rhythm": rhythm_of(request.hub, now=now), "overdue": counts.overdue, "count": counts.everybody,
        "next_href": address(which, write_key(shown[-1])) if len(found) > PAGE else "",
        "next_text": f"Next: waiting since {say_day(found[PAGE].since, now)} and later" if len(found) > PAGE else "",
        "first_href": address(which) if request.GET.get("after") else "",
        "printed": say_moment(now, now), "which": which,
    }  # fmt: skip
    return render(request, "waiting/waiting.html", context)


def tabs_for(which: str, counts: Any) -> list[dict[str, Any]]:
    """Everybody, by what they wait for, and those who were not contacted for longer than the rhythm."""
    tabs = [("", "Everybody", counts.everybody), (OVERDUE, "Contact overdue", counts.overdue)]
    tabs += [(what.value, LABELS[what], counts.by_what[what]) for what in What]
    known = {key for key, _, _ in tabs}
    here = which if which in known else ""
    return [
        {"label": label, "href": address(key), "current": key == here, "count": count} for key, label, count in tabs
    ]


def row_of(found: Waiting, request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    """One line of the list."""
    referral = found.referral
    line = line_of(found, now=now, shows_clinical=request.member.may(Permission.SEE_CLINICAL))
    name = name_of(referral.person)
    return {
        "name": name, "href": reverse("waiting:of_record", args=[referral.pk]),
        "reference": say_reference(referral.reference),
        "wait": line["waited"], "wait_act": False,
        "now": "Got worse" if line["is_worse"] else "Contact overdue" if line["is_late"] else "",
        "by": f"{line['what']}. {line['expected']}. {line['contact']}",
        "owner": referral.owner.name if referral.owner else "Nobody yet",
        "do": "Get in touch", "do_href": reverse("contacts:log", args=[referral.pk]), "name_word": f" with {name}",
    }  # fmt: skip


def address(which: str, after: str = "") -> str:
    """The address of a page of the list."""
    given = {"which": which, "after": after}
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{reverse('waiting:waiting')}{'?' if query else ''}{query}"


def write_key(found: Waiting) -> str:
    """The place after somebody in the list."""
    return f"{found.since.isoformat()}~{found.referral.pk}"


def read_key(text: str) -> Key | None:
    """A place in the list; None where the address names none."""
    at, _, pk = text.partition("~")
    try:
        moment, key = datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        return None
    return (moment, key) if moment.tzinfo else None


@staff(Permission.OPEN_RECORDS, Permission.CONTACT)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How one person waits."""
    referral, now = opened(request, pk), timezone.now()
    return record_page(request, referral, ExpectForm(today=london_day(now)), now=now)


@staff(Permission.OPEN_RECORDS, Permission.CONTACT)
@require_POST
def expect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say until when they wait."""
    referral, now = opened(request, pk), timezone.now()
    form = ExpectForm(request.POST, today=london_day(now))
    if not form.is_valid():
        return record_page(request, referral, form, now=now)
    try:
        actions.expect(referral, expected_on=form.cleaned_data["expected_on"], by=request.member, now=now)
    except MoveNotAllowed as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Kept. They read it on their own page.")
    return redirect("waiting:of_record", pk)


def opened(request: HttpRequest, pk: UUID) -> Referral:
    """The record, if it is open to the member."""
    request.section = "people"
    return open_record(request, pk)


def record_page(request: HttpRequest, referral: Referral, form: ExpectForm, *, now: datetime) -> HttpResponse:
    """The page of one wait."""
    shows_clinical = request.member.may(Permission.SEE_CLINICAL)
    found, rhythm = waiting_of(referral, now=now), rhythm_of(request.hub, now=now)
    context = {
        "referral": referral, "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="sessions"), "form": form,
        "line": line_of(found, now=now, shows_clinical=shows_clinical) if found else None,
        "told": [(say_day(each.said_at, now), said_line(each, now=now)) for each in expectations_of(referral)],
        "asks": [ask_line(each, now=now) for each in asks_of(referral)],
        "been": been(referral, rhythm.questionnaires, found) if shows_clinical else [],
        "rhythm": rhythm, "may_write": referral.closed_at is None and found is not None,
        "printed": say_moment(now, now),
    }  # fmt: skip
    return render(request, "waiting/of_record.html", context)


def said_line(said: Expectation, *, now: datetime) -> str:
    """Until when they were told, and by whom."""
    over = "; this holds no longer" if said.lapsed_at else ""
    return f"until {say_date(said.expected_on, now)}, by {said.said_by.name if said.said_by else 'the service'}{over}"


def ask_line(asked: Any, *, now: datetime) -> str:
    """What they were asked, and how it went to them."""
    forms = ", ".join(form.name for form in forms_of(asked.questionnaires))
    way = "mailed" if asked.is_mailed else "on their own pages only: no address is safe"
    return f"{say_moment(asked.opens_at, now)}: {forms}, {way}"


def been(referral: Referral, keys: list[str], found: Waiting | None) -> list[tuple[str, str]]:
    """How they have been by each questionnaire that they are asked: the last score, and how it has moved since they
    began to wait."""
    since = found.since if found else referral.received_at
    lines = []
    for form in forms_of(keys):
        scored = [each for each in answered_of(referral.person, form.key) if each.score.total is not None]
        said = sentence(form, scored[-1], compared(scored, since)) if scored else "Not answered yet"
        lines.append((form.name, said))
    return lines


@staff(Permission.OPEN_RECORDS, Permission.SEE_CLINICAL, Permission.CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: HttpRequest) -> HttpResponse:
    """The rhythm as it stands; a new version, signed by a lead."""
    request.section = "team"
    now, may_sign = timezone.now(), request.member.may(Permission.SET_SUPPORT)
    stands = rhythm_of(request.hub, now=now)
    sent = request.POST if request.method == "POST" and may_sign else None  # what others send is not looked at
    form = RhythmForm(sent, rhythm=stands, signer=request.member.name)
    if sent is not None and form.is_valid():
        try:
            made = actions.sign_rhythm(request.hub, **form.chosen(), by=request.member, now=now)
        except actions.ChangedMeanwhile as trouble:
            messages.error(request, str(trouble))
        else:
            messages.success(request, f"Version {made.version} is signed. It holds from now.")
        return redirect("waiting:rhythm")
    context = {
        "form": form, "may_sign": may_sign, "stands": stands, "lines": rhythm_lines(stands),
        "before": [(each, rhythm_lines(each)) for each in versions_of(request.hub) if each.pk != stands.pk],
    }  # fmt: skip
    return render(request, "waiting/rhythm.html", context)
