from uuid import uuid4

from holdfast.alerts.models import Alert
from holdfast.front_door.actions import submit
from holdfast.hubs.scope import hub_scope
from holdfast.people.identity import name_of
from holdfast.referrals.models import Referral
from tests.builders import asked


def test_submit_keeps_the_request_and_gives_it_a_reference(tidewater, now):
    with hub_scope(tidewater.hub):
        referral = submit(tidewater.hub, asked("Tansy Madeup"), submission=b"1", now=now)
        kept = Referral.objects.get()

        assert kept == referral
        assert len(kept.reference) == 8
        assert name_of(kept.person) == "Tansy Madeup"
        assert list(Alert.objects.all()) == []


def test_submit_sent_twice_is_kept_once(tidewater, now):
    form = uuid4().bytes
    with hub_scope(tidewater.hub):
        first = submit(tidewater.hub, asked(), submission=form, now=now)
        second = submit(tidewater.hub, asked(), submission=form, now=now)

        assert first.reference == second.reference
        assert Referral.objects.count() == 1


def test_submit_of_somebody_not_safe_commits_an_alert_with_the_request(tidewater, now):
    with hub_scope(tidewater.hub):
        referral = submit(tidewater.hub, asked(safe_now="no"), submission=b"1", now=now)
        alert = Alert.objects.get()

        assert (alert.subject_id, alert.reasons, alert.urgency, alert.level) == (
            referral.pk, ["safe_now.no"], "immediate", 1,
        )  # fmt: skip
        assert referral.contact_when == "today"
        assert referral.contact_why == ["open_alert", "not_safe"]
