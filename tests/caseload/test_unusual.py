"""Unusual reading on the lead's pages: found from real visits, without a trace of whom the lead must not see."""

from datetime import timedelta

import pytest

from holdfast.events.models import AccessEntry, UnusualReading
from holdfast.hubs.scope import hub_scope
from holdfast.people.actions import keep_out
from holdfast.people.reading_actions import look_for_unusual
from tests.builders import browser_of, make_member, page, send_request
from tests.caseload.conftest import CANARY

REASON = "They rang the ward, the line went dead and nobody of the team answers."
REVIEW = {"finding": "in_order", "words": "We spoke. They took a call on the ward."}


def look(team, at):
    with hub_scope(team.hub):
        look_for_unusual(team.hub, now=at)
        return list(UnusualReading.objects.order_by("kind"))


@pytest.fixture
def afterwards(tidewater, met, now, clock):
    """Wren tried Hazel's record again after her emergency access had ended."""
    browser_of(tidewater.wren).post(page("caseload:emergency"), {"reference": met.hazel.reference, "reason": REASON})
    clock(now + timedelta(hours=5))
    assert browser_of(tidewater.wren).get(page("caseload:person", met.hazel.pk)).status_code == 404
    (found,) = look(tidewater, clock(now + timedelta(hours=5, minutes=30)))
    return found


def test_a_lead_reads_what_was_opened_and_keeps_a_finding(tidewater, afterwards):
    lead = browser_of(tidewater.ines)
    assert "1 waiting" in lead.get(page("caseload:hub")).content.decode()
    listed = lead.get(page("caseload:readings")).content.decode()
    assert "Wren Dummerly: again, after their own emergency access had ended" in listed
    shown = lead.get(page("caseload:reading", afterwards.pk)).content.decode()
    assert "Hazel Pretend" in shown
    assert "refused" in shown
    assert CANARY not in shown
    assert "Select what you find" in lead.post(page("caseload:reading", afterwards.pk), {}).content.decode()
    for _ in range(2):
        lead.post(page("caseload:reading", afterwards.pk), REVIEW)

    with hub_scope(tidewater.hub):
        kept = UnusualReading.objects.get()
        assert (kept.finding, kept.reviewed_by) == ("in_order", tidewater.ines)
        read = AccessEntry.objects.filter(what="caseload:reading", by=tidewater.ines).order_by("id").first()
        assert (read.persons, read.why) == ([afterwards.person_id], "lead")
    assert "Nothing waits" in lead.get(page("caseload:readings")).content.decode()


def test_many_records_are_named_as_far_as_the_lead_may_see_them_and_no_number_tells_of_the_others(
    tidewater, now, clock
):
    referrals = [
        send_request(tidewater, now=now, name=f"Otto Exampleton {'abcdefghijklmnopqrst'[n]}") for n in range(20)
    ]
    browser = browser_of(tidewater.nell)
    for referral in referrals:
        assert browser.get(page("caseload:person", referral.pk)).status_code == 200
    with hub_scope(tidewater.hub):
        keep_out(referrals[7].person, named=["Ines Pretendham"], now=now)
    (found,) = look(tidewater, clock(now + timedelta(minutes=1)))

    shown = browser_of(tidewater.ines).get(page("caseload:reading", found.pk)).content.decode()
    assert (found.kind, found.persons) == ("many", 20)
    assert shown.count("Otto Exampleton") == 19
    assert "Exampleton h" not in shown
    assert "<dt>How much</dt><dd>20 records or more</dd>" in shown


def test_nobody_finds_their_own_nor_anothers_hubs_nor_a_record_they_must_not_see(tidewater, saltpan, afterwards, met):
    idris = make_member(tidewater.hub, "Idris Mockford", "clinical_lead")
    with hub_scope(tidewater.hub):
        keep_out(met.hazel.person, named=["Idris Mockford"], now=afterwards.found_at)
        tidewater.wren.roles = ["clinical_lead"]
        tidewater.wren.save()
    for who in (tidewater.wren, saltpan.ines, idris):
        browser = browser_of(who)
        assert browser.post(page("caseload:reading", afterwards.pk), REVIEW).status_code == 404
        listed = browser.get(page("caseload:readings")).content.decode()
        assert "Nothing waits" in listed
        assert "waiting" not in browser.get(page("caseload:hub")).content.decode()
    for who in (tidewater.nell, tidewater.ada, tidewater.max):
        assert browser_of(who).get(page("caseload:readings")).status_code == 404
