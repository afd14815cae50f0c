"""Two alerts about somebody at once: both are kept, with what each was raised by."""

from threading import Event

from django.db import connection

from holdfast.alerts.models import Alert
from holdfast.caseload.actions import raise_worry
from holdfast.front_door.actions import answer_questionnaire
from holdfast.hubs.scope import hub_scope
from holdfast.local.cluster import SUPERUSER
from holdfast.measures.questionnaires import find
from holdfast.referrals.models import Referral
from tests.builders import make_hub
from tests.network.conftest import known
from tests.workplace.test_two_connections import apart


def test_two_first_alerts_at_once_are_both_kept(committed, clock, now):
    clock(now)
    team = make_hub("tidewater", "Tidewater", now=now)
    referral = known(team, now=now)
    raised = Event()

    def fresh():
        return Referral.objects.select_related("person", "hub").get(pk=referral.pk)

    def worker():
        with hub_scope(team.hub):
            raise_worry(fresh(), about=["self_harm"], keep_safe="yes", note="Heard", by=team.nell, now=now)
            raised.set()
            with committed.connect(SUPERUSER) as seen:
                for _ in range(200):
                    if seen.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                        return
                    seen.execute("SELECT pg_sleep(0.05)")

    def person():
        raised.wait(60)
        with hub_scope(team.hub):
            answer_questionnaire(fresh(), team.hub, find("phq9"), dict.fromkeys(range(1, 10), 3), now=now)

    for thread in [apart(worker), apart(person)]:
        thread.join()

    with hub_scope(team.hub):
        assert sorted(Alert.objects.values_list("source", flat=True)) == ["questionnaire", "worker"]
    connection.close()
