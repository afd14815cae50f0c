"""Somebody lives whose death was recorded in error, and keeps out the only lead: it can still be taken back."""

from datetime import timedelta

from tests.appointments.test_kept_out import names
from tests.builders import browser_of, page
from tests.network.conftest import known, stored
from tests.network.test_not_let_go import dies, ends


def test_somebody_reads_that_it_can_be_taken_back_or_whom_to_ask(tidewater, now, clock):
    referral = known(tidewater, now=now)
    names(tidewater, referral, "Ines Pretendham", now=now)
    dies(tidewater, stored(tidewater, referral), now=clock(now + timedelta(minutes=1)))
    assert ends(tidewater, referral)[1]
    members = (tidewater.nell, tidewater.ines, tidewater.wren, tidewater.ada, tidewater.max, tidewater.outside)
    found = [browser_of(each).get(page("outcomes:of_record", referral.pk)) for each in members]
    opened = [each.content.decode() for each in found if each.status_code == 200]
    assert len(opened) == 1
    assert "Only a lead takes it back, and none may open this record" in opened[0]


def test_whoever_may_not_take_it_back_reads_who_may(tidewater, now, clock):
    referral = known(tidewater, now=now)
    dies(tidewater, stored(tidewater, referral), now=clock(now + timedelta(minutes=1)))
    texts = [
        browser_of(each).get(page("outcomes:of_record", referral.pk)).content.decode()
        for each in (tidewater.nell, tidewater.ines)
    ]
    assert ["ask Ines Pretendham." in text for text in texts] == [True, False]
