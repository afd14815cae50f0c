from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.accounts.models import Membership
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.events.models import AccessEntry
from holdfast.hubs.scope import hub_scope
from holdfast.measures.models import Measure
from holdfast.people.actions import keep_out
from holdfast.people.models import MustNotSee, Person, Relationship
from holdfast.referrals import reckoning
from holdfast.referrals.models import Referral
from holdfast.referrals.tasks import reckon_hub
from tests.authorisation.cells import spoken
from tests.builders import accept, browser_of, make_member, page, send_request


@pytest.fixture(autouse=True)
def _now(clock, now):
    clock(now)


def found_in(team, *, now):
    with hub_scope(team.hub):
        return [(each.kind, each.subject_id) for each in reckoning.reckon(team.hub, now=now).found]


def sent(team):
    """Say that all mail has gone."""
    with hub_scope(team.hub):
        for message in Message.objects.filter(hub=team.hub):
            message.sent_at = message.queued_at
            message.save()


def test_a_hub_where_all_is_well_has_no_findings_and_keeps_no_sentinel(tidewater, now):
    send_request(tidewater, now=now, safe_now="no")
    accept(tidewater, send_request(tidewater, now=now, name="Otto Exampleton"), owner=tidewater.nell, now=now)
    sent(tidewater)

    assert found_in(tidewater, now=now) == []
    with hub_scope(tidewater.hub):
        assert (Person.objects.count(), Referral.objects.count(), Alert.objects.count()) == (2, 2, 1)
        assert (Measure.objects.count(), MustNotSee.objects.count()) == (0, 0)


def test_an_alert_past_its_limit_in_watched_hours_is_found_and_at_night_it_is_not(tidewater, now):
    send_request(tidewater, now=now + timedelta(hours=8), safe_now="no")
    night = found_in(tidewater, now=now + timedelta(hours=16))
    morning = found_in(tidewater, now=now + timedelta(hours=17, minutes=24))

    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
    assert night == []
    assert morning == [("untaken", alert.pk)]


def test_an_alert_that_nobody_may_see_is_found(tidewater, now):
    referral = send_request(tidewater, now=now, safe_now="no")
    sent(tidewater)
    with hub_scope(tidewater.hub):
        keep_out(referral.person, named=[m.name for m in (tidewater.nell, tidewater.wren, tidewater.ines)], now=now)
        alert = Alert.objects.get()
        seen = found_in_scope(tidewater, now)
        Relationship.objects.create(
            hub=tidewater.hub, person=referral.person, member=tidewater.outside, why="outside", since_at=now
        )
        told = found_in_scope(tidewater, now)

    assert seen == [("unseen", alert.pk)]
    assert told == []


def found_in_scope(team, now):
    return [(each.kind, each.subject_id) for each in reckoning.reckon(team.hub, now=now).found]


def test_a_risk_answer_without_its_alert_is_found_whatever_the_total(tidewater, now):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        measure = Measure.objects.create(
            hub=tidewater.hub, person=referral.person, subject_id=referral.pk, questionnaire="phq9", version="1",
            items=[0] * 8 + [1, None], begun_at=now, answered_at=now,
        )  # fmt: skip
        Measure.objects.create(
            hub=tidewater.hub, person=referral.person, subject_id=referral.pk, questionnaire="phq9", version="1",
            items=[3] * 8 + [0, None], begun_at=now, answered_at=now,
        )  # fmt: skip

    assert found_in(tidewater, now=now) == [("unanswered_risk", measure.pk)]


def test_an_unsafe_answer_without_its_alert_is_found(tidewater, now):
    safe = send_request(tidewater, now=now)
    unsafe = send_request(tidewater, now=now, name="Otto Exampleton")
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=unsafe.pk).update(safe_now="skipped")

    assert found_in(tidewater, now=now) == [("unsafe", unsafe.pk)]
    assert safe.safe_now == "yes"


def test_alert_mail_that_has_not_gone_within_a_minute_is_found(tidewater, now):
    send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        message = Message.objects.get(kind="alert")

    assert found_in(tidewater, now=now + timedelta(seconds=60)) == []
    assert found_in(tidewater, now=now + timedelta(seconds=61)) == [("late_mail", message.pk)]
    with hub_scope(tidewater.hub):
        Message.objects.filter(pk=message.pk).update(sent_at=now + timedelta(seconds=90))
    assert found_in(tidewater, now=now + timedelta(minutes=5)) == [("late_mail", message.pk)]


