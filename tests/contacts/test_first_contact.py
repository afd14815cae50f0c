"""When the hub first spoke with somebody: however it came about, every page and every figure says the same."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.contacts.actions import undo_attempt
from holdfast.contacts.models import Promise
from holdfast.demo.stories.assessments import FIRST, REST, ordered
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.portal.standing import next_of, steps_of
from holdfast.referrals.models import Referral, Tally
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE, booked, placed, planned, works
from tests.builders import accept, asked, browser_of, page, send_request
from tests.contacts.promising import appointment_of, rang
from tests.network.conftest import stored
from tests.referrals.test_next_kept import tried

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NINE + HOUR
WORDS = {"usual_assessment": "Within 2 weeks", "follow_up": "3 months"}


@pytest.fixture
def tansy(tidewater, saltpan, now, clock):
    """Whom nobody has reached."""
    clock(now)
    works(tidewater, tidewater.nell, now=now)
    found = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, found, owner=tidewater.nell, now=now, by=tidewater.ines)
    return stored(tidewater, found)


def attended(team, made, *, by=None, now=LATER, verb="attend"):
    with hub_scope(team.hub):
        return appointments.attend(appointment_of(team, made), verb, by=by or team.nell, now=now)


def stands(team, referral):
    """Their stage, what comes next, and when they were first tried and spoken with."""
    found = stored(team, referral)
    return found.stage, found.next_action, found.first_attempt_at, found.first_contact_at


def kept_counts(team):
    """How many stand in each stage, as the lists say."""
    with hub_scope(team.hub):
        found: dict = {}
        for stage, delta in Tally.objects.values_list("stage", "delta"):
            found[stage] = found.get(stage, 0) + delta
    return {stage: count for stage, count in found.items() if count}


@pytest.mark.parametrize(("kind", "step"), [("contact", "assess"), ("welfare", "assess"), ("support", "assess"),
                                            ("assessment", "write_up")])  # fmt: skip
@pytest.mark.parametrize("verb", ["attend", "come_late"])
def test_whoever_came_by_themselves_was_spoken_with_when_it_began_and_making_contact_is_over(
    tidewater, tansy, now, clock, kind, step, verb
):
    made = booked(tidewater, tansy, tidewater.nell, kind=kind, now=now)
    clock(LATER + 2 * DAY)
    attended(tidewater, made, verb=verb, now=LATER + 2 * DAY)
    assert stands(tidewater, tansy) == ("assessment", step, NINE, NINE)
    assert kept_counts(tidewater) == {"assessment": 1}
    with hub_scope(tidewater.hub):
        assert not Promise.objects.exists()


def test_what_comes_next_is_the_same_whether_they_came_or_were_called(tidewater, tansy, now, clock):
    other = send_request(tidewater, now=now, name="Hazel Pretend")
    accept(tidewater, other, owner=tidewater.nell, now=now, by=tidewater.ines)
    made = booked(tidewater, tansy, tidewater.nell, kind="contact", now=now)
    attended(tidewater, made, now=clock(LATER))
    tried(tidewater, other, channel="call", result="spoke", at=NINE, now=LATER)
    one, two = stored(tidewater, tansy), stored(tidewater, other)
    kept = ("stage", "next_action", "next_action_at", "stage_action", "stage_action_at", "first_contact_at")
    assert [getattr(one, name) for name in kept] == [getattr(two, name) for name in kept]


def test_that_they_came_is_taken_back_with_all_that_it_led_to(tidewater, tansy, now, clock):
    tried(tidewater, tansy, channel="call", result="no_answer", now=now + HOUR)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, kind="contact", now=now + HOUR)
    before = stored(tidewater, tansy)
    attended(tidewater, made, now=clock(LATER))
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=LATER + MINUTE / 2)
    after = stored(tidewater, tansy)
    kept = [each.name for each in Referral._meta.concrete_fields]
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert kept_counts(tidewater) == {"first_contact": 1}


def test_making_contact_stays_over_where_it_is_logged_too_before_that_they_came_is_taken_back(
    tidewater, tansy, now, clock
):
    made = booked(tidewater, tansy, tidewater.nell, kind="contact", now=now)
    attended(tidewater, made, now=clock(LATER))
    tried(tidewater, tansy, channel="in_person", result="spoke", at=NINE + HOUR / 2, now=LATER + MINUTE / 4)
    with hub_scope(tidewater.hub):
        appointments.undo(appointment_of(tidewater, made), by=tidewater.nell, now=LATER + MINUTE / 2)
    assert stands(tidewater, tansy)[0] == "assessment"
    assert stands(tidewater, tansy)[2:] == (NINE + HOUR / 2, NINE + HOUR / 2)


def test_a_group_and_an_absence_are_no_conversation(tidewater, tansy, now, clock):
    works(tidewater, tidewater.wren, now=now)
    (group,) = planned(tidewater, tidewater.wren, now=now)
    place = placed(tidewater, tansy, group, now=now)
    made = booked(tidewater, stored(tidewater, tansy), tidewater.nell, kind="contact", now=now)
    clock(LATER + 2 * HOUR)
    attended(tidewater, place, by=tidewater.wren, now=LATER + 2 * HOUR)
    attended(tidewater, made, verb="miss", now=LATER + 2 * HOUR)
    assert stands(tidewater, tansy) == ("first_contact", "try_again", None, None)


def test_whoever_was_assessed_was_spoken_with_when_it_was_finished(tidewater, tansy, now):
    with hub_scope(tidewater.hub):
        made = assessments.begin(tansy, by=tidewater.nell, now=now + HOUR)
        assessments.write(made, ordered({**FIRST, **REST}), by=tidewater.nell, now=now + HOUR)
        assert Referral.objects.get(pk=tansy.pk).first_contact_at is None
        assessments.agree(made, leads_to="plan", by=tidewater.nell, now=now + 2 * HOUR)
    assert stands(tidewater, tansy)[2:] == (now + 2 * HOUR, now + 2 * HOUR)


def test_whoever_rang_was_spoken_with_and_whoever_is_to_call_them_still_does(tidewater, tansy, now):
    rang(tidewater, tansy, now=now + HOUR)
    found = stored(tidewater, tansy)
    assert stands(tidewater, tansy) == ("first_contact", "call", now + HOUR, now + HOUR)
    assert found.next_action_at == found.contact_by
    steps = steps_of(found, WORDS, now=now + 2 * HOUR)
    assert [(each["title"], each["state"]) for each in steps if each.get("state")] == [
        ("You asked for help", "done"), ("We talked", "done"), ("You have a longer talk", "here"),
    ]  # fmt: skip
    assert "gets in touch with you by" in next_of(found, now=now + 2 * HOUR)["title"]


def test_a_call_that_ended_with_the_promise_of_one_and_the_call_in_which_they_asked_are_no_first_conversation(
    tidewater, tansy, now
):
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now + HOUR)
        call = calls.promise(call, call_back_by=now + 3 * HOUR, by=ines, now=now + HOUR)
        calls.match(call, tansy, by=ines, now=now + HOUR + MINUTE)
        call = calls.begin(ines.hub, by=ines, now=now + HOUR)
        other = calls.request(call, asked(), by=ines, now=now + HOUR + 9 * MINUTE)
    assert [stored(tidewater, each).first_contact_at for each in (tansy, other)] == [None, None]


def test_a_call_of_before_they_asked_is_no_first_conversation(tidewater, tansy, now):
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now - HOUR)
        calls.match(call, tansy, by=ines, now=now + HOUR)
    assert stored(tidewater, tansy).first_contact_at is None


def test_an_attempt_that_is_taken_back_leaves_what_else_was_said(tidewater, tansy, now):
    rang(tidewater, tansy, now=now + HOUR)
    made = tried(tidewater, tansy, channel="call", result="spoke", at=now + HOUR / 2, now=now + 2 * HOUR)
    assert stands(tidewater, tansy) == ("assessment", "assess", now + HOUR / 2, now + HOUR / 2)
    with hub_scope(tidewater.hub):
        undo_attempt(made, by=tidewater.nell, now=now + 2 * HOUR + MINUTE / 2)
    assert stands(tidewater, tansy) == ("first_contact", "call", now + HOUR, now + HOUR)


def test_nobody_else_was_spoken_with_by_it(tidewater, saltpan, tansy, now, clock):
    stranger = send_request(saltpan, now=now, name="Stranger Inventwell")
    other = send_request(tidewater, now=now, name="Hazel Pretend")
    made = booked(tidewater, tansy, tidewater.nell, kind="contact", now=now)
    attended(tidewater, made, now=clock(LATER))
    assert stored(saltpan, stranger).first_contact_at is None
    assert stored(tidewater, other).first_contact_at is None


def test_whoever_came_does_not_stand_among_those_who_wait_for_a_first_contact(tidewater, tansy, now, clock):
    made = booked(tidewater, tansy, tidewater.nell, kind="contact", now=now)
    attended(tidewater, made, now=clock(LATER))
    shown = {stage: browser_of(tidewater.nell).get(f"{page('caseload:people')}?stage={stage}").content.decode()
             for stage in ("first_contact", "assessment")}  # fmt: skip
    assert "Tansy Madeup" not in shown["first_contact"]
    assert "Tansy Madeup" in shown["assessment"]


def test_whoever_was_spoken_with_before_this_was_kept_is_found_by_the_migration_and_nobody_is_to_be_called_for_a_log(
    tidewater, tansy, now, clock
):
    hazel = send_request(tidewater, now=now, name="Hazel Pretend")
    accept(tidewater, hazel, owner=tidewater.nell, now=now, by=tidewater.ines)
    made = booked(tidewater, tansy, tidewater.nell, kind="contact", now=now)
    attended(tidewater, made, now=clock(LATER))
    rang(tidewater, hazel, now=now + HOUR)
    before = [stands(tidewater, each) for each in (tansy, hazel)]
    migration = import_module("holdfast.support_line.migrations.0003_first_contact")
    with hub_scope(tidewater.hub):
        Referral.objects.update(first_contact_at=None)
        Referral.objects.update(first_attempt_at=None)
        Referral.objects.filter(pk=tansy.pk).update(next_action="call", next_action_at=LATER + HOUR)
        Promise.objects.create(hub=tidewater.hub, referral=tansy, action="call", due_at=LATER + HOUR, why="came",
                               made_by=made.pk, made_at=NINE)  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(migration.SPOKEN)
            cursor.execute(migration.LOGGED)
        assert not Promise.objects.filter(ended_at=None).exists()
    assert [stands(tidewater, each) for each in (tansy, hazel)] == before
