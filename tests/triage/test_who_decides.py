"""Whoever has a record open for a while only decides nothing on it; a decision that nobody can sign is taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from holdfast.caseload.actions import open_in_emergency
from holdfast.hubs.scope import hub_scope
from holdfast.lifecycle import MoveNotAllowed
from holdfast.outcomes.death_actions import record_death
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.states import NextAction, Stage
from holdfast.triage.actions import Choice, decide, send_back, sign
from holdfast.triage.models import Decision
from tests.builders import browser_of, page, put_on_duty, send_request

Outcome = Decision.Outcome
REASON = "They rang the ward, the line went dead and nobody of the team answers."


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


@pytest.fixture
def waiting(tidewater, now):
    return send_request(tidewater, now=now - timedelta(hours=1), name="Zebedee Quxtest")


def stored(team, referral) -> Referral:
    with hub_scope(team.hub):
        return Referral.objects.select_related("owner").get(pk=referral.pk)


def choose(referral, outcome, **facts) -> Choice:
    return Choice(outcome, referral.contact_by, words="Not here", **facts)


@pytest.mark.parametrize("outcome", [Outcome.ACCEPT, Outcome.SIGNPOST, Outcome.DECLINE, Outcome.OTHER_HUB])
def test_with_a_record_opened_in_an_emergency_nobody_decides(tidewater, waiting, now, outcome):
    with hub_scope(tidewater.hub):
        open_in_emergency(waiting.person, reason=REASON, by=tidewater.wren, now=now)
        with pytest.raises(PermissionDenied):
            decide(waiting, choose(waiting, outcome, owner=tidewater.wren), seen=None, by=tidewater.wren, now=now)
    browser = browser_of(tidewater.wren)
    assert page("triage:decide", waiting.pk) not in browser.get(page("caseload:person", waiting.pk)).content.decode()
    given = {"seen": "", "when": "proposed", "outcome": "accept", "owner": str(tidewater.wren.pk)}
    address = page("triage:decide", waiting.pk)
    assert [browser.get(address).status_code, browser.post(address, given).status_code] == [404, 404]
    assert (stored(tidewater, waiting).stage, stored(tidewater, waiting).owner) == (Stage.TRIAGE, None)


def test_nor_signs_or_sends_back(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        decision = decide(waiting, choose(waiting, Outcome.DECLINE), seen=None, by=tidewater.nell, now=now)
        open_in_emergency(waiting.person, reason=REASON, by=tidewater.wren, now=now)
        for verb in (sign, send_back):
            with pytest.raises(PermissionDenied):
                verb(decision, by=tidewater.wren, now=now)


def test_whoever_decided_takes_it_back_for_as_long_as_nobody_has_signed(tidewater, waiting, clock, now):
    with hub_scope(tidewater.hub):
        decision = decide(waiting, choose(waiting, Outcome.DECLINE), seen=None, by=tidewater.nell, now=now)
        put_on_duty(tidewater.nell, now + timedelta(days=3))
    clock(now + timedelta(days=3))
    browser = browser_of(tidewater.nell)
    assert "Take this decision back" in browser.get(page("triage:decide", waiting.pk)).content.decode()
    refused = browser.post(page("triage:sign", waiting.pk, decision.pk), follow=True).content.decode()
    assert "a colleague signs it" in refused

    browser.post(page("triage:send_back", waiting.pk, decision.pk))

    assert stored(tidewater, waiting).next_action == NextAction.DECIDE
    assert "Save this decision" in browser.get(page("triage:decide", waiting.pk)).content.decode()


def test_a_moment_that_passed_while_one_read_is_asked_for_again(tidewater, waiting, clock, now):
    sooner = {"seen": "", "when": "sooner_202610141700", "outcome": "accept", "owner": ""}
    assert "sooner_202610141700" in browser_of(tidewater.nell).get(page("triage:decide", waiting.pk)).content.decode()
    clock(now.replace(hour=17, minute=1))

    answer = browser_of(tidewater.nell).post(page("triage:decide", waiting.pk), sooner)

    assert "that moment has passed" in answer.content.decode()
    assert stored(tidewater, waiting).stage == Stage.TRIAGE


@pytest.mark.parametrize("outcome", [Outcome.DECLINE, Outcome.OTHER_HUB, Outcome.SIGNPOST, Outcome.ACCEPT])
def test_on_a_request_that_was_closed_without_a_decision_nobody_decides_any_more(
    tidewater, saltpan, waiting, now, outcome
):
    with hub_scope(tidewater.hub):
        record_death(waiting, died_on=None, how_known="family", by=tidewater.ines, now=now)
        with pytest.raises(MoveNotAllowed):
            decide(waiting, choose(waiting, outcome, wished_hub=saltpan.hub), seen=None, by=tidewater.nell, now=now)
        assert not Decision.objects.filter(referral=waiting).exists()
    found = stored(tidewater, waiting)
    assert (found.status, found.stage, found.next_action) == ("discharged", Stage.CLOSED, NextAction.NONE)


def test_on_one_that_was_accepted_nothing_is_decided_a_second_time(tidewater, saltpan, waiting, now):
    with hub_scope(tidewater.hub):
        first = decide(waiting, choose(waiting, Outcome.ACCEPT), seen=None, by=tidewater.nell, now=now)
        for outcome in (Outcome.DECLINE, Outcome.OTHER_HUB):
            again = choose(waiting, outcome, wished_hub=saltpan.hub)
            with pytest.raises(MoveNotAllowed):
                decide(waiting, again, seen=first.pk, by=tidewater.nell, now=now)
    assert stored(tidewater, waiting).next_action == NextAction.CALL


def test_it_is_given_to_nobody_who_was_named_since_the_page_was_drawn(tidewater, waiting, now):
    with hub_scope(tidewater.hub):
        name_people(waiting, named=["Wren Dummerly"], now=now)
        waiting.refresh_from_db()
        for owner in (tidewater.wren, tidewater.ada):  # and to nobody who can own nothing
            with pytest.raises(PermissionDenied):
                decide(waiting, choose(waiting, Outcome.ACCEPT, owner=owner), seen=None, by=tidewater.nell, now=now)
        decide(waiting, choose(waiting, Outcome.ACCEPT, owner=tidewater.nell), seen=None, by=tidewater.nell, now=now)
    assert stored(tidewater, waiting).owner == tidewater.nell
