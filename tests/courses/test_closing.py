"""A course ends with the request it belongs to: by the team, or by the person who stops."""

from holdfast.courses.closing import end_own
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from tests.builders import browser_of, page
from tests.courses.conftest import agreed, fresh


def test_whoever_stops_ends_their_course_by_themselves_and_the_page_says_so(tidewater, given, now, clock):
    course = agreed(tidewater, given.tansy, given.protocol, practitioner=tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        end_own(given.tansy, now=now)
        end_own(given.tansy, now=now)  # pressed twice

        assert list(Event.objects.filter(kind="course.stop").values_list("by_id", flat=True)) == [None]
    course = fresh(tidewater, course)
    assert (course.status, course.ended_at, course.ended_by) == ("ended_by_them", now, None)
    clock(now)
    shown = browser_of(tidewater.nell).get(page("courses:of_record", given.tansy.pk)).content.decode()
    assert "today, by themselves" in shown
