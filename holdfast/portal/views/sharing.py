"""What may be told to somebody outside: give, change, withdraw, and each sentence approved by itself."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.agreements import actions as agreements
from holdfast.agreements.models import Agreement, Partner, Statement
from holdfast.agreements.queries import about, agreements_of, statements_of
from holdfast.portal.actions import may_tell, tell, true_now
from holdfast.portal.forms import AgreeForm
from holdfast.portal.gate import on_own_pages
from holdfast.portal.pages import page_of
from holdfast.portal.standing import on_day_of, on_moment
from holdfast.workplace.answer_actions import tell_nothing_more
from holdfast.workplace.queries import name_of_partner, shared_statements
from holdfast.workplace.states import Kind

DONE = {
    "given": "You have agreed. Nothing is told until you approve a sentence.",
    "withdrawn": "You have changed your mind. Nothing new is told from now on.",
    "told": "It is shared with them now.",
    "not": "That could not be told: it is not so any more, or you have changed your mind.",
}


@require_safe
@on_own_pages(verified=True)
def sharing(request: HttpRequest) -> HttpResponse:
    """With whom, what for, since when; what could be told now; what was told."""
    now, person, referral = timezone.now(), request.person, request.referral
    found, told, work = agreements_of(person), statements_of(person), shared_statements(person)
    true = true_now(referral)
    holding = [one for one in found if one.withdrawn_at is None]
    context = {
        "title": _("What we may tell others"),
        **page_of(request),
        "done": _(DONE[request.GET["done"]]) if request.GET.get("done") in DONE else "",
        "agreed": [
            {
                "partner": one.partner,
                "purpose": dict(AgreeForm.PURPOSES)[one.purpose],
                "kinds": [Statement.Kind(kind).label for kind in one.kinds if kind in Statement.Kind.values],
                "since": on_moment(one.given_at, now),
                "may_tell": [
                    {"kind": kind, "sentence": Statement.Kind(kind).label, "day": on_day_of(true[kind], now)}
                    for kind in may_tell(one, true, told)
                ],
            }
            for one in holding
        ],
        "others": [
            partner
            for partner in others(referral.partner, found)
            if partner.pk not in {one.partner_id for one in holding}
        ],
        "referrer": {"pk": referral.partner_id, "name": about(referral.partner)["name"]} if referral.partner else {},
        "told": [
            {
                "to": one.partner.organisation, "sentence": Statement.Kind(one.kind).label,
                "day": on_day_of(one.true_on, now), "when": on_moment(one.approved_at, now),
            }
            for one in told
        ],
        "told_work": [
            {"to": name_of_partner(one.partner), "title": Kind(one.kind).label, "when": on_moment(one.shared_at, now)}
            for one in work if one.shared_at
        ],
        "readers": {one.partner_id for one in [*told, *work]},
    }  # fmt: skip
    return render(request, "portal/sharing.html", context)


def others(referrer: Partner | None, found: list[Agreement]) -> list[Partner]:
    """With whom the person can agree: who referred them, and with whom they had agreed before."""
    known = {one.partner_id: one.partner for one in found}
    if referrer is not None:
        known[referrer.pk] = referrer
    return list(known.values())


def partner_of(request: HttpRequest, pk: UUID) -> Partner:
    """A partner that is this person's business.

    Raises:
        Http404: any other, known or not.
    """
    known = others(request.referral.partner, agreements_of(request.person))
    found = next((partner for partner in known if partner.pk == pk), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@on_own_pages(verified=True)
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree that one partner may be told some sentences, each of which is still asked about."""
    partner = partner_of(request, pk)
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        agreements.give(
            request.person, partner=partner, how=Agreement.How.ON_OWN_PAGES, now=timezone.now(), **form.cleaned_data
        )
        return back(request, "given")
    context = {
        "title": _("What we may tell others"), **page_of(request), "form": form, "partner": partner,
        "back": reverse("portal:sharing", args=[request.hub.slug]),
    }  # fmt: skip
    return render(request, "portal/agree.html", context)


@require_POST
@on_own_pages(verified=True)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one's mind. What was told stays where it went."""
    partner = partner_of(request, pk)
    with suppress(agreements.NotAgreed):  # sent twice: it is as they want it
        tell_nothing_more(request.person, partner, now=timezone.now())
    return back(request, "withdrawn")


@require_POST
@on_own_pages(verified=True)
def tell_them(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve the very sentence that the page showed."""
    partner, kind = partner_of(request, pk), request.POST.get("kind", "")
    try:
        tell(request.referral, partner, kind=kind, now=timezone.now())
    except (agreements.NotAgreed, agreements.NotTrue):
        return back(request, "not")
    return back(request, "told")


def back(request: HttpRequest, done: str) -> HttpResponse:
    """To the page of sharing, which says what was done."""
    return redirect(f"{reverse('portal:sharing', args=[request.hub.slug])}?done={done}")
