"""What figures of first contact say that is not so, and what public pages tell of waits. Fresh eyes."""

from datetime import timedelta

import pytest

from holdfast.agreements.models import Statement
from holdfast.appointments import actions as appointments
from holdfast.caseload.clocks import clocks_of
from holdfast.contacts.actions import log_attempt
from holdfast.front_door.choosing import say_waits
from holdfast.hubs.models import Hub
from holdfast.hubs.queries import terms_of, with_terms
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.disclosure import ENOUGH_FOR_MEDIAN
from holdfast.monitoring.span_queries import cells_between
from holdfast.portal.actions import true_now
from holdfast.portal.standing import contact_step
from holdfast.support_line import actions as calls
from tests.appointments.conftest import NINE, booked, works
from tests.builders import accept, send_request
from tests.monitoring.test_keeping import kept
from tests.network.conftest import accepted, carried, stored
from tests.published_waits import publish_wait

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def tansy(tidewater, saltpan, now, clock, all_settled):
    """Whom nobody has reached, and who has an appointment for a first conversation, on Monday at nine."""
    clock(now)
    works(tidewater, tidewater.nell, now=now)
    asked = send_request(tidewater, now=now, name="Tansy Madeup")
    send_request(saltpan, now=now, name="Stranger Inventwell")
    accept(tidewater, asked, owner=tidewater.nell, now=now, by=tidewater.ines)
    with hub_scope(tidewater.hub):
        log_attempt(asked, channel="call", result="no_answer", terms=tidewater.hub.current, by=tidewater.nell,
                    now=now + HOUR)  # fmt: skip
    return stored(tidewater, asked)


def came(team, referral, *, now, recorded_at):
    """They came to it, and that was recorded then."""
    made = booked(team, referral, team.nell, kind="contact", now=now)
    with hub_scope(team.hub):
        appointments.attend(made, "attend", by=team.nell, now=recorded_at)
    return stored(team, referral)


def contact_in(team, start, end, *, now):
    """Of first contact: how many, the median, how many still wait."""
    kept(team, now)
    with hub_scope(team.hub):
        cells = cells_between(team.hub, start, end)
    return [cells["R4", name, "", ""] for name in ("contact_n", "contact_median", "running_n")]


def test_a_conversation_in_an_appointment_was_when_they_came_and_not_when_somebody_recorded_it(tidewater, tansy, now):
    recorded_at = NINE + 3 * DAY
    came(tidewater, tansy, now=now, recorded_at=recorded_at)
    took = (NINE - now) // MINUTE
    assert contact_in(tidewater, now - DAY, NINE + DAY, now=recorded_at) == [1, took, 0]
    assert contact_in(tidewater, NINE + DAY, NINE + 9 * DAY, now=recorded_at) == [0, None, 0]


def test_whoever_rang_the_support_line_and_is_matched_with_their_request_does_not_wait_for_a_first_conversation(
    tidewater, tansy, now
):
    """The promise of a call is kept by it."""
    ines = tidewater.ines
    ines.hub = with_terms(tidewater.hub, terms_of(tidewater.hub, now=now))
    with hub_scope(tidewater.hub):
        call = calls.begin(ines.hub, by=ines, now=now + 2 * HOUR)
        calls.match(call, tansy, by=ines, now=now + 2 * HOUR + MINUTE)
    assert contact_in(tidewater, now - DAY, now + DAY, now=now + DAY) == [1, 120, 0]


def test_whoever_the_first_hub_spoke_with_is_not_late_for_a_first_contact_on_the_day_on_which_they_come(
    tidewater, saltpan, now, clock, all_settled
):
    clock(now)
    asked = send_request(tidewater, now=now - 60 * DAY, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now - 59 * DAY, by=tidewater.ines)
    mine = stored(tidewater, asked)
    with hub_scope(tidewater.hub):
        log_attempt(mine, channel="call", result="spoke", terms=tidewater.hub.current,
                    by=tidewater.nell, now=now - 59 * DAY)  # fmt: skip
    went = accepted(tidewater, saltpan, stored(tidewater, asked), now=now - HOUR)
    carried(tidewater, saltpan, went, now=now - HOUR)
    kept(saltpan, now)
    with hub_scope(saltpan.hub):
        assert cells_between(saltpan.hub, now - DAY, now)["R4", "running_late", "", ""] == 0


def test_the_clock_to_first_contact_on_a_record_stops_when_the_figures_say_that_they_were_reached(
    tidewater, tansy, now
):
    tansy = came(tidewater, tansy, now=now, recorded_at=NINE + HOUR)
    assert contact_in(tidewater, now - DAY, NINE + DAY, now=NINE + HOUR)[::2] == [1, 0]
    with hub_scope(tidewater.hub):
        lines = clocks_of(tansy, member=tidewater.nell, now=NINE + 3 * HOUR)
    assert {each["label"]: each["state"] for each in lines}["To first contact"] == "done"


def test_whoever_came_to_a_first_conversation_does_not_read_on_their_own_page_that_we_will_get_in_touch(
    tidewater, tansy, now
):
    tansy = came(tidewater, tansy, now=now, recorded_at=NINE + HOUR)
    with hub_scope(tidewater.hub):
        assert contact_step(tansy, now=NINE + 3 * HOUR)["title"] == "We talked"


def test_no_partner_can_be_told_that_somebody_was_not_reached_who_came_to_a_first_conversation(tidewater, tansy, now):
    tansy = came(tidewater, tansy, now=now, recorded_at=NINE + HOUR)
    with hub_scope(tidewater.hub):
        assert Statement.Kind.NOT_REACHED not in true_now(tansy)


def reached(team, name, *, now):
    """Somebody whom the hub spoke with."""
    each = send_request(team, now=now - DAY, name=name)
    accept(team, each, owner=team.nell, now=now - DAY, by=team.ines)
    with hub_scope(team.hub):
        log_attempt(each, channel="call", result="spoke", terms=team.hub.current, by=team.nell, now=now)


def said_in_public(team, *, now):
    """What public pages say of waits after a night, in which live figures were kept."""
    kept(team, now)
    return say_waits([Hub.objects.get(pk=team.hub.pk)], now=now)[team.hub.slug]


def test_no_public_page_tells_by_a_sentence_of_waits_on_which_day_one_more_person_was_spoken_with(tidewater, now):
    """All that is public of people passes the control, is published once, and dates nobody."""
    for number in range(9):
        reached(tidewater, f"Number {number} Madeup", now=now)
    before = said_in_public(tidewater, now=now + HOUR)
    reached(tidewater, "Tansy Madeup", now=now + DAY)
    assert said_in_public(tidewater, now=now + DAY + HOUR) == before


def test_a_public_median_of_waits_has_twenty_people_behind_it_wherever_it_is_said(tidewater, now):
    for number in range(ENOUGH_FOR_MEDIAN - 1):
        reached(tidewater, f"Number {number} Madeup", now=now)
    assert said_in_public(tidewater, now=now + HOUR) == ""


def test_the_wait_that_is_said_where_people_choose_a_hub_is_the_published_one_until_the_hub_publishes_again(
    tidewater, now
):
    """What is live of the same people moves, and is said nowhere."""
    publish_wait(tidewater.hub, now=now)
    before = said_in_public(tidewater, now=now + HOUR)
    for number in range(ENOUGH_FOR_MEDIAN + 1):
        reached(tidewater, f"Number {number} Madeup", now=now + DAY)
    assert before == "Usual wait for a first conversation: 5 to 9 days, in July to September 2026."
    assert said_in_public(tidewater, now=now + DAY + HOUR) == before
