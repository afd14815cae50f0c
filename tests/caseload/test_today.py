"""Today for each role, and the hub's desk."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.caseload.queries import page_of
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out, relate
from holdfast.people.viewer import viewer
from holdfast.referrals.actions import place, withdraw
from holdfast.referrals.models import Referral
from tests.builders import accept, browser_of, page, send_request
from tests.caseload.conftest import CANARY


def test_today_of_a_practitioner_on_duty_shows_first_contacts_and_the_queue(tidewater, met, read):
    shown = read(tidewater.nell, "caseload:today").text_shown

    for words in ("On duty until 6:52pm", "Waiting for your first contact", "Hazel Pretend", "not tried",
                  "Waiting in triage", "Tansy Madeup", "Decide"):  # fmt: skip
        assert words in shown
    assert CANARY not in shown


def test_today_says_that_nothing_waits(tidewater, met, read):
    shown = read(tidewater.wren, "caseload:today").text_shown

    assert "Nothing waits for you" in shown
    assert "You are not on duty. Nell Sampleton is." in shown
    assert "Hazel" not in shown


def test_today_that_is_empty_names_the_next_thing_due(tidewater, now, met, read):
    with hub_scope(tidewater.hub):
        place(Referral.objects.get(pk=met.hazel.pk), stage="assessment", next_action="assess",
              next_action_at=now + timedelta(days=3), owner=tidewater.wren)  # fmt: skip

    shown = read(tidewater.wren, "caseload:today").text_shown

    assert "Nothing waits for you" in shown
    assert "Saturday 17 October at 2:52pm" in shown


def test_today_puts_what_is_overdue_first_and_says_so(tidewater, now, met, read):
    with hub_scope(tidewater.hub):
        place(Referral.objects.get(pk=met.hazel.pk), stage="assessment", next_action="assess",
              next_action_at=now - timedelta(days=2))  # fmt: skip

    shown = read(tidewater.nell, "caseload:today").text_shown

    assert "Next actions" in shown
    assert "Overdue 2 days" in shown


def test_today_shows_an_alert_large_with_its_button(tidewater, now, read):
    send_request(tidewater, now=now, name="Quill Nobodysby", safe_now="no")

    shown = read(tidewater.nell, "caseload:today").text_shown

    assert shown.count("Take this alert") == 1
    assert "Quill Nobodysby" in shown


def test_today_of_a_lead_counts_names_and_reviews_that_wait(tidewater, now, met, read):
    from holdfast.caseload.actions import open_in_emergency

    send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Somebody Unheardof",))
    with hub_scope(tidewater.hub):
        open_in_emergency(met.hazel.person, reason="They rang and the line went dead.", by=tidewater.wren, now=now)

    shown = read(tidewater.ines, "caseload:today").text_shown

    assert "One name to settle" in shown
    assert "One emergency access to review" in shown
    assert "tomorrow at 5pm" in shown


def test_today_of_an_administrator_shows_contact_by_without_why(tidewater, now, met, read):
    quill = send_request(tidewater, now=now, name="Quill Nobodysby", call_today=True)
    accept(tidewater, quill, owner=tidewater.wren, now=now)

    shown = read(tidewater.ada, "caseload:today").text_shown

    for words in ("Waiting for a first contact", "Hazel Pretend", "Quill Nobodysby", "6pm"):
        assert words in shown
    for words in ("asked to be called today", CANARY, "Act now"):
        assert words not in shown


def test_today_of_a_support_line_worker_shows_the_duty_list_on_a_duty_day(tidewater, now, met, read):
    from tests.builders import put_on_duty

    assert "Nothing waits for you" in read(tidewater.sol, "caseload:today").text_shown
    with hub_scope(tidewater.hub):
        put_on_duty(tidewater.sol, now)
    shown = read(tidewater.sol, "caseload:today").text_shown

    assert "Tansy Madeup" in shown
    assert "Hazel" not in shown


def test_today_of_a_manager_is_sums_and_names_nobody(tidewater, met, read):
    shown = read(tidewater.max, "caseload:today").text_shown

    for stage, count in (("Triage", 1), ("First contact", 1), ("Assessment", 0)):
        assert f'<span>{stage}</span><span class="hf-num">{count}</span>' in shown
    assert "Nobody in triage is past the time by which to make contact." in shown
    assert "On duty: Nell Sampleton." in shown
    assert "You are not on duty" not in shown
    for words in ("Tansy", "Hazel", met.tansy.reference[:3], CANARY):
        assert words not in shown


def test_a_manager_reads_how_many_in_triage_are_past_their_day_less_those_kept_from_them(tidewater, met, now, read):
    kept = send_request(tidewater, now=now, name="Otto Exampleton")
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk__in=[met.tansy.pk, kept.pk]).update(contact_by=now - timedelta(minutes=1))
    both = read(tidewater.max, "caseload:today").text_shown
    with hub_scope(tidewater.hub):
        keep_out(kept.person, named=["Max Fauxley"], now=now)

    assert "In triage 2 of 2 are past the time by which to make contact." in both
    assert (
        "In triage 1 of 1 is past the time by which to make contact."
        in read(tidewater.max, "caseload:today").text_shown
    )


def test_today_of_the_outside_cover_shows_their_alerts_and_no_others(tidewater, now, read):
    told = send_request(tidewater, now=now, name="Quill Nobodysby", safe_now="no")
    send_request(tidewater, now=now, name="Ivo Placeholder", safe_now="no")
    with hub_scope(tidewater.hub):
        relate(told.person, tidewater.outside, why="outside", now=now)

    shown = read(tidewater.outside, "caseload:today").text_shown

    assert "Quill Nobodysby" in shown
    assert "Ivo" not in shown


def test_today_shows_nothing_of_another_hub_or_of_whom_one_must_not_see(saltpan, tidewater, now, met, read):
    hidden = send_request(tidewater, now=now, name="Otto Exampleton", must_not_see=("Nell Sampleton",), safe_now="no")

    for member in (saltpan.nell, saltpan.ines, saltpan.ada, saltpan.max):
        shown = read(member, "caseload:today").text_shown
        assert "Tansy" not in shown
        assert "Hazel" not in shown
    shown = read(tidewater.nell, "caseload:today").text_shown
    assert "Otto" not in shown
    assert hidden.reference not in shown


def test_today_takes_no_more_statements_with_more_people(tidewater, now, met, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(tidewater.nell)
    browser.get(page("caseload:today"))
    with CaptureQueriesContext(connection) as before:
        browser.get(page("caseload:today"))
    for number in range(8):
        send_request(tidewater, now=now - timedelta(minutes=number))
    with django_assert_num_queries(len(before)):
        browser.get(page("caseload:today"))


@pytest.mark.parametrize(
    ("who", "opens", "leaves_out"),
    [
        ("ines", ["Names to settle", "Emergency access to review", "Reckoning", "Duty and watched hours"], []),
        ("max", ["Duty and watched hours"], ["Names to settle", "Emergency access to review", "Reckoning"]),
    ],
)
def test_the_desk_links_only_what_a_role_opens(tidewater, read, who, opens, leaves_out):
    shown = read(getattr(tidewater, who), "caseload:hub").text_shown

    assert [words for words in opens if words not in shown] == []
    assert [words for words in leaves_out if words in shown] == []


@pytest.mark.parametrize("who", ["ines", "max"])
def test_each_place_of_the_desk_is_called_what_its_page_is_called(tidewater, read, who):
    desk = read(getattr(tidewater, who), "caseload:hub").text_shown
    links = re.findall(r'<a class="hf-todo__link" href="([^"]+)"><span>([^<]+?) *<', desk)
    browser = browser_of(getattr(tidewater, who))
    titles = [re.search(r"<h1[^>]*>([^<]+)</h1>", browser.get(href).content.decode()) for href, _ in links]

    assert len(links) > 3
    assert [title and title[1] for title in titles] == [words for _, words in links]


@pytest.mark.parametrize("who", ["nell", "ada", "sol", "outside"])
def test_the_desk_is_not_for_those_who_run_nothing(tidewater, read, who):
    assert read(getattr(tidewater, who), "caseload:hub").status_code == 404


def test_whoever_had_somebody_hears_for_three_days_that_they_withdrew_and_leads_where_nobody_had(
    tidewater, met, read, clock, now
):
    with hub_scope(tidewater.hub):
        for referral in (met.hazel, met.tansy):
            withdraw(referral, now=now)

    shown = {
        who: [name for name in ("Hazel", "Tansy") if name in read(getattr(tidewater, who), "caseload:today").text_shown]
        for who in ("nell", "ines", "wren")
    }
    assert shown == {"nell": ["Hazel"], "ines": ["Tansy"], "wren": []}
    clock(now + timedelta(days=2, hours=23))
    shown = read(tidewater.nell, "caseload:today").text_shown
    stopped = shown[shown.index("Withdrawn by the person") :]
    assert ("Hazel" in stopped, "Overdue" in stopped) == (True, False)  # nothing of it can be late any more
    clock(now + timedelta(days=3, minutes=1))
    assert "Hazel" not in read(tidewater.nell, "caseload:today").text_shown


@pytest.mark.parametrize("number", [9, 10, 11, 30])
def test_today_opens_however_many_alerts_are_open(tidewater, read, clock, now, number):
    for each in range(number):
        send_request(tidewater, now=now - timedelta(minutes=each), name="Otto Exampleton", safe_now="no")

    for member in (tidewater.nell, tidewater.ines):
        assert read(member, "caseload:today").status_code == 200
    clock(now + timedelta(days=1))  # nobody has a shift
    assert read(tidewater.ines, "caseload:today").status_code == 200
    with hub_scope(tidewater.hub):
        sight = viewer(tidewater.nell, now=now)
        rows = page_of(sight, "triage", limit=9)
        assert len(rows) == min(number, 10)
        assert rows == page_of(replace(sight, barred=None), "triage", limit=9)
