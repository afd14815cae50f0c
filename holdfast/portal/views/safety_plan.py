"""A person's own safety plan, as it was shared with them: quick to reach, and to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from holdfast.assessments.queries import plan_words, shared_plan
from holdfast.hubs.hours import say_day
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of


@require_safe
@on_own_pages(verified=True)
def safety_plan(request: HttpRequest) -> HttpResponse:
    """The version that was shared last."""
    now, plan = timezone.now(), shared_plan(request.person)
    context = {
        "title": _("Your safety plan"), **page_of(request), "words": plan_words(plan, request.person) if plan else "",
        "by": plan.by.name if plan else "", "when": say_day(plan.written_at, now) if plan else "",
    }  # fmt: skip
    return render(request, "portal/safety_plan.html", context)
