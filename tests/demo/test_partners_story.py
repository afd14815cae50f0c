"""The demo's story of referrals from outside can be told twice over, once for each hub."""

from random import Random

from holdfast.agreements.models import Partner, Statement
from holdfast.demo.stories.partners import tell
from holdfast.hubs.scope import hub_scope
from holdfast.partners.models import Introduction
from holdfast.referrals.models import Referral


def test_the_story_leaves_referrals_a_statement_and_people_who_were_named(tidewater, saltpan, now):
    for team in (tidewater, saltpan):
        with hub_scope(team.hub):
            tell(team.hub, list(team.hub.members.select_related("account", "hub")), Random(1), now=now)

            assert (Partner.objects.count(), Referral.objects.count(), Statement.objects.count()) == (3, 3, 1)
            assert sorted(Introduction.objects.values_list("status", "tries")) == [("named", 0), ("named", 1)]
