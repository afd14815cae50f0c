"""What outcomes say on Today: a death that this hub still says, and from which another hub has turned."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from holdfast.accounts.roles import Permission
from holdfast.outcomes.models import Death
from holdfast.outcomes.queries import turned_of_same
from holdfast.people.access import open_to
from holdfast.people.viewer import Viewer
from holdfast.referrals.models import Referral

SHOWN = timedelta(days=7)
MOST_LINES = 20


def waits(found: Viewer) -> list[dict[str, Any]]:
    """For a week, for whoever recorded it here and for leads: another hub has found it to be an error."""
    if not found.member.may(Permission.ASSESS):
        return []
    theirs = turned_of_same(since=found.now - SHOWN)
    since_ours = Exists(theirs.filter(undone_at__gt=OuterRef("recorded_at")))
    mine = Q() if found.sees_everybody else Q(recorded_by=found.member)
    ours = Death.objects.filter(
        open_to(found, "person_id"), mine, since_ours, hub=found.member.hub, undone_at=None, path=[],
        is_by_join=False,
    )  # fmt: skip
    persons = set(ours.values_list("person_id", flat=True)[:MOST_LINES])
    if not persons:
        return []
    latest = Referral.objects.filter(hub=found.member.hub, person_id__in=persons).order_by("person_id", "-pk")
    return [line(pk) for pk in latest.distinct("person_id").values_list("pk", flat=True)]


def line(referral_id: Any) -> dict[str, Any]:
    """One of them."""
    text = "Another hub has taken back that somebody has died, and this hub still says so: look whether it is so"
    return {"href": reverse("outcomes:of_record", args=[referral_id]), "text": text, "is_late": True, "quiet": ""}
