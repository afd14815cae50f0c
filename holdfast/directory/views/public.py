"""What everybody may read: the services of a hub that are confirmed and public. Asks for nothing, keeps nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import at_hub
from holdfast.directory import queries
from holdfast.directory.forms import SearchForm
from holdfast.directory.kinds import SORTED
from holdfast.directory.queries import Asked
from holdfast.directory.views.reading import after_of, entry_of, further

AT_ONCE = 20


@require_safe
@at_hub
def public_services(request: HttpRequest) -> HttpResponse:
    """Services that could help, by need and place."""
    given = SearchForm(request.GET).asked()
    asked = Asked(place=given.place, kind=given.kind)
    found = queries.search(queries.for_everybody(request.hub), asked, after=after_of(request), most=AT_ONCE)
    context = {
        "title": _("Services near you"), "asked": asked, "kinds": SORTED, "number": found.number,
        "entries": [entry_of(each) for each in found.services],
        "next_href": further(request, found.after, "directory:public_services", request.hub.slug),
        "back": reverse("front_door:start", args=[request.hub.slug]),
    }  # fmt: skip
    return render(request, "directory/public_services.html", context)
