"""Whether somebody's record may be in an approved study: what they decide, and which studies were given an extract."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.research import opt_out_actions as actions
from holdfast.research.models import OptOut
from holdfast.research.queries import given_since, open_kinds, said_by
from holdfast.research.words import given_lines, own_lines

KEPT = ("no", "yes")


@require_safe
@on_own_pages()
def research(request: HttpRequest) -> HttpResponse:
    """What it is, what they said, and which studies were given an extract since they came."""
    now, rows = timezone.now(), said_by(request.person)
    context = {
        "title": _("Your information in research"), **page_of(request), "open_kinds": open_kinds(rows),
        "kept": request.GET.get("kept") if request.GET.get("kept") in KEPT else "",
        "said": own_lines(rows, now=now),
        "given": given_lines(given_since(request.person), now=now),
    }  # fmt: skip
    return render(request, "portal/research.html", context)


@require_POST
@on_own_pages()
def keep_out_of_research(request: HttpRequest) -> HttpResponse:
    """No. It needs no check of who they are: nothing is lost by it."""
    actions.opt_out(request.person, kind=OptOut.Kind.HERE, how=OptOut.How.OWN_PAGES, now=timezone.now())
    return back(request, "no")


@require_POST
@on_own_pages(verified=True)
def allow_research(request: HttpRequest) -> HttpResponse:
    """Yes again. A national data opt-out stays: it is not told to us to take back."""
    actions.withdraw(request.person, kind=OptOut.Kind.HERE, now=timezone.now())
    return back(request, "yes")


def back(request: HttpRequest, kept: str) -> HttpResponse:
    """To the page, which says what was kept."""
    return redirect(f"{reverse('portal:research', args=[request.hub.slug])}?kept={kept}")
