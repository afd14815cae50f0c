"""The demo's story of courses leaves one at every state, people who wait, and one who got worse."""

from random import Random

from holdfast.courses.models import Course
from holdfast.courses.states import Status
from holdfast.demo.stories.courses import tell
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.waiting.models import Worsening
from holdfast.waiting.queries import page_of
from tests.appointments.conftest import works


def test_the_story_leaves_a_course_at_every_state_and_people_who_wait(tidewater, now):
    works(tidewater, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        tell(tidewater.hub, [tidewater.nell, tidewater.wren, tidewater.ines], Random(7), now=now)

        assert set(Course.objects.values_list("status", flat=True)) == set(Status.values)
        assert Worsening.objects.count() == 1
        found = page_of(viewer(tidewater.nell, now=now))
        assert {each.what for each in found} == {"course", "elsewhere"}
        assert sum(each.is_worse for each in found) == 1
        assert all(each.next_at for each in found)
