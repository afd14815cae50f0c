"""My referrals: that each was received, and what the person approved for this referrer. Nothing else is read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.events import access
from holdfast.events.models import AccessEntry
from holdfast.partners.gate import referrer
from holdfast.partners.queries import sent_by
from holdfast.partners.questions import names_only


@require_safe
@referrer
def mine(request: HttpRequest) -> HttpResponse:
    """The latest fifty, then the next ones. A manager has none: whom they named is never told to them."""
    if names_only(request.partner):
        return redirect("partners:question", request.hub.slug, "somebody")
    after = request.GET.get("after", "")
    page = sent_by(request.partner, after=after)
    if page.persons:
        access.log(
            request.hub.pk, page.persons, what="partners:mine", why="referrer", action=AccessEntry.Action.READ,
            now=timezone.now(), actor="partner", by=request.member_here,
        )  # fmt: skip
    address = reverse("partners:mine", args=[request.hub.slug])
    context = {
        "title": "My referrals",
        "page": page,
        "next_href": f"{address}?after={page.next_after}" if page.next_after else "",
        "first_href": address if after else "",
        "back": reverse("partners:refer", args=[request.hub.slug]),
    }
    return render(request, "partners/mine.html", context)
