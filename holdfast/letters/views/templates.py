"""The templates of the hub's letters: which there are, changing one, how it looks with a demo person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.letters.actions import ChangedMeanwhile, set_template
from holdfast.letters.forms import TemplateForm
from holdfast.letters.queries import Used, template_of, templates_of, versions_of
from holdfast.letters.rules import blocks, demo_values, fields_for, fill
from holdfast.letters.shown import AUDIENCES
from holdfast.letters.states import Audience
from holdfast.letters.views.record import grouped


@staff(Permission.SET_LETTERS)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every template, by whom it is for."""
    request.section = "hub"
    return render(request, "letters/templates.html", {"groups": grouped(templates_of(request.hub))})


@staff(Permission.SET_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest) -> HttpResponse:
    """Change one, which `?letter=` names: looked at first with a demo person, then kept as a new version."""
    request.section = "hub"
    now, key = timezone.now(), request.GET.get("letter", "")
    found = template_of(request.hub, key)
    if found is None:
        return redirect("letters:templates")
    form = TemplateForm(
        request.POST if request.method == "POST" else None, template=found,
        initial={**vars(found), "seen": found.version},
    )  # fmt: skip
    shown, theirs = found, None
    if form.is_valid():
        shown = form.typed
        if request.POST.get("do") == "keep":
            try:
                set_template(request.hub, template=shown, seen=form.cleaned_data["seen"], by=request.member, now=now)
            except ChangedMeanwhile:
                theirs = found
                form.data = form.data.copy()
                form.data["seen"] = found.version
            else:
                messages.success(request, "Kept. It counts for letters that are begun from now on.")
                return redirect(request.get_full_path())
    context = {
        "template": found, "form": form, "to": AUDIENCES[Audience(found.audience)], "theirs": theirs,
        "fields": fields_for(found.audience), "preview": None if form.errors else preview_of(shown),
        "versions": [
            {"number": each.version, "when": say_moment(each.set_at, now), "by": each.set_by.name,
             "blocks": blocks(each.body), "subject": each.subject, "is_used": each.is_used}
            for each in versions_of(request.hub, key)
        ],
    }  # fmt: skip
    return render(request, "letters/template.html", context)


def preview_of(template: Used) -> dict[str, Any]:
    """The template filled for somebody who is plainly invented."""
    values = demo_values()
    return {
        "subject": fill(template.subject, values), "blocks": blocks(fill(template.body, values)),
        "easy": blocks(fill(template.easy, values)),
    }  # fmt: skip
