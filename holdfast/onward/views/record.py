"""A record's onward referrals: the list, choosing a service, what it is told, and each with all that was said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.assessments.sections import NEED_WORDS
from holdfast.coordination.models import Strand
from holdfast.coordination.queries import open_strands
from holdfast.coordination.words import what_of
from holdfast.directory.models import Service
from holdfast.directory.queries import find_service
from holdfast.hubs.hours import london_day, say_moment, say_time
from holdfast.letters.queries import long_date
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import actions
from holdfast.onward.actions import ChangedMeanwhile, NoWay, OldWays, PersonStopped
from holdfast.onward.choosing import (
    choices_for,
    contact_words,
    known_parts,
    language_of,
    measured_wait,
    needs_found,
    read_ways,
)
from holdfast.onward.forms import AgreeForm, AskForm, CallForm, PartsForm, WantedForm
from holdfast.onward.models import OnwardReferral
from holdfast.onward.queries import (
    answer_of,
    answers_of,
    before_of,
    dues_of,
    find_onward,
    is_unseen,
    link_of,
    lists_of,
    onward_of,
    opens_of,
    parts_now,
    strand_for,
    tells_unsafe_ways,
    ways_changed_at,
    words_of,
)
from holdfast.onward.rules import is_broken
from holdfast.onward.sending_actions import WaysChanged, address_of
from holdfast.onward.shown import (
    choice_line,
    facts_of,
    line_of,
    number_words,
    parts_of,
    said_lines,
    state_of,
    wait_words,
    what_to_say,
)
from holdfast.onward.states import ANSWERS, ENDED, ONWARD, ONWARD_WORDS, OPEN, WITH_A_SERVICE, Status, Word, WordsStatus
from holdfast.onward.to_call import to_call_about, told_of
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import TAKEN_ON
from holdfast.triage.actions import UNDO

P = Permission
THEY_STOPPED = "This request is closed, or was not taken on yet. Nothing about the person goes to anybody else."
NO_WAY = "Nobody knows yet how this service is referred to. Write it into the directory first."
GONE = "It has gone, or the person has answered meanwhile. What stands is below."
TICKED = ("name", "contact", "needs", "reason")
"""Ticked at first: the least with which a service can take somebody on. Everything else is ticked by hand."""


@staff(P.OPEN_RECORDS, P.CHASE)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every onward referral of a record, and the lists that were handed out."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    dues = dues_of(referral) if referral.closed_at is None else {}
    lines = [line_of(each, now=now, due=dues.get(each.pk)) for each in onward_of(referral)]
    context = frame(request, referral, now=now) | {
        "open": [line for line in lines if line["is_open"]], "done": [line for line in lines if not line["is_open"]],
        "lists": [
            {"pk": each.pk, "when": say_moment(each.given_at, now), "by": each.given_by.name,
             "count": len(each.services)}
            for each in lists_of(referral)
        ],
        "may_refer": request.member.may(P.ASSESS) and can_go(referral), "is_open": referral.closed_at is None,
        "is_lent": getattr(request, "right", "") == "emergency",
        "calls": [
            {"pk": each.onward.pk, "word": each.word,
             "text": f"{each.service.name}: {number_words(each)} and {what_to_say(each)}."}
            for each in to_call_about(referral)
        ],
        "told": [
            {"pk": each.onward.pk, "text": f"{each.service.name}: {Word(each.word).label}"}
            for each in told_of(referral)
        ],
    }  # fmt: skip
    return render(request, "onward/of_record.html", context)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a service, then what it is told."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    service = chosen_service(request)
    if service is None:
        return choose(request, referral, now=now)
    ways = read_ways(referral.person)
    form = PartsForm(
        request.POST if request.method == "POST" else None, known=known_parts(referral), ticked=TICKED, ways=ways
    )
    there: OnwardReferral | None = None
    if request.method == "POST" and form.is_valid():
        try:
            strand = strand_for(referral, request.POST.get("strand", ""))
            made = actions.draft(
                referral, service, parts=form.parts, strand=strand, by=request.member, now=now,
                ways=form.cleaned_data["ways"],
            )  # fmt: skip
        except OldWays:
            ways = read_ways(referral.person)
            form.take_new_ways(contact_words(referral.person), ways=ways)
        except PersonStopped:
            messages.error(request, THEY_STOPPED)
            return redirect("onward:of_record", pk)
        except NoWay:
            messages.error(request, NO_WAY)
            return redirect("onward:write", pk)
        else:
            if is_this(made, form, now=now):
                messages.success(request, "Begun. Show it to them next.")
                return redirect("onward:one", made.pk)
            there = made
    context = frame(request, referral, now=now) | {
        "service": service, "form": form, "can_go": can_go(referral), "there": there,
        "there_state": state_of(there) if there else "",
        "wait": wait_words(service, measured_wait(request.hub, [service.pk]).get(service.pk)),
        "strands": strand_choices(referral), "strand": request.POST.get("strand") or request.GET.get("strand", ""),
    }  # fmt: skip
    return render(request, "onward/write.html", context)


def is_this(made: OnwardReferral, form: PartsForm, *, now: datetime) -> bool:
    """Whether what was sent was begun by it: now, or a moment ago by the same form."""
    is_same = made.words_status == WordsStatus.WRITING and words_of(made).parts == {
        key: words.strip() for key, words in form.parts.items()
    }
    return made.drafted_at == now or (made.status == Status.DRAFTED and is_same)


def chosen_service(request: HttpRequest) -> Service | None:
    """The service of the address, if the hub keeps it and knows how to refer to it."""
    try:
        service = find_service(request.hub, UUID(request.GET.get("service", "")))
    except ValueError:
        return None
    return service if service and service.ended_at is None and service.route else None


def choose(request: HttpRequest, referral: Referral, *, now: datetime) -> HttpResponse:
    """The services that could help, those first that answer what was found."""
    needs = needs_found(referral)
    form = WantedForm(request.GET)
    found = choices_for(request.hub, needs=needs, language=language_of(referral), wanted=form.wanted)
    lines = [choice_line(each, NEED_WORDS) for each in found]
    context = frame(request, referral, now=now) | {
        "needs": [NEED_WORDS[code] for code in needs], "form": form, "choices": [each for each in lines if
        each["can_refer"]], "others": sum(not each["can_refer"] for each in lines),
        "strand": request.GET.get("strand", ""), "can_go": can_go(referral),
    }  # fmt: skip
    return render(request, "onward/choose.html", context)


def strand_choices(referral: Referral) -> list[tuple[str, str]]:
    """Strands of the plan that an onward referral could carry out."""
    return [
        (str(each.pk), what_of(each, referral.person))
        for each in open_strands(referral)
        if each.kind == Strand.Kind.ONWARD
    ]


@staff(P.OPEN_RECORDS, P.CHASE)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One onward referral, and what can be done with it."""
    return show_one(request, opened(request, pk), now=timezone.now())


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.ASSESS, P.CHASE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what the service is told. Whoever comes second is shown what stands by now, beside their own."""
    now, onward = timezone.now(), opened(request, pk)
    if onward.status != Status.DRAFTED:
        return too_late(request, onward, typed_in(request), now=now)
    person = onward.referral.person
    ways = read_ways(person)
    kept, known = words_of(onward).parts, known_parts(onward.referral)
    form = PartsForm(
        request.POST if request.method == "POST" else None, known=known | parts_now(onward), ticked=kept,
        seen=onward.version, ways=ways,
    )  # fmt: skip
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] or 0
            actions.edit(
                onward, seen=seen, parts=form.parts, by=request.member, now=now, ways=form.cleaned_data["ways"]
            )
        except OldWays:
            ways = read_ways(person)
            form.take_new_ways(contact_words(person), ways=ways)
        except ChangedMeanwhile:
            theirs = parts_of(words_of(onward))
            form.data = form.data.copy()
            form.data["seen"] = onward.version
        except MoveNotAllowed:
            return too_late(request, opened(request, pk), form.typed, now=now)
        else:
            messages.success(request, "Kept. Show it to them.")
            return redirect("onward:one", pk)
    context = frame(request, onward.referral, now=now) | {
        "onward": onward, "form": form, "theirs": theirs, "theirs_by": onward.written_by.name,
        "voids": onward.words_status != WordsStatus.WRITING,
        "answer": answer_of(onward) if onward.words_status == WordsStatus.CHANGE_ASKED else "",
    }  # fmt: skip
    return render(request, "onward/edit.html", context)


@staff(P.OPEN_RECORDS, P.SEE_CLINICAL, P.CHASE)
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What goes by letter, to be printed: the very words that the person agreed to."""
    onward = opened(request, pk)
    is_over = onward.status in ENDED or onward.referral.closed_at is not None
    why = "It is over" if is_over else "They have not agreed to it" if onward.words_status != WordsStatus.AGREED else ""
    if why or ways_changed_at(onward):
        messages.error(request, f"{why}, so there is no letter to print." if why else str(WaysChanged.__doc__))
        return redirect("onward:one", pk)
    words = words_of(onward)
    context = {
        "onward": onward, "to": words.to, "parts": parts_of(words), "referral": onward.referral,
        "day": long_date(london_day(onward.sent_at or timezone.now())),
    }  # fmt: skip
    return render(request, "onward/paper.html", context)


