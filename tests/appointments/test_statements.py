"""What a booking and the page of free times ask of the database: the same for two practitioners as for many."""

import pytest

from tests.appointments.conftest import waits, works
from tests.appointments.test_pages import stored
from tests.builders import browser_of, make_member, page

TIME = {"kind": "assessment", "how": "phone", "day": "2026-10-19", "at": "09:00", "second": "", "room": ""}
PAGE = "?kind=assessment&member=&how=phone&day=2026-10-19"


@pytest.fixture(params=[0, 9])
def team(request, tidewater, met, clock, now):
    """Nell, Wren, and some more who have diaries."""
    clock(now)
    names = [f"Robin Sample{letter}" for letter in "abcdefghi"[: request.param]]
    more = [make_member(tidewater.hub, name, "practitioner") for name in names]
    works(tidewater, *more, now=now)
    return tidewater


def test_a_booking_asks_of_whom_was_chosen_alone(team, met, django_assert_num_queries):
    browser, address = browser_of(team.nell), page("appointments:book", met.tansy.pk)
    browser.get(address)

    with django_assert_num_queries(40):
        answer = browser.post(address, TIME | {"member": str(team.nell.pk)})

    assert answer.status_code == 302


def test_the_page_of_free_times_asks_as_much_however_many_could_be_chosen(team, met, django_assert_num_queries):
    browser, address = browser_of(team.nell), page("appointments:book", met.tansy.pk)
    browser.get(address + PAGE)

    with django_assert_num_queries(26):
        browser.get(address + PAGE)


def test_who_is_kept_out_is_no_choice_that_could_be_sent(team, met, now):
    otto = waits(team, owner=team.nell, now=now, name="Otto Exampleton", must_not_see=("Wren Dummerly",))

    for member in (str(team.wren.pk), "nobody", ""):
        shown = browser_of(team.nell).post(page("appointments:book", otto.pk), TIME | {"member": member})
        words = "This field is required" if not member else "is not one of the available choices"
        assert (shown.status_code, words in shown.content.decode()) == (200, True)
    assert stored(team) == []
