"""The demo's story of research leaves a study that was given a table, one that waits, and somebody who said no."""

from datetime import timedelta
from random import Random

from holdfast.demo.stories import research
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.research.models import Extract, OptOut, Study
from tests.builders import make_member, send_request


def test_the_story_leaves_two_studies_a_table_and_people_who_said_no(tidewater, now):
    for place in range(24):
        send_request(tidewater, now=now - timedelta(days=20 + place), name=f"Past{place} Notreal")
    send_request(tidewater, now=now - timedelta(days=9), name=research.SAYS_NO)
    make_member(tidewater.hub, "Orla Notreal", "hub_manager")
    with hub_scope(tidewater.hub):
        team = list(tidewater.hub.members.select_related("account", "hub").order_by("pk"))
        research.tell(tidewater.hub, team, Random(7), now=now)

        studies = Study.objects.order_by("reference").values_list("reference", "agreed_by_id")
        assert list(studies) == [(research.GIVEN, tidewater.ines.pk), (research.WAITS, None)]
        assert Extract.objects.get().rows == 23
        said = {row.kind: row for row in OptOut.objects.select_related("person")}
        assert name_of(said["here"].person) == research.SAYS_NO
        assert (said["here"].how, said["national"].noted_by_id) == ("own_pages", tidewater.sol.pk)
        assert not AccessEntry.objects.filter(what="research:extract").exists()