def typed_in(request: HttpRequest) -> list[str]:
    """What was typed in a form of parts that came too late to be read."""
    return PartsForm(request.POST, known={}, ticked=()).typed if request.method == "POST" else []


def too_late(request: HttpRequest, onward: OnwardReferral, typed: list[str], *, now: datetime) -> HttpResponse:
    """The page of one as it stands by now, which says that nothing was done, with what was typed."""
    messages.error(request, GONE)
    if not typed:
        return redirect("onward:one", onward.pk)
    return show_one(request, onward, now=now, typed=typed)


def opened(request: HttpRequest, pk: UUID) -> OnwardReferral:
    """The onward referral, if the record it is about is open to the member. The access log will say so.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    request.section = "people"
    found = find_onward(viewer_of(request), pk)
    if found is None:
        raise Http404
    request.touched.open(found.person_id, why=right_of(viewer_of(request), found.person))
    return found


def can_go(referral: Referral) -> bool:
    """Whether something about the person may go to somebody else: they were taken on, and it is not over."""
    return referral.closed_at is None and referral.status in TAKEN_ON


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="onward"),
        "printed": say_moment(now, now),
    }


def show_one(request: HttpRequest, onward: OnwardReferral, *, now: datetime, **forms: Any) -> HttpResponse:
    """The page of one, with whatever form was sent and not accepted."""
    words, referral, member = words_of(onward), onward.referral, request.member
    is_drafted, is_out = onward.status == Status.DRAFTED, onward.status in WITH_A_SERVICE
    verbs = {move.verb for move in ONWARD.open_to(member, status=onward.status)}
    verbs |= {move.verb for move in ONWARD_WORDS.open_to(member, status=onward.words_status)} if is_drafted else set()
    if onward.words_status != WordsStatus.AGREED:
        verbs -= {"send"}
    if not can_go(referral):
        verbs -= {"edit", "show", "agree_with_them", "send"}
    reads = member.may(P.SEE_CLINICAL)
    broken = is_broken(onward.status, onward.promised_on, today=london_day(now))
    other = onward.service.contingency if broken else None
    instead = other if other and other.ended_at is None else None
    replaced_by = onward.replaced_by.filter(status__in=OPEN).select_related("service").first()
    until = onward.sent_at + UNDO if onward.sent_at and onward.sent_by_id == member.pk else None
    context = frame(request, referral, now=now) | {
        "onward": onward, "state": state_of(onward), "verbs": verbs, "is_drafted": is_drafted, "reads": reads,
        "is_open": onward.status in OPEN, "is_out": is_out,
        "facts": facts_of(onward, words, now=now) if reads else facts_of(onward, words, now=now)[:2],
        "parts": parts_of(words) if reads else [], "to": words.to,
        "answer": answer_of(onward) if reads and onward.words_status == WordsStatus.CHANGE_ASKED else "",
        "said": said_lines(answers_of(onward), now=now) if reads else [],
        "before": before_lines(onward, now=now) if reads else [],
        "has_other_ways": is_out and ways_changed_at(onward) is not None, "is_unsafe": bool(is_out and unsafe(onward)),
        "is_unseen": onward.status in ENDED and member.may(P.ASSESS) and is_unseen(onward),
        "is_broken": broken, "instead": instead.name if instead and instead.route else "",
        "replaced_by": replaced_by, "replaced_state": state_of(replaced_by) if replaced_by else "",
        "undo_until": say_time(until) if until and now <= until and onward.status == Status.SENT else "",
        "link": link_line(onward, now=now) if onward.status in WITH_A_SERVICE else None,
        "agree_form": AgreeForm(initial={"version": onward.version}, auto_id="agree_%s"),
        "call_form": CallForm(verbs={*ANSWERS} & verbs, sent_at=onward.sent_at, now=now),
        "ask_form": AskForm(has_links=True), "typed": [],
    }  # fmt: skip
    return render(request, "onward/one.html", context | forms)


def unsafe(onward: OnwardReferral) -> list[OnwardReferral]:
    """Itself, where its service has read a way to reach them that may not be safe any more, and was not called."""
    return tells_unsafe_ways(OnwardReferral.objects.filter(hub_id=onward.hub_id, pk=onward.pk))


def before_lines(onward: OnwardReferral, *, now: datetime) -> list[dict[str, Any]]:
    """What it said before, and what the person had said of it."""
    return [
        {"parts": parts_of(words_of(each)), "answer": answer_of(each), "when": say_moment(each.written_at, now),
         "by": each.written_by.name, "was_shown": bool(each.shown_at)}
        for each in before_of(onward)
    ]  # fmt: skip


def link_line(onward: OnwardReferral, *, now: datetime) -> dict[str, Any] | None:
    """The service's link: what opens it, and what became of it."""
    link = link_of(onward)
    if link is None:
        return None
    is_open = link.ended_at is None and link.expires_at > now
    opens = opens_of(link) if is_open else {"token": "", "code": ""}
    return {
        "is_open": is_open, "code": f"{opens['code'][:3]} {opens['code'][3:]}", "is_locked": link.failures >= 5,
        "address": address_of(onward, opens["token"]) if is_open and onward.route != "email" else "",
        "opened": say_moment(link.opened_at, now) if link.opened_at else "", "is_mailed": link.box_id is not None,
        "made": say_moment(link.made_at, now), "until": say_moment(link.expires_at, now),
    }  # fmt: skip
