"""Accepted and given to nobody by name: on the lists of those on duty and of leads, until somebody has it."""

from datetime import timedelta

import pytest

from holdfast.caseload.queries import counts_of, in_stage, page_of
from holdfast.contacts.actions import log_attempt
from holdfast.hubs.queries import terms_of
from holdfast.hubs.scope import hub_scope
from holdfast.people.viewer import viewer
from holdfast.referrals.models import Referral
from holdfast.referrals.naming import name_people
from holdfast.referrals.reckoning import reckon
from holdfast.referrals.states import Stage
from tests.builders import accept, browser_of, page, send_request


@pytest.fixture
def nobodys(tidewater, now):
    referral = send_request(tidewater, now=now - timedelta(hours=5), name="Zebedee Quxtest")
    accept(tidewater, referral, owner=None, now=now)
    return referral


@pytest.mark.parametrize("who", ["nell", "ines"])
def test_whoever_is_on_duty_and_the_lead_see_it_on_the_list_its_count_and_today(tidewater, nobodys, read, now, who):
    member = getattr(tidewater, who)
    with hub_scope(tidewater.hub):
        sight = viewer(member, now=now)
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


@pytest.fixture
def after_contact(tidewater, nobodys, now):
    """Spoken with by an administrator, who can own nobody: the assessment is nobody's to arrange."""
    with hub_scope(tidewater.hub):
        terms = terms_of(tidewater.hub, now=now)
        log_attempt(nobodys, channel="call", result="spoke", terms=terms, by=tidewater.ada, now=now)
    return nobodys


@pytest.mark.parametrize("who", ["nell", "ines"])
def test_after_first_contact_it_still_stands_on_their_lists_until_somebody_has_it(
    tidewater, after_contact, read, now, who
):
    member = getattr(tidewater, who)
    with hub_scope(tidewater.hub):
        sight = viewer(member, now=now)
        assert [row[0] for row in page_of(sight, Stage.ASSESSMENT)] == [after_contact.pk]
        assert list(in_stage(sight, Stage.ASSESSMENT).values_list("pk", flat=True)) == [after_contact.pk]
        assert counts_of(sight)[Stage.ASSESSMENT] == 1

    today = read(member, "caseload:today").text_shown
    assert "nobody’s name on it" in today
    assert "Zebedee Quxtest" in today

    chosen = {"had": "", "owner": str(tidewater.wren.pk)}
    answer = browser_of(member).post(page("caseload:allocate", after_contact.pk), chosen)
    left = {"nell": page("caseload:today"), "ines": page("caseload:person", after_contact.pk)}
    assert answer.url == left[who]
    assert "Zebedee" not in read(tidewater.nell, "caseload:today").text_shown
    assert "Zebedee Quxtest" in read(tidewater.wren, "caseload:people", query="?stage=assessment").text_shown


def test_an_owner_whom_the_person_names_gives_it_to_the_list_of_nobodys(tidewater, now, read):
    referral = send_request(tidewater, now=now - timedelta(hours=5), name="Zebedee Quxtest")
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        terms = terms_of(tidewater.hub, now=now)
        log_attempt(referral, channel="call", result="spoke", terms=terms, by=tidewater.wren, now=now)
        name_people(Referral.objects.select_related("person", "owner").get(), named=["Wren Dummerly"], now=now)

    assert "nobody’s name on it" in read(tidewater.nell, "caseload:today").text_shown
    assert "Zebedee" not in read(tidewater.wren, "caseload:people", query="?stage=assessment").text_shown


def test_the_reckoning_finds_it_after_first_contact_too(tidewater, after_contact):
    with hub_scope(tidewater.hub):
        after_contact.refresh_from_db()
        due = after_contact.next_action_at
        found = [
            [finding.subject_id for finding in reckon(tidewater.hub, now=at).found if finding.kind == "nobodys"]
            for at in (due + timedelta(hours=23), due + timedelta(hours=25))
        ]

    assert found == [[], [after_contact.pk]]