def test_a_referral_that_no_queue_and_no_owner_at_work_has_is_found(tidewater, now):
    lost = send_request(tidewater, now=now)
    owned = send_request(tidewater, now=now, name="Otto Exampleton")
    accept(tidewater, owned, owner=tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        Relationship.objects.filter(person=lost.person).update(until_at=now)
    assert found_in(tidewater, now=now) == [("nobodys", lost.pk)]

    tidewater.wren.status = Membership.Status.LEFT
    tidewater.wren.save()

    assert found_in(tidewater, now=now) == [("nobodys", lost.pk), ("nobodys", owned.pk)]


@pytest.mark.parametrize("named", ["Wren Dummerly", "Practitioners"])
def test_a_referral_whose_owner_is_kept_out_by_name_or_by_role_is_found(tidewater, now, named):
    referral = send_request(tidewater, now=now)
    accept(tidewater, referral, owner=tidewater.wren, now=now)
    lead = send_request(tidewater, now=now, name="Otto Exampleton")
    accept(tidewater, lead, owner=tidewater.ines, now=now)
    assert found_in(tidewater, now=now) == []

    with hub_scope(tidewater.hub):
        for each in (referral, lead):
            keep_out(each.person, named=[named], now=now)

    assert found_in(tidewater, now=now) == [("nobodys", referral.pk)]


def test_a_name_that_no_lead_may_answer_is_found_and_shown_by_reference_to_whoever_audits(tidewater, now):
    governance = make_member(tidewater.hub, "Gale Placeholder", "information_governance")
    answered = send_request(tidewater, now=now, name="Hazel Madeup", must_not_see=("that tall one",))
    referral = send_request(
        tidewater, now=now, name="Otto Exampleton", must_not_see=("Ines Pretendham", "that tall one")
    )  # fmt: skip
    found = [subject for kind, subject in found_in(tidewater, now=now) if kind == "unled"]
    assert found == [referral.person_id]
    heading = "A name to settle or to take off that no lead may answer"

    shown = browser_of(governance).get(page("alerts:reckoning")).content.decode()
    assert spoken(referral.reference) in shown.split(heading)[1]
    assert "Otto" not in shown
    assert spoken(answered.reference) not in shown
    lead = browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()
    assert spoken(referral.reference) not in lead

    make_member(tidewater.hub, "Lark Placeholder", "clinical_lead")
    assert "unled" not in [kind for kind, _ in found_in(tidewater, now=now)]


@pytest.mark.parametrize("kind", [check.kind for check in reckoning.CHECKS])
def test_a_check_that_cannot_see_fails_loudly(tidewater, now, monkeypatch, kind):
    blind = [replace(each, look=lambda *_: iter(())) if each.kind == kind else each for each in reckoning.CHECKS]
    monkeypatch.setattr(reckoning, "CHECKS", blind)

    with hub_scope(tidewater.hub), pytest.raises(reckoning.ReckoningIsBlind, match=kind):
        reckoning.reckon(tidewater.hub, now=now)


def test_the_page_shows_findings_by_reference_and_says_when_the_reckoning_is_blind(tidewater, now, monkeypatch):
    referral = send_request(tidewater, now=now, name="Marigold Testwick")
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=referral.pk).update(safe_now="no")
    browser = browser_of(tidewater.ines)

    body = browser.get(page("alerts:reckoning")).content.decode()
    blind = [replace(each, look=lambda *_: iter(())) for each in reckoning.CHECKS]
    monkeypatch.setattr(reckoning, "CHECKS", blind)
    closed = browser.get(page("alerts:reckoning")).content.decode()

    reference = referral.reference
    assert f"{reference[:3]} {reference[3:6]} {reference[6:]}" in body
    assert "Marigold" not in body
    assert "The reckoning is blind" in closed
    assert "Nothing was found" not in closed


def test_whoever_must_not_see_a_person_does_not_find_them_in_the_reckoning(tidewater, now):
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=referral.pk).update(safe_now="no")
        keep_out(referral.person, named=["Ines Pretendham"], now=now)

    body = browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()

    assert referral.reference[3:6] not in body


def test_the_page_links_a_finding_to_the_alert_or_record_and_says_what_to_do(tidewater, now, clock):
    unsafe = send_request(tidewater, now=now, name="Marigold Testwick")
    send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=unsafe.pk).update(safe_now="no")
        alert = Alert.objects.get()
    clock(now + timedelta(minutes=5))

    body = browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()

    assert f'<a href="{page("caseload:person", unsafe.pk)}">' in body
    assert body.count(f'<li><strong><a href="{page("alerts:alert", alert.pk)}">') == 1
    assert "Telephone whoever is on duty, and tell whoever runs the system that mail is late." in body
    assert "withheld" not in body


def test_mail_about_somebody_kept_from_a_lead_says_neither_reference_nor_address(tidewater, now, clock):
    referral = send_request(tidewater, now=now, safe_now="no")
    with hub_scope(tidewater.hub):
        alert = Alert.objects.get()
        keep_out(referral.person, named=["Ines Pretendham"], now=now)
    clock(now + timedelta(minutes=5))

    body = browser_of(tidewater.ines).get(page("alerts:reckoning")).content.decode()

    assert "<strong>Mail about an alert</strong>" in body
    assert str(alert.pk) not in body
    assert referral.reference[3:6] not in body


def test_the_page_is_for_those_who_answer_for_alerts_and_log_alone(tidewater, saltpan, now):
    send_request(tidewater, now=now, safe_now="no")

    for member in (tidewater.nell, tidewater.ada, tidewater.sol, tidewater.max, tidewater.outside):
        assert browser_of(member).get(page("alerts:reckoning")).status_code == 404
    assert "None." in browser_of(saltpan.ines).get(page("alerts:reckoning")).content.decode()


def test_the_daily_round_mails_the_leads_when_something_is_found_and_writes_the_log(tidewater, now):
    with hub_scope(tidewater.hub):
        reckon_hub(tidewater.hub)
        assert Message.objects.count() == 0
    referral = send_request(tidewater, now=now)
    with hub_scope(tidewater.hub):
        Referral.objects.filter(pk=referral.pk).update(safe_now="no")
        reckon_hub(tidewater.hub)
        assert [message.member for message in Message.objects.all()] == [tidewater.ines]
        entry = AccessEntry.objects.filter(what="alerts:reckon").latest("id")
        assert (entry.actor, entry.persons) == ("system", [referral.person_id])
