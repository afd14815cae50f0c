"""The demo's onward referrals stand at every status, and one service has been silent beyond what it promised."""

from random import Random

from holdfast.demo.stories.onward import tell
from holdfast.hubs.scope import hub_scope
from holdfast.onward.chase_queries import to_chase
from holdfast.onward.models import OnwardReferral
from holdfast.onward.states import Status, WordsStatus
from holdfast.people.viewer import viewer
from tests.coordination.conftest import assessed


def test_referrals_stand_at_every_status_and_one_is_silent_for_too_long(tidewater, saltpan, now):
    for name in ("Tansy Madeup", "Pim Exampleton", "Hazel Pretend"):
        assessed(tidewater, owner=tidewater.nell, now=now, name=name)
    assessed(saltpan, owner=saltpan.nell, now=now, name="Sorrel Madeup")
    with hub_scope(tidewater.hub):
        tell(tidewater.hub, [tidewater.nell, tidewater.wren, tidewater.ines], Random(7), now=now)
        found = OnwardReferral.objects.all()

        assert {each.status for each in found} == set(Status.values)
        assert {each.words_status for each in found.filter(status=Status.DRAFTED)} == {
            WordsStatus.WRITING, WordsStatus.SHOWN, WordsStatus.AGREED
        }  # fmt: skip
        assert [each.status for each in to_chase(viewer(tidewater.nell, now=now))] == [Status.SENT]
    with hub_scope(saltpan.hub):
        assert OnwardReferral.objects.count() == 0
