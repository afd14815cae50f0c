"""The demo's story of Appendix 1 leaves a person whose work was asked about, told of, and is planned."""

from collections import Counter
from datetime import timedelta
from random import Random

from holdfast.demo.entering import referrers_of
from holdfast.demo.stories import partners
from holdfast.demo.stories.work import WHO, tell
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.workplace.models import PartnerLink, Reply, WorkStatement
from holdfast.workplace.queries import state_of


def test_the_story_ends_with_a_plan_for_the_return_that_waits_for_their_yes(tidewater, saltpan, now):
    for team in (tidewater, saltpan):
        with hub_scope(team.hub):
            members = list(team.hub.members.select_related("account", "hub"))
            partners.tell(team.hub, members, Random(1), now=now)
            tell(team.hub, members, Random(1), now=now)

            found = list(WorkStatement.objects.select_related("person", "referral").order_by("shown_at"))
            assert {name_of(each.person) for each in found} == {WHO}
            assert Counter((each.kind, each.status) for each in found) == Counter(
                [("support", "shared"), ("question", "shared"), ("leave", "shared"), ("adjustments", "shared"),
                 ("return", "shown")]
            )  # fmt: skip
            asked = next(each for each in found if each.kind == "support")
            assert asked.partner_id in {way.pk for way in referrers_of(team.hub)}, "a card opens what she was asked of"
            assert (Reply.objects.count(), PartnerLink.objects.count()) == (1, 2)
            began = (now - timedelta(days=17)).date()
            assert state_of(found[0].referral)[:2] == ("off_sick", began)
