"""The usual wait for a first conversation: reckoned per hub, said only where enough people stand behind it."""

from datetime import timedelta

from holdfast.contacts.actions import log_attempt
from holdfast.contacts.models import Attempt
from holdfast.contacts.rules import usual_wait
from holdfast.contacts.tasks import keep_usual_waits
from holdfast.contacts.wait_actions import keep_usual_wait
from holdfast.hubs.models import UsualWait
from holdfast.hubs.scope import hub_scope
from tests.builders import accept, send_request

DAY = timedelta(days=1)


def reached(team, *, asked_at, spoke_at):
    """Somebody whom the hub spoke with."""
    referral = send_request(team, now=asked_at)
    accept(team, referral, owner=team.nell, now=asked_at, by=team.ines)
    with hub_scope(team.hub):
        log_attempt(
            referral, channel=Attempt.Channel.CALL, result=Attempt.Result.SPOKE, terms=team.hub.current, by=team.nell,
            now=spoke_at,
        )  # fmt: skip


def kept() -> list[tuple]:
    return list(UsualWait.objects.order_by("hub__slug").values_list("hub__slug", "working_days", "people"))


def test_half_of_the_people_waited_no_longer_and_a_half_day_is_rounded_up(now):
    waits = [(now - days * DAY, now) for days in (0, 0, 0, 1, 1, 2, 2, 2, 2, 2)]  # now is a Wednesday

    assert usual_wait(waits) == 2
    assert usual_wait(waits[:9]) is None


def test_a_weekend_is_no_wait(now):
    friday = now - 5 * DAY

    assert usual_wait([(friday, now)] * 10) == 3


def test_the_job_keeps_each_hubs_own_wait_and_says_nothing_of_nine_people(tidewater, saltpan, now, clock):
    for number in range(10):
        reached(tidewater, asked_at=now - DAY - timedelta(minutes=number), spoke_at=now - timedelta(minutes=number))
    for number in range(9):
        reached(saltpan, asked_at=now - DAY - timedelta(minutes=number), spoke_at=now)
    send_request(tidewater, now=now - 20 * DAY)  # not reached yet

    clock(now)
    for _ in range(2):
        keep_usual_waits(timestamp=0)

    assert kept() == [("tidewater", 1, 10)]


def test_when_fewer_than_ten_remain_within_three_months_the_wait_is_forgotten(tidewater, now):
    for number in range(10):
        reached(tidewater, asked_at=now - DAY - timedelta(minutes=number), spoke_at=now - timedelta(minutes=number))
    with hub_scope(tidewater.hub):
        keep_usual_wait(tidewater.hub, now=now)
        assert kept() == [("tidewater", 1, 10)]
        keep_usual_wait(tidewater.hub, now=now + 91 * DAY)

    assert kept() == []
