"""The demo's story of looking after records leaves something at every stage."""

from random import Random

from holdfast.demo.stories.care import tell
from holdfast.events.models import UnusualReading
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import Cover, EmergencyAccess, Join
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon
from holdfast.safeguarding.models import Concern


def test_the_story_leaves_concerns_joins_leave_an_emergency_and_unusual_reading(tidewater, now):
    team = [tidewater.nell, tidewater.wren, tidewater.ines, tidewater.ada]
    with hub_scope(tidewater.hub):
        tell(tidewater.hub, team, Random(7), now=now)

        assert sorted(Concern.objects.values_list("status", flat=True)) == ["closed", "open"]
        assert sorted(Join.objects.values_list("status", flat=True)) == ["joined", "proposed"]
        assert (Cover.objects.count(), EmergencyAccess.objects.count()) == (1, 1)
        assert Referral.objects.filter(status="declined").count() == 1
        assert reckon(tidewater.hub, now=now).found == ()
        assert list(UnusualReading.objects.values_list("kind", "member_id")) == [("afterwards", tidewater.wren.pk)]
