"""The sessions of a record: the course, who gives it, each session with its measures and note, and how it ends."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.courses import actions
from holdfast.courses.forms import AgreeForm, CorrectForm, EndForm, ExtendForm, GiverForm, NoteForm
from holdfast.courses.models import Course
from holdfast.courses.protocols import used_of
from holdfast.courses.queries import able_for, courses_of, find_note
from holdfast.courses.shown import before_line, course_lines
from holdfast.courses.states import OPEN
from holdfast.hubs.hours import london_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.models import Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import PAST_ASSESSMENT

NOT_THEIRS = "They cannot give this course, or you have this record open for a while only"
WORDS = ("text", "why")
READS = (Permission.OPEN_RECORDS, Permission.SEE_CLINICAL)
WRITES = (*READS, Permission.ASSESS)


@staff(*READS)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The course that is open, its sessions, and those before."""
    return page(request, opened(request, pk), now=timezone.now())


@staff(*WRITES)
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree a course."""
    now, referral = timezone.now(), opened(request, pk)
    form = agree_form(request, referral, now=now, data=request.POST)
    if not form.is_valid():
        return page(request, referral, now=now, agree_form=form)
    return done(
        request, referral, form, "who", "Agreed. What comes next is above.", now=now, name="agree_form",
        do=lambda: actions.agree(referral, **form.chosen, by=request.member, now=now),
    )  # fmt: skip


@staff(*WRITES)
@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody is free to give it."""
    return give(request, pk, actions.start, "It starts. Book the first session.")


@staff(*WRITES)
@require_POST
def hand_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody else gives it from now on."""
    return give(request, pk, actions.hand_on, "Handed on. What is booked stays as it is.")


def give(request: HttpRequest, pk: UUID, action: Callable[..., Course], said: str) -> HttpResponse:
    """Give the open course to somebody."""
    now, referral = timezone.now(), opened(request, pk)
    form = GiverForm(request.POST, able=able_for(referral.person, request.hub))
    if not form.is_valid():
        return page(request, referral, now=now, giver_form=form)
    return done(
        request, referral, form, "who", said, now=now, name="giver_form",
        do=lambda: action(course_of(referral, form), practitioner=form.member, by=request.member, now=now),
    )  # fmt: skip


@staff(*WRITES)
@require_POST
def extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """More sessions."""
    now, referral = timezone.now(), opened(request, pk)
    open_one = next((each for each in courses_of(referral) if each.status in OPEN), None)
    form = ExtendForm(request.POST, course=open_one)
    if not form.is_valid():
        return page(request, referral, now=now, extend_form=form)
    given = form.cleaned_data
    return done(
        request, referral, form, "why", "More sessions are agreed.", now=now, name="extend_form",
        do=lambda: actions.extend(
            course_of(referral, form), sessions=given["sessions"], why=given["why"], by=request.member, now=now
        ),
    )  # fmt: skip


@staff(*WRITES)
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The course ends."""
    now, referral, form = timezone.now(), opened(request, pk), EndForm(request.POST)
    if not form.is_valid():
        return page(request, referral, now=now, end_form=form)
    given = form.cleaned_data
    return done(
        request, referral, form, "how", "Kept. The course has ended.", now=now, name="end_form",
        do=lambda: actions.end(
            course_of(referral, form), given["how"], why=given["why"], by=request.member, now=now
        ),
    )  # fmt: skip


@staff(*WRITES)
@require_POST
def write_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign a note of a session."""
    now, referral, form = timezone.now(), opened(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return page(request, referral, now=now, note_form=form)
    given = form.cleaned_data
    return done(
        request, referral, form, "text", "Signed.", now=now, name="note_form",
        do=lambda: actions.write_note(
            course_of(referral, form), given["session"], given["text"], by=request.member, now=now
        ),
    )  # fmt: skip


@staff(*WRITES)
@require_POST
def correct_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other words for one's own note."""
    now, referral, form = timezone.now(), opened(request, pk), CorrectForm(request.POST)
    if not form.is_valid():
        return page(request, referral, now=now, correct_form=form)

    def correct() -> None:
        course = course_of(referral, form)
        note = find_note(course, form.cleaned_data["note"])
        if note is None:
            raise MoveNotAllowed(actions.WrittenSince.SAID)
        note.course = course
        actions.correct_note(note, form.cleaned_data["text"], by=request.member, now=now)

    return done(request, referral, form, "text", "Corrected. What it said before is kept.", do=correct, now=now,
                name="correct_form")  # fmt: skip


