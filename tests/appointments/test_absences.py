"""Somebody who did not come, where that worries: asked about the same day, or an alert; nothing makes it vanish."""

from datetime import date, time, timedelta

import pytest

from holdfast.alerts.models import Alert
from holdfast.appointments import actions
from holdfast.appointments.queries import unsettled
from holdfast.hubs.hours import instant
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import withdraw
from tests.appointments.conftest import DAY, NINE, TEN, booked, placed, planned, waits
from tests.builders import browser_of, page

HOUR = timedelta(hours=1)
FRIDAY = date(2026, 10, 23)


def missed(team, made, *, at, **how):
    with hub_scope(team.hub):
        actions.attend(made, "miss", is_worrying=True, by=team.nell, now=at, **how)


def coming(team, referral):
    with hub_scope(team.hub):
        referral.refresh_from_db()
    return referral.next_action, referral.next_action_at


def alerts(team, referral):
    with hub_scope(team.hub):
        return list(Alert.objects.filter(person=referral.person).values_list("reasons", flat=True))


def test_on_friday_afternoon_they_are_asked_before_the_hub_closes(tidewater, met, now):
    at = instant(FRIDAY, time(15))
    made = booked(tidewater, met.tansy, tidewater.nell, at=at, now=now)
    recorded = instant(FRIDAY, time(16, 20))
    with hub_scope(tidewater.hub):
        closes = tidewater.hub.current.open_hours
    assert closes
    missed(tidewater, made, at=recorded)
    action, due = coming(tidewater, met.tansy)
    assert (action, due.astimezone(at.tzinfo).date(), alerts(tidewater, met.tansy)) == ("welfare", FRIDAY, [])


def test_once_the_hub_has_closed_an_alert_is_raised_beside_the_check(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, at=instant(FRIDAY, time(15)), now=now)
    missed(tidewater, made, at=instant(FRIDAY, time(21)))
    assert coming(tidewater, met.tansy)[0] == "welfare"
    assert alerts(tidewater, met.tansy) == [["worker.absent"]]


def test_a_check_that_is_due_becomes_an_alert_when_they_stop_and_only_one(tidewater, met, now, clock):
    missed(tidewater, booked(tidewater, met.tansy, tidewater.nell, now=now), at=NINE + HOUR)
    with hub_scope(tidewater.hub):
        withdraw(met.tansy, now=NINE + 2 * HOUR)
    assert coming(tidewater, met.tansy)[0] == "none"
    assert alerts(tidewater, met.tansy) == [["worker.absent"]]
    clock(NINE + 3 * HOUR)
    assert "did not come, and may not be safe" in browser_of(tidewater.ines).get("/today/").content.decode()


def test_the_owner_of_a_closed_request_is_asked_whether_they_came(tidewater, met, now):
    booked(tidewater, met.tansy, tidewater.wren, kind="review", now=now)
    begun = NINE + timedelta(minutes=10)
    with hub_scope(tidewater.hub):
        withdraw(met.tansy, now=begun)
        actions.cancel_all(met.tansy, now=begun)
        told = {
            member.pk: len(unsettled(viewer(member, now=NINE + 3 * HOUR)))
            for member in (tidewater.nell, tidewater.wren, tidewater.max)
        }
    assert told == {tidewater.nell.pk: 1, tidewater.wren.pk: 0, tidewater.max.pk: 0}


def test_what_has_begun_is_not_moved(tidewater, met, now):
    made = booked(tidewater, met.tansy, tidewater.nell, now=now)
    with hub_scope(tidewater.hub), pytest.raises(MoveNotAllowed):
        actions.move(made, starts_at=NINE + timedelta(days=1), how="phone", by=tidewater.nell, now=NINE + HOUR)


def test_it_worries_as_proposed_where_whoever_records_it_may_not_read_why(tidewater, met, now, clock):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend", safe_now="unsure")
    made = booked(tidewater, hazel, tidewater.nell, kind="review", now=now)
    calm = booked(tidewater, met.tansy, tidewater.wren, kind="review", now=now)
    clock(NINE + HOUR)
    for each in (made, calm):
        browser_of(tidewater.ada).post(page("appointments:attend", each.pk), {"verb": "miss"})
    assert [coming(tidewater, each)[0] for each in (hazel, met.tansy)] == ["welfare", "try_again"]


def test_the_form_of_a_group_proposes_it_too(tidewater, met, now, clock):
    hazel = waits(tidewater, owner=tidewater.nell, now=now, name="Hazel Pretend", safe_now="no")
    (group,) = planned(tidewater, tidewater.nell, now=now)
    place = placed(tidewater, hazel, group, now=now)
    clock(TEN + HOUR)
    shown = browser_of(tidewater.nell).get(page("appointments:group", group.pk)).content.decode()
    assert f'name="worrying_{place.pk}" type="checkbox" value="on" checked' in shown


def test_taking_attendance_back_brings_back_no_appointment_that_was_cancelled_meanwhile(tidewater, met, now):
    first = booked(tidewater, met.tansy, tidewater.nell, now=now)
    other = booked(tidewater, met.tansy, tidewater.nell, at=instant(DAY + timedelta(days=7), time(14)),
                   kind="review", now=NINE + HOUR)  # fmt: skip
    with hub_scope(tidewater.hub):
        actions.attend(first, "attend", by=tidewater.nell, now=NINE + HOUR)
        actions.cancel(other, reason="work", by_them=True, by=None, now=NINE + HOUR + timedelta(seconds=10))
        actions.undo(first, by=tidewater.nell, now=NINE + HOUR + timedelta(seconds=30))
    assert coming(tidewater, met.tansy) == ("meet", NINE)


def test_before_anybody_spoke_with_them_a_cancelled_appointment_leaves_the_call(tidewater, met, now):
    from tests.builders import accept, send_request

    fern = send_request(tidewater, now=now, name="Fern Fictional")
    accept(tidewater, fern, owner=tidewater.nell, now=now)
    made = booked(tidewater, fern, tidewater.nell, kind="contact", now=now)
    with hub_scope(tidewater.hub):
        actions.cancel(made, reason="work", by_them=True, by=None, now=now)
    assert coming(tidewater, fern) == ("call", fern.contact_by)
