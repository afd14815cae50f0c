"""Accepted and given to nobody by name: on the lists of those on duty and of leads, until somebody has it."""

from datetime import timedelta

import pytest

from holdfast.caseload.queries import counts_of, in_stage, page_of, sight_of
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.reckoning import reckon
from holdfast.referrals.states import Stage
from tests.builders import accept, send_request


@pytest.fixture
def nobodys(tidewater, now):
    referral = send_request(tidewater, now=now - timedelta(hours=5), name="Zebedee Quxtest")
    accept(tidewater, referral, owner=None, now=now)
    return referral


@pytest.mark.parametrize("who", ["nell", "ines"])
def test_whoever_is_on_duty_and_the_lead_see_it_on_the_list_its_count_and_today(tidewater, nobodys, read, now, who):
    member = getattr(tidewater, who)
    with hub_scope(tidewater.hub):
        sight = sight_of(member, now=now)
        assert [row[0] for row in page_of(sight, Stage.FIRST_CONTACT)] == [nobodys.pk]
        assert list(in_stage(sight, Stage.FIRST_CONTACT).values_list("pk", flat=True)) == [nobodys.pk]
        assert counts_of(sight)[Stage.FIRST_CONTACT] == 1

    today = read(member, "caseload:today").text_shown
    assert "nobody’s name on it" in today
    assert "Zebedee Quxtest" in today
    assert "Zebedee Quxtest" in read(member, "caseload:people", query="?stage=first_contact").text_shown


def test_a_colleague_without_duty_and_another_hub_do_not(tidewater, saltpan, nobodys, read):
    for member in (tidewater.wren, saltpan.ines):
        for name, query in (("caseload:today", ""), ("caseload:people", "?stage=first_contact")):
            assert "Zebedee" not in read(member, name, query=query).text_shown


def test_the_reckoning_finds_it_a_day_after_it_was_due(tidewater, nobodys):
    with hub_scope(tidewater.hub):
        nobodys.refresh_from_db()
        due = nobodys.next_action_at
        found = [
            [finding.subject_id for finding in reckon(tidewater.hub, now=at).found if finding.kind == "nobodys"]
            for at in (due + timedelta(hours=23), due + timedelta(hours=25))
        ]

    assert found == [[], [nobodys.pk]]