def done(
    request: HttpRequest, referral: Referral, form: Form, field: str, said: str, *, do: Callable[[], Any],
    now: datetime, name: str,
) -> HttpResponse:  # fmt: skip
    """Do it and say so. Refused, the page with what was typed: words stand above, since what they were written for may
    stand on the page no more."""
    try:
        do()
    except PermissionDenied:
        form.add_error(field, NOT_THEIRS)
    except (MoveNotAllowed, actions.WrittenSince) as refused:
        if typed := [form.cleaned_data[name] for name in WORDS if form.cleaned_data.get(name)]:
            return page(request, referral, now=now, lost={"refused": str(refused), "typed": typed})
        form.add_error(field, f"{refused}.")
    else:
        messages.success(request, said)
        return redirect("courses:of_record", referral.pk)
    return page(request, referral, now=now, **{name: form})


def opened(request: HttpRequest, pk: UUID) -> Referral:
    """The record, if it is open to the member."""
    request.section = "people"
    return open_record(request, pk)


def course_of(referral: Referral, form: Form) -> Course:
    """The course that the page showed.

    Raises:
        MoveNotAllowed: it is none of this record.
    """
    found = next((each for each in courses_of(referral) if each.pk == form.cleaned_data["course"]), None)
    if found is None:
        raise MoveNotAllowed(actions.CHANGED)
    found.referral, found.person = referral, referral.person
    return found


def agree_form(request: HttpRequest, referral: Referral, *, now: datetime, data: Any = None) -> AgreeForm:
    """The form of a new course."""
    able = able_for(referral.person, request.hub)
    return AgreeForm(data, able=able, protocols=used_of(request.hub), today=london_day(now))


def page(
    request: HttpRequest, referral: Referral, *, now: datetime, lost: dict[str, Any] | None = None, **forms: Form
) -> HttpResponse:
    """The page, with whatever form was sent and not accepted. `lost`: why words were not kept, and the words."""
    found = courses_of(referral)
    for each in found:
        each.referral, each.person = referral, referral.person
    course = next((each for each in found if each.status in OPEN), None)
    is_open = referral.closed_at is None
    may_write = request.member.may(Permission.ASSESS)
    context: dict[str, Any] = {
        "referral": referral, "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="sessions"),
        "may_write": may_write, "is_open": is_open, "is_assessed": referral.stage in PAST_ASSESSMENT,
        "course": course_lines(course, request.member, now=now) if course else None,
        "before": [before_line(each, request.member, now=now) for each in found if each.status not in OPEN],
        "may_book": request.member.may(Permission.BOOK) and is_open,
        "may_contact": request.member.may(Permission.CONTACT), "printed": say_moment(now, now),
        "agree_form": None, "giver_form": None, "extend_form": None, "end_form": None, "note_form": None,
        "correct_form": None, "refused": next(iter(forms.values()), None), "lost": lost,
    }  # fmt: skip
    if may_write and is_open and course is None:
        context["agree_form"] = agree_form(request, referral, now=now)
        context["has_protocols"] = bool(context["agree_form"].protocols)
    elif may_write and is_open and course is not None:
        first = {"course": course.pk}
        context |= {
            "giver_form": GiverForm(initial=first, able=able_for(referral.person, request.hub)),
            "extend_form": ExtendForm(initial=first, course=course), "end_form": EndForm(initial=first),
        }  # fmt: skip
    return render(request, "courses/of_record.html", context | forms)
