"""Signposting: tick services, press once, print the list."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.assessments.sections import NEED_WORDS
from holdfast.hubs.hours import say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.onward import actions
from holdfast.onward.choosing import Choice, choices_for, language_of, measured_wait, needs_found
from holdfast.onward.forms import SignpostForm, WantedForm
from holdfast.onward.queries import find_list, services_in
from holdfast.onward.shown import choice_line
from holdfast.onward.views.record import THEY_STOPPED, frame
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import open_record

P = Permission


@staff(P.OPEN_RECORDS, P.SEE_DIRECTORY, P.CHASE)
@require_http_methods(["GET", "HEAD", "POST"])
def signpost(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose services that they get in touch with by themselves."""
    request.section = "people"
    now, referral = timezone.now(), open_record(request, pk)
    reads = request.member.may(P.SEE_CLINICAL)
    needs = needs_found(referral) if reads else []
    wanted = WantedForm(request.GET)
    language = language_of(referral) if reads else ""
    found = choices_for(request.hub, needs=needs, language=language, wanted=wanted.wanted)
    form = SignpostForm(
        request.POST if request.method == "POST" else None,
        offered=[(str(each.service.pk), each.service.name) for each in found],
    )
    if request.method == "POST" and form.is_valid():
        chosen = {str(each.service.pk): each.service for each in found}
        services = [chosen[pk] for pk in form.cleaned_data["services"]]
        try:
            given = actions.signpost(referral, services, by=request.member, now=now)
        except MoveNotAllowed:
            messages.error(request, THEY_STOPPED)
            return redirect("onward:of_record", pk)
        return redirect("onward:handout", given.pk)
    context = frame(request, referral, now=now) | {
        "form": form, "wanted": wanted, "choices": [choice_line(each, NEED_WORDS) for each in found],
        "ticked": set(request.POST.getlist("services")), "needs": [NEED_WORDS[code] for code in needs],
    }  # fmt: skip
    return render(request, "onward/signpost.html", context)


@staff(P.OPEN_RECORDS, P.SEE_DIRECTORY, P.CHASE)
@require_safe
def handout(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A list that was handed out, to be printed: it names nobody."""
    request.section = "people"
    now, viewer = timezone.now(), viewer_of(request)
    given = find_list(viewer, pk)
    if given is None:
        raise Http404
    request.touched.open(given.person_id, why=right_of(viewer, given.person))
    services = services_in(given)
    waits = measured_wait(request.hub, [service.pk for service in services])
    context = frame(request, given.referral, now=now) | {
        "services": [choice_line(Choice(each, (), False, waits.get(each.pk)), {}) for each in services],
        "when": say_moment(given.given_at, now), "by": given.given_by.name,
    }  # fmt: skip
    return render(request, "onward/handout.html", context)
