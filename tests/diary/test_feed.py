"""The secret address of a calendar: busy times and nothing else, for whoever holds it, until it ends."""

from datetime import date, time, timedelta

from django.test import Client
from icalendar import Calendar

from holdfast.diary.actions import keep_time
from holdfast.hubs.scope import hub_scope
from tests.appointments.conftest import NINE, booked, waits, works
from tests.builders import browser_of, leaves, page


def made(member):
    """The address that the page shows, once."""
    shown = browser_of(member).post(page("diary:make_feed")).content.decode()
    return "/h/" + shown.split("/h/")[1].split("<")[0]


def test_it_says_when_they_are_busy_and_where_and_names_nobody(tidewater, saltpan, clock, now):
    clock(now)
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    tansy = waits(tidewater, owner=tidewater.nell, now=now, name="Tansy Canaryson")
    booked(tidewater, tansy, tidewater.nell, now=now)
    booked(tidewater, tansy, tidewater.wren, at=NINE + timedelta(hours=4), kind="support", now=now)
    with hub_scope(tidewater.hub):
        keep_time(
            tidewater.nell, kind="supervision", day=date(2026, 10, 26), at=time(9), minutes=60, weeks=1,
            by=tidewater.nell, now=now,
        )  # fmt: skip

    answer = Client().get(made(tidewater.nell))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [(entry["SUMMARY"], entry["DTSTART"].dt, entry["DTEND"].dt - entry["DTSTART"].dt) for entry in entries] == [
        ("Busy", NINE, timedelta(minutes=90)),
        ("Busy", NINE + timedelta(days=7, hours=1), timedelta(hours=1)),  # the clocks go back between
    ]
    words = answer.content.decode().lower()
    assert [
        word for word in ("canary", "tansy", "assessment", "supervision", "tidewater", "nell") if word in words
    ] == []


def test_it_ends_with_a_new_one_with_their_wish_and_when_they_leave_and_opens_at_no_other_hub(
    tidewater, saltpan, clock, now
):
    clock(now)
    first, second = made(tidewater.nell), made(tidewater.nell)
    assert [Client().get(address).status_code for address in (first, second)] == [410, 200]
    assert Client().get(second.replace("tidewater", "saltpan")).status_code == 410
    assert Client().post(second).status_code == 405

    browser_of(tidewater.nell).post(page("diary:end_feed"))
    assert Client().get(second).status_code == 410
    third = made(tidewater.wren)
    leaves(tidewater.wren, now=now)
    assert Client().get(third).status_code == 410
    assert Client().get("/h/tidewater/busy/none.ics").status_code == 410
