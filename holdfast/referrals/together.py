"""One person's requests, held together: they may have asked twice, or under two records that are joined."""

from django.db.models import Q

from holdfast.built import Built, given
from holdfast.people.access import about, somebody
from holdfast.referrals.models import Referral

THEIRS = Built(
    lambda: Referral.objects.select_for_update(of=("self",), no_key=True)
    .filter(about(somebody()), Q(pk=given("referral")) | Q(closed_at=None), hub_id=given("hub"))
    .order_by("pk")
)  # fmt: skip


def locked_together(referral: Referral) -> Referral:
    """The referral as it is now, held until the transaction ends with every other open one of the same person, all in
    their order. Its person is read when they are asked for, as by `actions.locked`."""
    for each in THEIRS.rows(hub=referral.hub_id, person=referral.person_id, referral=referral.pk):
        if each.pk == referral.pk:
            return each
    raise Referral.DoesNotExist(str(referral.pk))
