from datetime import timedelta

import pytest

from holdfast.alerts import tasks
from holdfast.alerts.models import Alert
from holdfast.correspondence.models import Message
from holdfast.events import tasks as event_tasks
from holdfast.events.models import AccessEntry, Seal
from holdfast.front_door import drafts
from holdfast.front_door import tasks as draft_tasks
from holdfast.front_door.models import Draft
from holdfast.hubs import rounds
from holdfast.hubs.scope import hub_scope
from holdfast.referrals import tasks as referral_tasks
from holdfast.referrals.models import Tally
from tests.builders import send_request


def test_a_round_escalates_in_every_hub(tidewater, saltpan, now, clock):
    for team in (tidewater, saltpan):
        send_request(team, now=now, safe_now="no")
    clock(now + timedelta(minutes=16))

    tasks.escalate(0)

    for team in (tidewater, saltpan):
        with hub_scope(team.hub):
            alert = Alert.objects.get()
            told = {message.member for message in Message.objects.filter(subject_id=alert.pk)}
        assert alert.level == 2
        assert told == {team.nell, team.ines}


def test_a_round_twice_in_the_same_minute_escalates_once(tidewater, now, clock):
    send_request(tidewater, now=now, safe_now="no")
    clock(now + timedelta(minutes=16))

    tasks.escalate(0)
    tasks.escalate(0)

    with hub_scope(tidewater.hub):
        assert Alert.objects.get().level == 2


def test_trouble_in_one_hub_does_not_stop_the_others_and_is_not_silent(tidewater, saltpan):
    done = []

    def job(hub):
        if hub == tidewater.hub:
            raise ValueError("broken")
        done.append(hub)

    with pytest.raises(rounds.RoundIncomplete, match="tidewater"):
        rounds.round_of_hubs("job", job)
    assert done == [saltpan.hub]


def test_a_round_seals_what_has_settled_and_copies_the_head(
    tidewater, now, monkeypatch, django_capture_on_commit_callbacks
):
    copied = []
    monkeypatch.setattr(event_tasks, "copy_head", lambda hub, sealed: copied.append((hub, sealed.number)))
    monkeypatch.setattr("holdfast.events.sealing.settled_transaction", lambda: 2**62)
    send_request(tidewater, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        event_tasks.seal_access_log(0)

    with hub_scope(tidewater.hub):
        assert Seal.objects.get().entries == AccessEntry.objects.count()
    assert copied == [(tidewater.hub, 1)]


def test_a_round_folds_the_kept_counts(tidewater, now):
    for number in range(3):
        send_request(tidewater, now=now, name=f"Otto Exampleton {number}")

    referral_tasks.fold_all_tallies(0)

    with hub_scope(tidewater.hub):
        assert list(Tally.objects.values_list("stage", "delta")) == [("triage", 3)]


def test_a_round_deletes_drafts_that_were_left_for_an_hour(tidewater, now, clock):
    with hub_scope(tidewater.hub):
        drafts.keep(drafts.begin(now), tidewater.hub, now=now)
        kept = drafts.begin(now)
        drafts.keep(kept, tidewater.hub, now=now + timedelta(minutes=30))
    clock(now + timedelta(minutes=61))

    draft_tasks.delete_idle_drafts(0)

    with hub_scope(tidewater.hub):
        assert list(Draft.objects.values_list("pk", flat=True)) == [kept.pk]
