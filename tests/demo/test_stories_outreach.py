"""What outreach leaves in the demo."""

from collections import Counter
from random import Random

from holdfast.demo.stories import outreach
from holdfast.hubs.scope import hub_scope
from holdfast.outreach.models import TeamRequest


def test_the_story_leaves_teams_at_every_stage(tidewater, now):
    team = list(tidewater.hub.members.select_related("account", "hub").order_by("pk"))

    with hub_scope(tidewater.hub):
        outreach.tell(tidewater.hub, team, Random(1), now=now)
        found = Counter(TeamRequest.objects.values_list("status", flat=True))

    assert found == {"closed": 1, "called_back": 1, "taken": 1, "received": 2}
