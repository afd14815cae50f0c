"""The year before leaves people who have gone the whole way, so that figures have months to show."""

from datetime import timedelta
from random import Random

from holdfast.demo.stories import past_year
from holdfast.events.models import Event
from holdfast.hubs.scope import hub_scope
from holdfast.referrals.models import Referral
from tests.appointments.conftest import works
from tests.builders import make_hub


def test_three_people_a_month_were_assessed_helped_and_most_of_them_discharged(db, now, monkeypatch):
    monkeypatch.setattr(past_year, "EACH_MONTH", 1)
    tidewater = make_hub("tidewater", "Tidewater", now=now - timedelta(days=600))  # it has been open for long
    works(tidewater, tidewater.nell, tidewater.wren, now=now)
    with hub_scope(tidewater.hub):
        past_year.tell(tidewater.hub, [tidewater.nell, tidewater.wren, tidewater.ines], Random(7), now=now)

        assert Referral.objects.count() == past_year.MONTHS
        assert Referral.objects.filter(received_at__gte=now).count() == 0
        assert Event.objects.filter(kind="assessment.finish").count() == 11
        assert Event.objects.filter(kind="referral.withdraw").count() == 1
        assert Event.objects.filter(kind="referral.discharge").count() > 0
        assert Event.objects.filter(kind="onward.begin").count() > 0
        assert Event.objects.filter(occurred_at__gt=now).count() == 0
