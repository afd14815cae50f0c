"""Whom a later name keeps out of an appointment that is booked: it ends by itself, is told of, and is not theirs."""

from datetime import timedelta

import pytest

from holdfast.appointments.actions import attend
from holdfast.appointments.kept_out import end_unsettled, first_unsettled
from holdfast.appointments.tasks import end_unsettled_appointments
from holdfast.caseload.actions import settle_name
from holdfast.correspondence.models import Message
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.people.models import MustNotSee
from holdfast.referrals.naming import name_people
from tests.appointments.conftest import NINE, booked, placed, planned, waits, works
from tests.builders import browser_of, page

HOUR = timedelta(hours=1)


def state(team, row):
    with hub_scope(team.hub):
        return type(row).objects.get(pk=row.pk)


def told(team, appointment):
    """The mail that there is something new to read, about one appointment."""
    with hub_scope(team.hub):
        return Message.objects.filter(subject_id=appointment.pk, kind="news", cancelled_at=None).count()


def names(team, referral, *named, now):
    with hub_scope(team.hub):
        name_people(referral, named=named, now=now)


def test_it_is_the_hub_that_cancels_and_the_person_is_told(tidewater, met, now):
    with_wren = booked(tidewater, met.tansy, tidewater.wren, now=now)

    names(tidewater, met.tansy, "Wren Dummerly", now=now)

    found = state(tidewater, with_wren)
    assert (found.status, found.reason, told(tidewater, found)) == ("cancelled_by_hub", "kept_out", 1)
    with hub_scope(tidewater.hub):
        kinds = Event.objects.filter(subject_id=found.pk).order_by("id").values_list("kind", "by_id")
        assert list(kinds) == [("appointment.book", tidewater.ada.pk), ("appointment.keep_out", None)]


def test_somebody_says_so_before_they_would_come(tidewater, met, now):
    booked(tidewater, met.tansy, tidewater.wren, now=now)
    at = NINE - 5 * HOUR

    names(tidewater, met.tansy, "Wren Dummerly", now=at)

    referral = state(tidewater, met.tansy)
    assert (referral.next_action, referral.next_action_at) == ("call", NINE - 2 * HOUR)


def test_a_decision_or_a_welfare_check_that_is_next_stays_next(tidewater, met, now):
    first = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub):
        attend(first, "miss", is_worrying=True, by=tidewater.nell, now=NINE + HOUR)
    booked(tidewater, met.tansy, tidewater.wren, at=NINE + 6 * HOUR, now=NINE + HOUR)

    names(tidewater, met.tansy, "Wren Dummerly", now=NINE + HOUR)

    assert state(tidewater, met.tansy).next_action == "welfare"


def test_a_name_that_fits_nobody_cancels_nothing_while_there_is_time_to_settle_it(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)

    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=NINE - 5 * HOUR)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("booked", 0)


def test_it_stands_where_a_lead_says_that_it_is_nobody_here_and_goes_where_it_is_whom_they_would_meet(
    tidewater, met, now
):
    with_nell = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with_wren = booked(tidewater, met.tansy, tidewater.wren, at=NINE + 3 * HOUR, kind="support", now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    with hub_scope(tidewater.hub):
        entry = MustNotSee.objects.select_related("person").get(status="unsettled")
        settle_name(entry, members=[tidewater.wren], by=tidewater.ines, now=now)

    assert [state(tidewater, each).status for each in (with_nell, with_wren)] == ["booked", "cancelled_by_hub"]


@pytest.mark.parametrize(("before", "stands"), [(4 * HOUR + timedelta(minutes=1), "booked"),
                                                (4 * HOUR, "cancelled_by_hub")])  # fmt: skip
def test_a_name_that_nobody_has_settled_four_hours_before_ends_it(tidewater, saltpan, met, clock, now, before, stands):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    other = booked(tidewater, waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend"), tidewater.wren,
                   now=now)  # fmt: skip
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)
    clock(NINE - before)

    end_unsettled_appointments(0)
    end_unsettled_appointments(0)  # safe to run twice

    assert [state(tidewater, each).status for each in (made, other)] == [stands, "booked"]
    assert told(tidewater, made) == (stands != "booked")
    with hub_scope(saltpan.hub):
        assert end_unsettled(saltpan.hub, now=NINE - before) == 0


def test_a_lead_who_sees_them_keeps_it_because_they_settle_the_name(tidewater, met, clock, now):
    works(tidewater, tidewater.ines, now=now)
    made = booked(tidewater, met.tansy, tidewater.ines, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    with hub_scope(tidewater.hub):
        assert end_unsettled(tidewater.hub, now=NINE - HOUR) == 0
    assert state(tidewater, made).status == "booked"


def test_a_name_given_too_late_to_be_settled_ends_it_at_once(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)

    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=NINE - HOUR)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("cancelled_by_hub", 1)


def test_leads_read_by_when_a_name_is_to_be_settled(tidewater, saltpan, met, clock, now):
    clock(now)
    later = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend")
    names(tidewater, later, "Perdita Nobodyknown", now=now - HOUR)
    booked(tidewater, met.tansy, tidewater.nell, now=now)
    names(tidewater, met.tansy, "Zebedee Nobodyknown", now=now)

    shown = browser_of(tidewater.ines).get(page("caseload:names")).content.decode()
    today = browser_of(tidewater.ines).get(page("caseload:today")).content.decode()

    assert shown.index("Zebedee Nobodyknown") < shown.index("Perdita Nobodyknown")
    assert shown.count("An appointment waits for it: Monday 19 October at 9am. ") == 1
    assert "Settle it by Monday 19 October at 5am, or the appointment is cancelled." in shown
    assert "Settle the first by Monday 19 October at 5am" in today
    with hub_scope(saltpan.hub):
        assert first_unsettled(saltpan.hub, [met.tansy.person_id], now=now) == {}


def test_a_place_in_a_group_is_told_of_too(tidewater, met, now):
    group = planned(tidewater, tidewater.wren, now=now)[0]
    made = placed(tidewater, met.tansy, group, now=now)

    names(tidewater, met.tansy, "Wren Dummerly", now=now)

    assert (state(tidewater, made).status, told(tidewater, made)) == ("cancelled_by_hub", 1)
