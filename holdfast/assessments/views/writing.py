"""Writing an assessment while listening: kept as it is typed, signed by pressing, never over somebody's words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from holdfast.accounts.gate import staff
from holdfast.assessments import actions
from holdfast.assessments.actions import WrittenSince
from holdfast.assessments.forms import KeepForm, WriteForm
from holdfast.assessments.models import Assessment
from holdfast.assessments.queries import (
    authors_of,
    could_write,
    drafts_of,
    needs_of,
    others_typing,
    typed_in,
)
from holdfast.assessments.rules import is_logged
from holdfast.assessments.sections import Section
from holdfast.assessments.shown import contents_of, sections_shown
from holdfast.assessments.states import Status
from holdfast.assessments.views.record import WRITES, frame, opened_record, the_assessment
from holdfast.hubs.hours import say_time
from holdfast.lifecycle import MoveNotAllowed
from holdfast.referrals.actions import tell_background
from holdfast.referrals.models import Background, Referral

Clashes = dict[str, str]


@staff(*WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: UUID, assessment_pk: UUID) -> HttpResponse:
    """The page to write on. Pressed, what was typed is signed; or kept, where a colleague is named on the way."""
    now, referral = timezone.now(), opened_record(request, pk)
    found = the_assessment(referral, assessment_pk)
    colleagues = [each for each in could_write(found, authors_of(found)) if each.pk != request.member.pk]
    if request.method != "POST":
        return render(request, "assessments/write.html", page(request, referral, found, colleagues, now=now))
    form = WriteForm(request.POST, colleagues=named(colleagues))
    clashes: Clashes = {}
    if form.is_valid():
        clashes = pressed(request, found, form, colleagues, now=now)
        if not clashes:
            return redirect("assessments:write", pk, assessment_pk)
    context = page(request, referral, found, colleagues, now=now, form=with_seen(form, clashes, found, request))
    return render(request, "assessments/write.html", context | {"clashes": clashes})


def pressed(
    request: HttpRequest, found: Assessment, form: WriteForm, colleagues: list[Any], *, now: datetime
) -> Clashes:
    """Do what was pressed. By section, what another page of the same author kept meanwhile and would lose."""
    by, texts, seen = request.member, form.texts(), form.seen()
    clashes: Clashes = {}
    for section, text in texts.items():
        if text or seen[section]:
            try:
                actions.keep(found, section, text, seen=seen[section], by=by, now=now)
            except WrittenSince as refused:
                clashes[section] = refused.text
    if clashes:
        return clashes
    if form.cleaned_data["has_needs"] and not say_facts(request, found, form, now=now):
        messages.error(request, "It was finished meanwhile: needs and work stay as they are. Your words are added.")
    if request.POST.get("do") == "author":
        name_author(request, found, form.cleaned_data["member"], colleagues, now=now)
    elif actions.write(found, texts, by=by, now=now):
        messages.success(request, "Signed and kept.")
    return clashes


def say_facts(request: HttpRequest, found: Assessment, form: WriteForm, *, now: datetime) -> bool:
    """Needs as codes, and whether they are at work; False where it was finished before, perhaps just now."""
    try:
        actions.set_needs(found, form.cleaned_data["needs"], seen=form.needs_seen(), by=request.member, now=now)
    except MoveNotAllowed:
        return False
    work = form.work()
    if form.has_other_work() and work["work_state"] and work != work_of(found.referral):
        tell_background(found.referral, part="work", by=request.member, now=now, **work)
    return True


def work_of(referral: Referral) -> dict[str, Any]:
    """Whether they are at work, as told last."""
    last = Background.objects.filter(hub_id=referral.hub_id, referral=referral).order_by("-told_at", "-pk").first()
    return {
        "work_state": last.work_state if last else "", "off_since_on": last.off_since_on if last else None,
    }  # fmt: skip


def name_author(request: HttpRequest, found: Assessment, pk: str, colleagues: list[Any], *, now: datetime) -> None:
    """Name a colleague who writes it too."""
    member = next((each for each in colleagues if str(each.pk) == pk), None)
    if member is None:
        messages.error(request, "Choose a colleague first. What you typed is kept.")
        return
    try:
        actions.add_author(found, member, by=request.member, now=now)
    except (MoveNotAllowed, PermissionDenied):
        messages.error(request, "That colleague cannot be named, or it is not yours to say. What you typed is kept.")
    else:
        messages.success(request, f"{member.name} writes it too now. What you typed is kept.")


@staff(*WRITES)
@require_POST
def keep(request: HttpRequest, pk: UUID, assessment_pk: UUID) -> JsonResponse:
    """Keep what is being typed in one section; for the page's script.

    Within a quarter of an hour it is one entry of the access log, however often it is kept.
    """
    now, referral = timezone.now(), opened_record(request, pk)
    found = the_assessment(referral, assessment_pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "not kept"}, status=400)
    given = form.cleaned_data
    before = drafts_of(found, request.member)
    try:
        draft = actions.keep(found, given["section"], given["text"], seen=given["seen"], by=request.member, now=now)
    except WrittenSince as refused:
        return JsonResponse({"text": refused.text, "version": refused.version}, status=409)
    latest = max((each.saved_at for each in before.values()), default=None)
    if is_logged(latest, now=now):
        request.touched.forget()
    return JsonResponse({"version": draft.version, "at": say_time(now)})


def named(colleagues: list[Any]) -> list[tuple[str, str]]:
    """Colleagues as choices."""
    return [(str(each.pk), each.name) for each in colleagues]


def with_seen(form: WriteForm, clashes: Clashes, found: Assessment, request: HttpRequest) -> WriteForm:
    """The form as it was sent; where another page has kept other words, with these seen now."""
    drafts = drafts_of(found, request.member)
    data = form.data.copy()
    for section in Section.values:
        if section in clashes or not clashes:
            data[f"seen_{section}"] = str(drafts[section].version) if section in drafts else "0"
    again = WriteForm(data, colleagues=form.fields["member"].choices[1:])
    again.is_valid()
    return again


def page(
    request: HttpRequest, referral: Referral, found: Assessment, colleagues: list[Any], *, now: datetime,
    form: WriteForm | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything of the page."""
    drafts = drafts_of(found, request.member)
    typed = {section: typed_in(found, draft) for section, draft in drafts.items()}
    if form is None:
        form = WriteForm(
            colleagues=named(colleagues), typed=typed, needs=needs_of(found), work=work_of(referral),
            versions={section: draft.version for section, draft in drafts.items()},
        )  # fmt: skip
    whole = sections_shown(found, member=request.member, now=now)
    typing = [section for section, words in typed.items() if words]
    others = others_typing(found, request.member)
    saved_at = max((each.saved_at for each in drafts.values() if each.text_sealed), default=None)
    return frame(request, referral, now=now) | whole | {
        "assessment": found, "form": form, "clashes": {}, "has_colleagues": bool(colleagues),
        "contents": contents_of(whole["sections"], typing, others), "others": others,
        "saved": say_time(saved_at) if saved_at else "", "is_finished": found.status == Status.FINISHED,
    }  # fmt: skip
