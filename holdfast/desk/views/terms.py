"""What the hub has declared: hours, cover and targets; its own words; its questionnaires. Typed, looked at, signed."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.desk import comparing
from holdfast.desk.actions import SignedMeanwhile, sign_terms
from holdfast.desk.forms import DeclaredForm, QuestionnairesForm, TermsForm, WelcomeForm
from holdfast.desk.queries import later_terms, newest_version, terms_with, versions_of
from holdfast.desk.questions import FIRST, TERMS, typed
from holdfast.hubs.hours import WeeklyHours, say_hours, say_moment
from holdfast.hubs.models import Terms
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.measures.questionnaires import QUESTIONNAIRES

NOTHING_CHANGES = "Nothing would change. Change an answer first, or leave it as it is."
Form = DeclaredForm | QuestionnairesForm


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Hours, cover, targets and limits."""
    now = timezone.now()
    before = terms_of(request.hub, now=now)
    form = TermsForm(posted(request), signer=request.member.name, now=now, initial={**typed(before), "begins": "now"})
    context = {
        "versions": [version(each, before, now) for each in versions_of(request.hub)],
        "fields": [form[question.key] for question in TERMS],
    }
    return signing(request, form, before, page="terms", context=context, now=now)


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The hub's own words on its start page."""
    now = timezone.now()
    before = terms_of(request.hub, now=now)
    form = WelcomeForm(posted(request), signer=request.member.name, now=now, initial=typed(before))
    return signing(request, form, before, page="words", context={}, now=now)


@staff(Permission.SET_HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaires(request: HttpRequest) -> HttpResponse:
    """What people are asked. A clinical lead signs it."""
    now = timezone.now()
    before = terms_of(request.hub, now=now)
    initial = {"others": [key for key in before.questionnaires if key not in FIRST]}
    may_sign = request.member.may(Permission.TRIAGE)
    sent = posted(request) if may_sign else None  # what others send is not looked at
    form = QuestionnairesForm(sent, signer=request.member.name, now=now, initial=initial)
    context = {
        "may_sign": may_sign,
        "first": [QUESTIONNAIRES[key].name for key in FIRST],
        "chosen": [QUESTIONNAIRES[key].name for key in before.questionnaires if key in QUESTIONNAIRES],
    }
    return signing(request, form, before, page="questionnaires", context=context, now=now)


def posted(request: HttpRequest) -> Any:
    """What was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def signing(
    request: HttpRequest, form: Form, before: Terms, *, page: str, context: dict[str, Any], now: datetime
) -> HttpResponse:
    """Show the form, what it would change, and sign it as it was shown."""
    request.section = "hub"
    newest = newest_version(request.hub)
    if form.can_be_shown():
        shown = compared(request, form, before, newest, now=now)
        if not shown["changes"]:
            form.add_error(None, NOTHING_CHANGES)
        elif form.wants_to_sign(newest):
            try:
                signed = sign_terms(
                    request.hub, form.given, seen_version=newest, starts_at=form.starts_at, by=request.member, now=now
                )
            except SignedMeanwhile as trouble:
                messages.error(request, str(trouble))
            else:
                messages.success(request, f"Version {signed.version} is signed. It holds from {say_from(signed, now)}.")
                return redirect(f"desk:{page}")
        context |= shown
    return render(request, f"desk/{page}.html", {"form": form, "in_force": before, "changes": [], **context})


def compared(request: HttpRequest, form: Form, before: Terms, newest: int, *, now: datetime) -> dict[str, Any]:
    """What signing would change, and the mark of having been shown it."""
    starts_at = form.starts_at
    held = terms_of(request.hub, now=starts_at)
    after = terms_with(request.hub, form.given, at=starts_at)
    return {
        "changes": comparing.changed(held, after),
        "on_pages": comparing.on_public_pages(held, after),
        "warnings": comparing.warnings(held, after, later_terms(request.hub, at=starts_at), now=now),
        "after": after,
        "preview": with_terms(copy(request.hub), after),
        "starts": say_moment(starts_at, now) if starts_at > now else "",
        "mark": form.mark(newest),
    }


def say_from(signed: Terms, now: datetime) -> str:
    """ "now", or the moment."""
    return say_moment(signed.starts_at, now) if signed.starts_at > now else "now"


def version(each: Terms, before: Terms, now: datetime) -> dict[str, str]:
    """One line of the history."""
    standing = "holds now" if each.pk == before.pk else "begins later" if each.starts_at > now else "past"
    return {
        "title": f"Version {each.version}, {standing}",
        "when": f"From {say_moment(each.starts_at, now)}",
        "signed": f"Signed by {each.signed_by}, {each.signed_on.day} {each.signed_on:%B %Y}",
        "hours": f"Watched {say_hours(WeeklyHours.from_rows(each.watched_hours))}",
    }
