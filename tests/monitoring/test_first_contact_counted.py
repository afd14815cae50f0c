"""Figures and the record say the same of when somebody was first spoken with, however it came about."""

from datetime import timedelta

import pytest

from holdfast.appointments import actions as appointments
from holdfast.assessments import actions as assessments
from holdfast.demo.stories.assessments import FIRST, REST, ordered
from holdfast.hubs.scope import hub_scope
from holdfast.monitoring.models import KeptSpan
from tests.appointments.conftest import NINE, booked, placed, planned, works
from tests.builders import accept, send_request
from tests.contacts.promising import appointment_of, rang
from tests.monitoring.test_keeping import kept
from tests.network.conftest import stored
from tests.referrals.test_next_kept import tried

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RECORDED = NINE + 3 * DAY


def they_came(team, asked, *, now):
    made = booked(team, asked, team.nell, kind="contact", now=now)
    with hub_scope(team.hub):
        appointments.attend(made, "come_late", by=team.nell, now=RECORDED)


def it_was_taken_back(team, asked, *, now):
    made = booked(team, asked, team.nell, kind="contact", now=now)
    with hub_scope(team.hub):
        appointments.attend(made, "attend", by=team.nell, now=RECORDED)
        appointments.undo(appointment_of(team, made), by=team.nell, now=RECORDED + MINUTE / 2)


def they_rang(team, asked, *, now):
    rang(team, asked, now=now + HOUR)


def they_rang_and_came(team, asked, *, now):
    they_came(team, asked, now=now)
    rang(team, asked, now=now + HOUR)


def they_were_assessed(team, asked, *, now):
    with hub_scope(team.hub):
        made = assessments.begin(asked, by=team.nell, now=now + HOUR)
        assessments.write(made, ordered({**FIRST, **REST}), by=team.nell, now=now + HOUR)
        assessments.agree(made, leads_to="plan", by=team.nell, now=now + 2 * HOUR)


def it_was_logged(team, asked, *, now):
    tried(team, asked, channel="call", result="no_answer", now=now + HOUR)
    tried(team, asked, channel="call", result="spoke", at=now + HOUR / 2, now=now + 2 * HOUR)


def they_were_in_a_group(team, asked, *, now):
    works(team, team.wren, now=now)
    (group,) = planned(team, team.wren, now=now)
    place = placed(team, asked, group, now=now)
    with hub_scope(team.hub):
        appointments.attend(place, "attend", by=team.wren, now=RECORDED)


@pytest.mark.parametrize(
    ("way", "at"),
    [
        (they_came, NINE), (it_was_taken_back, None), (they_rang, HOUR), (they_rang_and_came, HOUR),
        (they_were_assessed, 2 * HOUR), (it_was_logged, HOUR / 2), (they_were_in_a_group, None),
    ],
)  # fmt: skip
def test_the_record_and_the_figures_say_the_same_of_when_somebody_was_first_spoken_with(
    tidewater, now, clock, all_settled, way, at
):
    clock(now)
    works(tidewater, tidewater.nell, now=now)
    asked = send_request(tidewater, now=now, name="Tansy Madeup")
    accept(tidewater, asked, owner=tidewater.nell, now=now, by=tidewater.ines)
    clock(RECORDED)
    way(tidewater, stored(tidewater, asked), now=now)
    kept(tidewater, RECORDED + HOUR)
    with hub_scope(tidewater.hub):
        counted = {kind: KeptSpan.objects.filter(kind=kind).values_list("at", flat=True).first()
                   for kind in ("attempt", "contact")}  # fmt: skip
    found, then = stored(tidewater, asked), now + at if isinstance(at, timedelta) else at
    assert (found.first_contact_at, counted["contact"]) == (then, then)
    assert found.first_attempt_at == counted["attempt"]
