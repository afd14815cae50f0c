"""The demo's two plans: one under way, one that waits for the person."""

from random import Random

from holdfast.coordination.models import Plan, Rating
from holdfast.demo.stories import plans as story
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from holdfast.referrals.reckoning import reckon


def test_the_story_tells_of_a_plan_under_way_and_one_that_waits(tidewater, clock, now):
    clock(now)
    with hub_scope(tidewater.hub):
        story.tell(tidewater.hub, [tidewater.nell, tidewater.wren], Random(7), now=now)

        found = Referral.objects.order_by("received_at").values_list("status", "stage", "next_action")
        assert list(found) == [("supported", "in_support", "step"), ("assessed", "in_support", "agree_plan")]
        assert list(Plan.objects.order_by("shown_at").values_list("status", flat=True)) == ["agreed", "shown"]
        assert Rating.objects.filter(rated_by=None).count() == 2
        assert "nobodys" not in reckon(tidewater.hub, now=now).counted()
