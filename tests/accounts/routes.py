"""Routes for the tests of the gate: one of each kind, and one that forgot to say who may pass."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import path

from holdfast.accounts.gate import about_hub, anyone, at_hub, signed_in, staff
from holdfast.accounts.roles import Permission
from holdfast.people.models import Person


def said(request, **_):
    """Answers with who is there and what the scope shows."""
    member = getattr(request, "member", None)
    return HttpResponse(f"{member.name if member else 'nobody'} sees {Person.objects.count()}")


def reads(request, pk):
    """Touches one person's data."""
    request.touched.add([pk], why="team")
    return HttpResponse("read")


def writes_and_refuses(request, pk):
    """Touches and changes a person's data, then finds that it may not."""
    request.touched.add([pk], why="none")
    Person.objects.filter(pk=pk).update(is_held=True)
    raise Http404


def denies(request, pk):
    """An action refuses."""
    request.touched.add([pk], why="none")
    raise PermissionDenied("canary")


urlpatterns = [
    path("forgotten/", said),
    path("anyone/", anyone(said)),
    path("at/<slug>/", at_hub(said)),
    path("about/<slug>/", about_hub(said)),
    path("mine/", signed_in(said), name="mfa_index"),
    path("staff/", staff()(said), name="any_role"),
    path("triage/", staff(Permission.TRIAGE)(said), name="needs_triage"),
    path("both/", staff(Permission.TRIAGE, Permission.SEE_AUDIT)(said), name="needs_both"),
    path("reads/<uuid:pk>/", staff(Permission.SEE_CONTACT)(reads), name="reads"),
    path("refuses/<uuid:pk>/", staff(Permission.SEE_CONTACT)(writes_and_refuses), name="refuses"),
    path("denies/<uuid:pk>/", staff(Permission.SEE_CONTACT)(denies), name="denies"),
    path("sign-in/", anyone(said), name="account_login"),
    path("sign-out/", anyone(said), name="account_logout"),
]
